/* aside.h: what the bot has set aside because it could not be used, and commits that are
 * only partly written: named by doctor and audit for as long as they are there. */
#ifndef TOCSIN_CLI_ASIDE_H
#define TOCSIN_CLI_ASIDE_H

#include "cli/database.h"

/* `line` is one sentence for people; `grave`: something is not whole now. */
typedef void (*aside_each)(void *ctx, const char *line, bool grave);

/* How many there are; -1 with err: it could not be asked. */
int aside_list(struct database *db, aside_each each, void *ctx, struct error *err);

/* Those that were set aside alone. */
int aside_quarantine(struct database *db, aside_each each, void *ctx, struct error *err);

#endif
