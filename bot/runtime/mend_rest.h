/* mend_rest.h: lanes, members that name nothing, numbers of days. */
#ifndef TOCSIN_RUNTIME_MEND_REST_H
#define TOCSIN_RUNTIME_MEND_REST_H

#include "runtime/mender.h"

void mend_lanes_came(void *ctx, const json_t *names, bool last, const char *why);
void mend_members(struct mender *mender);
void mend_days(struct mender *mender);

#endif
