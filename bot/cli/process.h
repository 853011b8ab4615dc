/* process.h: what the process was given to run with: its three streams, its descriptors,
 * whether its memory may be dumped. Looked at once, before anything is opened. */
#ifndef TOCSIN_CLI_PROCESS_H
#define TOCSIN_CLI_PROCESS_H

#include "tocsin/error.h"
#include <stdbool.h>

/* Fills descriptors 0 to 2 that are closed, so that no file of ours takes their place and
 * gets what is printed. ERR_LIMIT when the process may open too few files. */
bool process_begin(struct error *err);
/* Was descriptor 0, 1 or 2 closed when the process was started? */
bool process_was_closed(int fd);
/* No core dump and no debugger of the same user: tokens are in memory from here on. */
void process_keep_secrets(void);
/* Has everything that was printed been taken? Else it is told on standard error, and what
 * is returned is EXIT_TROUBLE instead of EXIT_FINE. */
int process_end(int status);

#endif
