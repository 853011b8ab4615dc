/* database_ids.h: the incidents that are there. */
#ifndef TOCSIN_CLI_DATABASE_IDS_H
#define TOCSIN_CLI_DATABASE_IDS_H

#include "cli/database.h"

/* What stands behind `begin` in the names of all keys that begin so ("inc:"; "": all), sorted, each
 * once. New reference. */
json_t *database_names(struct database *db, const char *begin, struct error *err);
/* Ids of all incidents, oldest first: those that are there, whatever the indexes say, and
 * those that an index names. Open or closed ones alone: no index says that they are the
 * other, so that the caller looks at their state. New reference. */
json_t *database_ids(struct database *db, bool open, bool closed, struct error *err);
/* Full id from "INC-…" or a short number; ERR_NOT_FOUND. In the arena. */
const char *database_resolve(struct database *db, struct arena *arena, const char *word,
                             struct error *err);

#endif
