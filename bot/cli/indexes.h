/* indexes.h: do the indexes say what the incidents say? For audit, backup (which name
 * what does not match) and rebuild (which mends it). A bot may be at work: what it writes
 * meanwhile is looked at again, and nothing is written over it. */
#ifndef TOCSIN_CLI_INDEXES_H
#define TOCSIN_CLI_INDEXES_H

#include "cli/indexes_aside.h"

bool indexes_begin(struct indexes *indexes, struct database *db,
                   const struct setup *setup, bool mend, struct error *err);
/* What the indexes say of one incident. False with err: Redis did not answer. */
bool indexes_incident(struct indexes *indexes, const char *id, struct error *err);
/* Indexes that are of the wrong type, or hold what is no text. */
bool indexes_readable(struct indexes *indexes, struct error *err);
/* What belongs to no single one: members that name nothing, numbers of days, lanes. */
bool indexes_rest(struct indexes *indexes, const json_t *ids, struct error *err);
/* All of it. */
bool indexes_all(struct indexes *indexes, struct error *err);

#endif
