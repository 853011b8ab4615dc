/* again.h: what a channel shows, once more. */
#ifndef TOCSIN_RUNTIME_AGAIN_H
#define TOCSIN_RUNTIME_AGAIN_H

#include "runtime/parts.h"

/* Topic and summary, if the place is an incident's channel. */
void show_place_again(struct bot *bot, const char *place);

#endif
