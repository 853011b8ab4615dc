/* glance.h: a look at the indexes that costs little: for the doctor, who is asked often.
 *
 * The open incidents are compared in full (they are few, and a lost place in `due` means
 * that nobody is reminded of one), the closed ones are counted. tocsin audit --all looks at
 * everything. */
#ifndef TOCSIN_CLI_GLANCE_H
#define TOCSIN_CLI_GLANCE_H

#include "cli/database.h"
#include "tocsin/adapter.h"

/* One finding, fine or broken. False with err: Redis did not answer. */
bool glance(struct database *db, const struct setup *setup, finding_cb report, void *ctx,
            struct error *err);

#endif
