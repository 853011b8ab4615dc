/* local.h: the console's own commands. */
#ifndef TOCSIN_CONSOLE_LOCAL_H
#define TOCSIN_CONSOLE_LOCAL_H

#include "codec_line.h"
#include "shared.h"

/* True when it is done; false when console->finished will be called later. */
bool local_run(struct console *console, struct arena *arena, const struct line *line);

#endif
