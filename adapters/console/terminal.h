/* terminal.h: the console as a terminal. */
#ifndef TOCSIN_CONSOLE_TERMINAL_H
#define TOCSIN_CONSOLE_TERMINAL_H

#include "shared.h"

extern const struct mode mode_terminal;

#endif
