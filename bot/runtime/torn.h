/* torn.h: commits that broke off midway. */
#ifndef TOCSIN_RUNTIME_TORN_H
#define TOCSIN_RUNTIME_TORN_H

#include "runtime/writes.h"

/* The commit changes the incident: not while an earlier one is only partly written. */
void torn_check(struct ops *ops, const char *id);
/* Completes what was kept; tries again by itself. */
void torn_mend(struct bot *bot);
void torn_free(struct bot *bot);

#endif
