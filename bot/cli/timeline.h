/* timeline.h: a stored incident made readable: its entries parsed, its state folded. */
#ifndef TOCSIN_CLI_TIMELINE_H
#define TOCSIN_CLI_TIMELINE_H

#include "cli/database.h"
#include "core/audit.h"
#include "core/entry.h"
#include "core/incident.h"

struct timeline {
    struct stored stored;
    struct entry *entries;
    size_t n;
    struct incident *state; /* owned by the caller: incident_free() */
};

/* Reads one incident whole. ERR_NOT_FOUND, ERR_CORRUPT (run tocsin audit). */
bool timeline_read(struct database *db, struct arena *arena, const char *id,
                   struct timeline *ret, struct error *err);
/* The stored bytes as the audit wants them, nothing parsed. In the arena. */
struct audit_input timeline_audit_input(struct arena *arena, const char *workspace,
                                        const struct stored *stored);

/* Reads an incident and hands it to `print`; what goes wrong is said. Exit code. */
typedef void (*timeline_print)(const struct cli_call *call, const struct setup *setup,
                               struct arena *arena, const struct timeline *timeline);
int timeline_show(const struct cli_call *call, const struct setup *setup,
                  struct database *db, const char *id, timeline_print print);

/* Runs `each` for the incident named in the call, or for all of them with --all. */
typedef int (*timeline_each)(const struct cli_call *call, const struct setup *setup,
                             struct database *db, const char *id);
typedef int (*timeline_rest)(const struct cli_call *call, const struct setup *setup,
                             struct database *db, const json_t *ids);
/* `rest`: after all of them, or NULL. */
int timeline_command(const struct cli_call *call, timeline_each each, timeline_rest rest);
/* The same for all open or closed ones, or both. */
int timeline_walk(const struct cli_call *call, bool open, bool closed, timeline_each each,
                  timeline_rest rest);
/* A `rest`: those that are lost are named on standard error, and it is no 0. */
int timeline_lost(const struct cli_call *call, const struct setup *setup,
                  struct database *db, const json_t *ids);

#endif
