/* restoring.h: the marker of a restore: it makes many commits one.
 *
 * It is the first thing that a restore writes and the last that it takes away. As long as
 * it stands the workspace holds a part of a backup, and nobody works with it: the check of
 * each connection (io/redis_check.h) and the commit that takes the lease refuse it. */
#ifndef TOCSIN_CLI_RESTORING_H
#define TOCSIN_CLI_RESTORING_H

#include "cli/database.h"

enum { RESTORING_CHECKS = 2 };

struct restoring {
    struct database *db;
    char mark[80]; /* when it began, and which one */
    struct check checks[RESTORING_CHECKS];
    int64_t removed; /* keys of one that did not end, taken away first */
};

/* Sets the marker, in a workspace without incidents and without a bot at work; what an
 * earlier restore left is removed. ERR_CONFLICT. `restoring` stays where it is. */
bool restoring_begin(struct restoring *restoring, struct database *db, struct error *err);
/* Writes, as long as the marker is ours and nobody is at work. */
bool restoring_write(struct restoring *restoring, const struct write *writes, size_t n,
                     struct error *err);
/* Everything is there: takes the marker away. */
bool restoring_end(struct restoring *restoring, struct error *err);
/* Removes what a restore that did not end has left, and its marker; ERR_NOT_FOUND: none.
 */
bool restoring_undo(struct database *db, int64_t *ret_removed, struct error *err);

#endif
