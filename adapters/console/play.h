/* play.h: the console as a transcript that is played. */
#ifndef TOCSIN_CONSOLE_PLAY_H
#define TOCSIN_CONSOLE_PLAY_H

#include "shared.h"

extern const struct mode mode_script;

#endif
