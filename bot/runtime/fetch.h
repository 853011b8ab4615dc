/* fetch.h: an incident or a timeline out of the store, without a bot: for the bot at work
 * (slot_load.c), the subcommands (cli/database.c) and pages.
 *
 * All that is read is taken with suspicion (core/reading.h): what is damaged comes with
 * words that say so, and everything else with it. Each call calls back exactly once. */
#ifndef TOCSIN_RUNTIME_FETCH_H
#define TOCSIN_RUNTIME_FETCH_H

#include "core/reading.h"
#include "tocsin/store.h"

struct fetcher {
    const struct store *store;
    /* Is the key known to be of the wrong type? Then it is left out. NULL: none is. */
    bool (*unusable)(void *ctx, const char *key);
    /* Something was left out, in words for people. NULL: nobody wants to know. */
    void (*left_out)(void *ctx, const char *what);
    void *ctx;
};

/* ---- entries ---- */

/* Oldest first. why NULL: all. Else entries NULL: it could not be read now; entries: one of
 * them is damaged (why says which), and the n before it are good. */
typedef void (*timeline_cb)(void *ctx, const struct entry *entries, size_t n,
                            const char *why);
/* Those after version `from` up to version `to`, with their texts. In the arena. */
void fetch_timeline(const struct fetcher *fetcher, struct arena *arena, const char *id,
                    int64_t from, int64_t to, timeline_cb cb, void *ctx);

/* ---- the state ---- */

/* The fields of its refs (core/shown.h), as soon as they are there. */
typedef void (*refs_cb)(void *ctx, const json_t *fields);
/* why: it could not be read now. Else reading->state is the last good one, or NULL: there is
 * no such incident. It is freed unless it is taken (set to NULL). */
typedef void (*incident_cb)(void *ctx, struct reading *reading, const char *why);
/* From its snapshot and the entries after it. `refs` NULL: they are not read. */
void fetch_incident(const struct fetcher *fetcher, const char *id, refs_cb refs,
                    incident_cb cb, void *ctx);

#endif
