/* out_join.h: the configured places. */
#ifndef TOCSIN_SLACK_OUT_JOIN_H
#define TOCSIN_SLACK_OUT_JOIN_H

#include "shared.h"

/* Joins options.places (resolving "#name"), warns on the log about what it cannot. */
void slack_join_places(struct slack *slack);

#endif
