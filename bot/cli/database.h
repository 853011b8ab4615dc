/* database.h: the store for subcommands that look or repair while no conversation runs:
 * the same store as the bot's, with calls that wait for their answer. */
#ifndef TOCSIN_CLI_DATABASE_H
#define TOCSIN_CLI_DATABASE_H

#include "base/arena.h"
#include "cli/setup.h"
#include "core/entry.h"
#include "io/loop.h"
#include "runtime/fetch_stored.h"
#include "tocsin/store.h"
#include <jansson.h>

struct database;

enum { DATABASE_WAIT_MS = 20 * 1000 }; /* for an answer */

enum database_how {
    DATABASE_READ, /* writes nothing: the right to read is enough; else as LOOK */
    DATABASE_LOOK, /* where there is none, none is made: an error */
    DATABASE_TRY,  /* the same, but an empty folder is fine: a Redis is tried elsewhere */
    DATABASE_MAKE, /* for whoever brings a backup back, over a part of one too */
};

/* Connects; the embedded Redis is started when no bot has it running, and ends with this
 * process. ERR_NOT_FOUND: there is no database; ERR_CORRUPT: and there was one. Caller
 * closes. */
struct database *database_open_how(const struct setup *setup, enum database_how how,
                                   struct error *err);
struct database *database_open(const struct setup *setup, struct error *err); /* LOOK */
/* Where the Redis was tried that holds nothing; NULL: it is the one that is configured. */
const char *database_tried(const struct database *db);
void database_close(struct database *db);
const char *database_workspace(const struct database *db);
struct loop *database_loop(struct database *db);
struct store *database_store(struct database *db);
/* Why it takes no writes, for people: its disk is full, it refuses; NULL: not known to. */
const char *database_ill(const struct database *db);

/* Replies of one read of up to 4 words after the key: database_ask(db, &err, key,
 * "ZRANGE", "0", "-1", NULL). New reference; NULL with err. */
json_t *database_ask(struct database *db, struct error *err, const char *key,
                     const char *command, ...) __attribute__((sentinel));
/* Replies of several commands. New reference; NULL with err. */
json_t *database_read(struct database *db, const struct write *cmds, size_t n,
                      struct error *err);
/* What was got of a key, or, when that cannot be used, null, said on standard error and
 * counted. NULL with err: Redis did not answer. */
json_t *database_usable(struct database *db, json_t *got, struct error *err);
size_t database_left_out(const struct database *db);
/* Commits and waits. */
bool database_commit(struct database *db, const struct commit *commit, struct error *err);

/* Everything stored of one incident, for audit, export and backup: of one version, also
 * while a bot is at work. In the arena. False with err when Redis did not answer. */
bool database_incident(struct database *db, struct arena *arena, const char *id,
                       struct stored *ret, struct error *err);

#endif
