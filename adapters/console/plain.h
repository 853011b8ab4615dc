/* plain.h: the console as a pipe. */
#ifndef TOCSIN_CONSOLE_PLAIN_H
#define TOCSIN_CONSOLE_PLAIN_H

#include "shared.h"

extern const struct mode mode_plain;

#endif
