/* console.h: the network that is a terminal: channels, people and a clock for one.
 *
 * Four modes share one vtable: a terminal (line editing, history, completion), a plain
 * pipe (one line at a time, byte for byte repeatable), JSON lines for programs, and a
 * transcript that is played. */
#ifndef TOCSIN_CONSOLE_CONSOLE_H
#define TOCSIN_CONSOLE_CONSOLE_H

#include "options.h"
#include "tocsin/adapter.h"

/* Strings of the options are copied. To be freed (adapter->free) after the host, before
 * the loop; the loop must run once more to close its handles. */
struct adapter *console_new(const struct console_options *options);
/* 0, or 1 when the transcript was not met or the output could not be written. */
int console_status(const struct adapter *console);

#endif
