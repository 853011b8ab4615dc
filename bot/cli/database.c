/* database.c: waiting for answers of the store, one at a time. */
#include "cli/database.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/reason.h"
#include "base/text.h"
#include "cli/aof.h"
#include "cli/aof_keep.h"
#include "cli/no_database.h"
#include "cli/throwaway.h"
#include "io/disk.h"
#include "io/redis_child.h"
#include "io/redis_files.h"
#include "io/redis_folder_look.h"
#include "io/redis_store.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNECT_MS = 5 * 1000, WORDS_MAX = 8 };

struct database {
    const struct setup *setup;
    struct loop *loop;
    struct redis_child *child;
    bool tried; /* in a folder that nobody keeps */
    char tried_in[sizeof THROWAWAY_TEMPLATE];
    struct store *store;
    char socket[128]; /* of a server that a bot at work has started */
    bool up;          /* or refused */
    struct error refused;
    char why[256]; /* it is not up, as far as is known */
    size_t left_out;
};

struct answer {
    bool came;
    json_t *replies;
    char why[256];
};

static void store_up(void *ctx) {
    struct database *db = ctx;
    db->up = true;
}

static void store_down(void *ctx, const char *why) {
    struct database *db = ctx;
    snprintf(db->why, sizeof db->why, "%s", why);
}

static void store_refused(void *ctx, const struct error *err) {
    struct database *db = ctx;
    db->refused = *err;
    db->up = true;
}

/* Where the embedded Redis is started. NULL with err. */
static const char *folder_of(struct database *db, enum database_how how,
                             struct error *err) {
    const char *folder = db->setup->config->data;
    enum redis_found found = redis_folder_look(folder);
    if (found == FOUND_DATABASE || how == DATABASE_MAKE) {
        return folder;
    }
    (void)no_database(folder, found, err);
    if (how != DATABASE_TRY || found != FOUND_FOLDER || err->code != ERR_NOT_FOUND) {
        return NULL;
    }
    *err = (struct error){0};
    db->tried = throwaway_make(db->tried_in);
    if (!db->tried) {
        err_set(err, ERR_IO, "no folder can be made under /tmp to try Redis in: %s",
                reason_of(errno));
    }
    return db->tried ? db->tried_in : NULL;
}

static bool choose_redis(struct database *db, enum database_how how,
                         struct redis_options *options, struct error *err) {
    const struct config *config = db->setup->config;
    if (config->redis == REDIS_UNIX) {
        options->unix_path = config->redis_path;
        return true;
    }
    if (config->redis == REDIS_TCP) {
        options->host = config->redis_host;
        options->port = config->redis_port;
        return true;
    }
    options->owned = true;
    options->owner = geteuid();
    if (redis_folder_find(config->data, db->socket, sizeof db->socket, &options->owner)) {
        options->unix_path = db->socket; /* the bot's */
        return true;
    }
    const char *folder = folder_of(db, how, err);
    db->child = folder ? redis_child_as_owner(db->loop, config->redis_server, folder,
                                              "/proc/self/exe", err)
                       : NULL;
    if (!db->child) {
        return false;
    }
    options->unix_path = redis_child_socket(db->child);
    options->owner = redis_child_owner(db->child);
    return true;
}

/* A full disk ends the embedded Redis with each write: that is what to mend. */
static const char *full(const struct database *db) {
    const struct config *config = db->setup->config;
    return config->redis == REDIS_EMBEDDED ? disk_people(config->data) : NULL;
}

static void not_there(const struct database *db, const struct redis_options *options,
                      struct error *err) {
    char where[300];
    if (full(db)) {
        err_set(err, ERR_UNAVAILABLE, "%s", full(db));
        return;
    }
    /* The bot at work cannot start another one either. */
    if (db->setup->config->redis == REDIS_EMBEDDED &&
        !redis_files_startable(db->setup->config->data, err)) {
        return;
    }
    if (options->unix_path) {
        snprintf(where, sizeof where, "%s", options->unix_path);
    } else {
        snprintf(where, sizeof where, "%s:%d", options->host, options->port);
    }
    err_set(
        err, ERR_UNAVAILABLE,
        db->setup->config->redis == REDIS_EMBEDDED
            ? "Redis at %s does not answer%s%s. Look into redis.log beside it, then try "
              "again; tocsin doctor says more"
            : "Redis at %s does not answer%s%s. Start it, or correct redis.url in "
              "tocsin.yaml; tocsin doctor says more",
        where, db->why[0] ? ": " : "", db->why);
}

struct database *database_open_how(const struct setup *setup, enum database_how how,
                                   struct error *err) {
    struct database *db = mem_new(sizeof *db);
    log_set_level(LOG_LEVEL_ERROR); /* what went wrong comes back as an error */
    db->setup = setup;
    db->loop = loop_new();
    struct redis_options options = {
        .workspace = setup->config->directory.workspace,
        .allow_volatile = true, /* looking is allowed on any Redis */
        .allow_half = how == DATABASE_MAKE,
        .looks = how == DATABASE_READ,
        .on_up = store_up,
        .on_down = store_down,
        .on_refused = store_refused,
        .ctx = db,
    };
    char *password = NULL;
    if (!setup_password(setup, &password, err) || !choose_redis(db, how, &options, err)) {
        free(password);
        database_close(db);
        return NULL;
    }
    options.password = password;
    db->store = redis_store_new(db->loop, &options);
    free(password);
    redis_store_start(db->store);
    if (!loop_wait(db->loop, &db->up, db->child ? DATABASE_WAIT_MS : CONNECT_MS)) {
        not_there(db, &options, err);
        database_close(db);
        return NULL;
    }
    if (db->refused.code) {
        *err = db->refused;
        database_close(db);
        return NULL;
    }
    return db;
}

struct database *database_open(const struct setup *setup, struct error *err) {
    return database_open_how(setup, DATABASE_LOOK, err);
}

const char *database_tried(const struct database *db) {
    return db->tried ? db->tried_in : NULL;
}

void database_close(struct database *db) {
    bool kept = !db->child || !db->store || db->tried ||
                aof_keep(db->loop, db->store, db->setup->config->data, NULL);
    if (db->store) {
        redis_store_free(db->store);
    }
    if (!kept) {
        redis_child_leave(db->child);
    } else if (db->child) {
        redis_child_stop(db->child);
    }
    if (db->tried) {
        throwaway_remove(db->tried_in);
    }
    loop_free(db->loop);
    log_forget_secrets();
    free(db);
}

const char *database_workspace(const struct database *db) {
    return db->setup->config->directory.workspace;
}

struct loop *database_loop(struct database *db) {
    return db->loop;
}

struct store *database_store(struct database *db) {
    return db->store;
}

const char *database_ill(const struct database *db) {
    return full(db) ? full(db) : redis_store_ill(db->store);
}

static void read_came(void *ctx, const json_t *replies, const char *why) {
    struct answer *answer = ctx;
    answer->replies = replies ? json_deep_copy(replies) : NULL;
    if (why) {
        snprintf(answer->why, sizeof answer->why, "%s", why);
    }
    answer->came = true;
}

/* A key that cannot be used is an answer (redis_store.c). */
static bool unread(const struct database *db, const char *why, struct error *err) {
    if (text_starts(why, "the key ")) {
        return err_set(err, ERR_CORRUPT, "%s", why);
    }
    if (full(db)) {
        return err_set(err, ERR_UNAVAILABLE, "%s", full(db));
    }
    if (text_starts(why, "NOPERM")) {
        return err_set(err, ERR_DENIED,
                       "Redis does not let this user read what is needed: %s. tocsin "
                       "doctor names the rights",
                       why);
    }
    return err_set(err, ERR_UNAVAILABLE,
                   "Redis did not answer: %s. Try again; tocsin doctor says more",
                   why[0] ? why : "it took too long");
}

static json_t *wait_for(struct database *db, struct answer *answer, struct error *err) {
    if (!loop_wait(db->loop, &answer->came, DATABASE_WAIT_MS) || !answer->replies) {
        unread(db, answer->why, err);
        return NULL;
    }
    return answer->replies;
}

static size_t collect(struct blob argv[WORDS_MAX], const char *first, va_list args) {
    size_t n = 0;
    for (const char *word = first; word && n < WORDS_MAX;
         word = va_arg(args, const char *)) {
        argv[n++] = (struct blob){word, strlen(word)};
    }
    return n;
}

json_t *database_ask(struct database *db, struct error *err, const char *key,
                     const char *command, ...) {
    struct blob argv[WORDS_MAX];
    va_list args;
    va_start(args, command);
    size_t n = collect(argv, command, args);
    va_end(args);
    struct write cmd = {{key, strlen(key)}, n, argv};
    struct answer answer = {0};
    db->store->read(db->store->self, &cmd, 1, read_came, &answer);
    json_t *replies = wait_for(db, &answer, err);
    json_t *first = replies ? json_incref(json_array_get(replies, 0)) : NULL;
    json_decref(replies);
    return first;
}

json_t *database_read(struct database *db, const struct write *cmds, size_t n,
                      struct error *err) {
    struct answer answer = {0};
    db->store->read(db->store->self, cmds, n, read_came, &answer);
    return wait_for(db, &answer, err);
}

struct incident_answer {
    bool came, read;
    struct stored *ret;
    char why[256];
};

static void incident_came(void *ctx, const struct stored *stored, const char *why) {
    struct incident_answer *answer = ctx;
    answer->read = stored != NULL;
    if (stored) {
        *answer->ret = *stored;
    } else {
        snprintf(answer->why, sizeof answer->why, "%s", why ? why : "");
    }
    answer->came = true;
}

bool database_incident(struct database *db, struct arena *arena, const char *id,
                       struct stored *ret, struct error *err) {
    struct incident_answer answer = {.ret = ret};
    fetch_stored(db->store, arena, id, incident_came, &answer);
    /* Many questions, each of which has an end of its own in the store. */
    while (!loop_wait(db->loop, &answer.came, DATABASE_WAIT_MS)) {
    }
    return answer.read || unread(db, answer.why, err);
}

json_t *database_usable(struct database *db, json_t *got, struct error *err) {
    if (got || err->code != ERR_CORRUPT) {
        return got;
    }
    fprintf(stderr, "tocsin: %s: it is left out\n", err->text);
    *err = (struct error){0};
    db->left_out++;
    return json_null();
}

size_t database_left_out(const struct database *db) {
    return db->left_out;
}

struct committed {
    bool came;
    enum commit_result result;
    int tag;
    const char *people;
};

static void commit_came(void *ctx, const struct commit_reply *reply) {
    struct committed *committed = ctx;
    committed->result = reply->result;
    committed->tag = reply->tag;
    committed->people = reply->people; /* of a table */
    committed->came = true;
}

static bool unanswered(const struct database *db, struct error *err) {
    const char *why = full(db);
    return err_set(err, ERR_UNKNOWN,
                   "Redis did not answer: it may or may not be saved; look (tocsin show) "
                   "before you do it again%s%s",
                   why ? "; " : "", why ? why : "");
}

bool database_commit(struct database *db, const struct commit *commit,
                     struct error *err) {
    struct committed committed = {0};
    db->store->commit(db->store->self, commit, commit_came, &committed);
    if (!loop_wait(db->loop, &committed.came, DATABASE_WAIT_MS)) {
        return unanswered(db, err);
    }
    switch (committed.result) {
    case COMMIT_DONE:
        return true;
    case COMMIT_REFUSED:
    case COMMIT_DUPLICATE:
        return err_set(err, ERR_CONFLICT,
                       "somebody else changed it meanwhile (check %d): run it again",
                       committed.tag);
    case COMMIT_UNKNOWN:
        return unanswered(db, err);
    case COMMIT_PARTIAL:
        return err_set(err, ERR_UNKNOWN,
                       "Redis broke off midway: only a part is saved. tocsin doctor says "
                       "what to do");
    case COMMIT_UNAVAILABLE:
        break;
    }
    const char *why = full(db) ? full(db) : committed.people;
    return err_set(err, ERR_UNAVAILABLE, "nothing was saved: %s",
                   why ? why : "Redis is not available. tocsin doctor says more");
}
