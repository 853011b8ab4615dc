/* aside_tell.h: people are told of values that were set aside. */
#ifndef TOCSIN_RUNTIME_ASIDE_TELL_H
#define TOCSIN_RUNTIME_ASIDE_TELL_H

#include "runtime/parts.h"

/* Makes the timer that aside.c starts when there is something to be told. */
void aside_tell_new(struct bot *bot);

#endif
