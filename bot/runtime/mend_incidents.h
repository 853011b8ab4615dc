/* mend_incidents.h: a page of incidents against their indexes. */
#ifndef TOCSIN_RUNTIME_MEND_INCIDENTS_H
#define TOCSIN_RUNTIME_MEND_INCIDENTS_H

#include "runtime/mender.h"

void mend_incidents_came(void *ctx, const json_t *names, bool last, const char *why);

#endif
