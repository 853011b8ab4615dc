/* database.c: waiting for answers of the store, one at a time. */
#include "cli/database.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/incident.h"
#include "io/redis_child.h"
#include "io/redis_folder.h"
#include "io/redis_store.h"
#include "runtime/walk.h"
#include "tocsin/keys.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 20 * 1000, CONNECT_MS = 5 * 1000, WORDS_MAX = 8 };

struct database {
    const struct setup *setup;
    struct loop *loop;
    struct redis_child *child;
    struct store *store;
    char socket[128]; /* of a server that a bot at work has started */
    bool up;          /* or refused */
    struct error refused;
    char why[256]; /* it is not up, as far as is known */
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

static bool choose_redis(struct database *db, struct redis_options *options,
                         struct error *err) {
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
    db->child = redis_child_as_owner(db->loop, config->redis_server, config->data, err);
    if (!db->child) {
        return false;
    }
    options->unix_path = redis_child_socket(db->child);
    options->owner = redis_child_owner(db->child);
    return true;
}

static void not_there(const struct database *db, const struct redis_options *options,
                      struct error *err) {
    char where[300];
    if (options->unix_path) {
        snprintf(where, sizeof where, "%s", options->unix_path);
    } else {
        snprintf(where, sizeof where, "%s:%d", options->host, options->port);
    }
    err_set(err, ERR_UNAVAILABLE,
            "Redis at %s does not answer%s%s. Is it running? (redis.url)", where,
            db->why[0] ? ": " : "", db->why);
}

static struct database *open_any(const struct setup *setup, bool half,
                                 struct error *err) {
    struct database *db = mem_new(sizeof *db);
    log_set_level(LOG_LEVEL_ERROR); /* what went wrong comes back as an error */
    db->setup = setup;
    db->loop = loop_new();
    struct redis_options options = {
        .workspace = setup->config->directory.workspace,
        .allow_volatile = true, /* looking is allowed on any Redis */
        .allow_half = half,
        .on_up = store_up,
        .on_down = store_down,
        .on_refused = store_refused,
        .ctx = db,
    };
    char *password = NULL;
    if (!setup_password(setup, &password, err) || !choose_redis(db, &options, err)) {
        free(password);
        database_close(db);
        return NULL;
    }
    options.password = password;
    db->store = redis_store_new(db->loop, &options);
    free(password);
    redis_store_start(db->store);
    if (!loop_wait(db->loop, &db->up, db->child ? WAIT_MS : CONNECT_MS)) {
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
    return open_any(setup, false, err);
}

struct database *database_open_half(const struct setup *setup, struct error *err) {
    return open_any(setup, true, err);
}

void database_close(struct database *db) {
    if (db->store) {
        redis_store_free(db->store);
    }
    if (db->child) {
        redis_child_stop(db->child);
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

static void read_came(void *ctx, const json_t *replies, const char *why) {
    struct answer *answer = ctx;
    answer->replies = replies ? json_deep_copy(replies) : NULL;
    if (why) {
        snprintf(answer->why, sizeof answer->why, "%s", why);
    }
    answer->came = true;
}

static json_t *wait_for(struct database *db, struct answer *answer, struct error *err) {
    if (!loop_wait(db->loop, &answer->came, WAIT_MS) || !answer->replies) {
        /* A key that cannot be used is an answer (redis_store.c). */
        if (text_starts(answer->why, "the key ")) {
            err_set(err, ERR_CORRUPT, "%s", answer->why);
        } else {
            err_set(err, ERR_UNAVAILABLE, "Redis did not answer: %s",
                    answer->why[0] ? answer->why : "it took too long");
        }
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

struct committed {
    bool came;
    enum commit_result result;
    int tag;
};

static void commit_came(void *ctx, const struct commit_reply *reply) {
    struct committed *committed = ctx;
    committed->result = reply->result;
    committed->tag = reply->tag;
    committed->came = true;
}

bool database_commit(struct database *db, const struct commit *commit,
                     struct error *err) {
    struct committed committed = {0};
    db->store->commit(db->store->self, commit, commit_came, &committed);
    if (!loop_wait(db->loop, &committed.came, WAIT_MS)) {
        return err_set(err, ERR_UNKNOWN,
                       "Redis did not answer: it may or may not be saved");
    }
    switch (committed.result) {
    case COMMIT_DONE:
        return true;
    case COMMIT_REFUSED:
    case COMMIT_DUPLICATE:
        return err_set(err, ERR_CONFLICT, "it was changed by somebody else (check %d)",
                       committed.tag);
    case COMMIT_UNKNOWN:
        return err_set(err, ERR_UNKNOWN,
                       "Redis did not answer: it may or may not be saved");
    case COMMIT_PARTIAL:
        return err_set(err, ERR_UNKNOWN, "Redis broke off midway: only a part is saved");
    case COMMIT_UNAVAILABLE:
        break;
    }
    return err_set(err, ERR_UNAVAILABLE, "Redis is not available: nothing was saved");
}

/* ---- incidents ---- */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A sorted copy of an array of strings, each once. New reference. */
static json_t *sorted(const json_t *array) {
    size_t n = json_array_size(array);
    const char **list = calloc(n + 1, sizeof *list);
    json_t *copy = json_array();
    if (!list || !copy) {
        abort();
    }
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        list[i] = text ? text : ""; /* no text: nobody's */
    }
    qsort(list, n, sizeof *list, by_text);
    for (size_t i = 0; i < n; i++) {
        if (*list[i] && (i == 0 || strcmp(list[i], list[i - 1]) != 0)) {
            json_array_append_new(copy, json_string(list[i]));
        }
    }
    free(list);
    return copy;
}

struct names {
    json_t *all;
    bool came, last;
    char why[256];
};

static void names_came(void *ctx, const json_t *names, bool last, const char *why) {
    struct names *page = ctx;
    json_array_extend(page->all, (json_t *)names);
    snprintf(page->why, sizeof page->why, "%s", names ? "" : why);
    page->last = last;
    page->came = true;
}

json_t *database_names(struct database *db, const char *begin, struct error *err) {
    struct names names = {.all = json_array()};
    struct walk *walk = walk_new(db->store, begin, names_came, &names);
    bool ok = true;
    do {
        names.came = false;
        walk_next(walk);
        ok = loop_wait(db->loop, &names.came, WAIT_MS) && !names.why[0];
    } while (ok && !names.last);
    walk_free(walk);
    json_t *ret = ok ? sorted(names.all) : NULL;
    json_decref(names.all);
    if (!ok) {
        err_set(err, ERR_UNAVAILABLE, "Redis did not answer: %s",
                names.why[0] ? names.why : "it took too long");
    }
    return ret;
}

/* A timeline without a head is an incident as well: one that is damaged. */
static bool add_stored(struct database *db, json_t *all, const json_t *but,
                       struct error *err) {
    static const char *const begins[] = {KEY_INCIDENT, KEY_TIMELINE};
    json_t *other = json_object(), *id;
    size_t k;
    bool ok = true;
    json_array_foreach((json_t *)but, k, id) {
        json_object_set_new(other, json_string_value(id), json_true());
    }
    for (size_t i = 0; ok && i < sizeof begins / sizeof *begins; i++) {
        json_t *names = database_names(db, begins[i], err);
        ok = names != NULL;
        json_array_foreach(names, k, id) {
            if (incident_id_valid(json_string_value(id)) &&
                !json_object_get(other, json_string_value(id))) {
                json_array_append(all, id);
            }
        }
        json_decref(names);
    }
    json_decref(other);
    return ok;
}

/* An index that cannot be used names nobody: the walk finds them all. */
static json_t *database_members(struct database *db, const char *key, struct error *err) {
    struct error why = {0};
    json_t *members = database_ask(db, &why, key, "ZRANGE", "0", "-1", NULL);
    if (!members && why.code == ERR_CORRUPT) {
        fprintf(stderr, "tocsin: %s: it is left out\n", why.text);
        return json_array();
    }
    if (!members && err) {
        *err = why;
    }
    return members;
}

/* The indexes before the walk: what is closed or reopened meanwhile must not be missing.
 */
json_t *database_ids(struct database *db, bool open, bool closed, struct error *err) {
    json_t *opened = database_members(db, KEY_OPEN, err);
    json_t *ended = opened ? database_members(db, KEY_CLOSED, err) : NULL;
    json_t *all = json_array(), *ids = NULL;
    json_array_extend(all, open ? opened : NULL);
    json_array_extend(all, closed ? ended : NULL);
    if (ended && add_stored(db, all,
                            open && closed ? NULL
                            : open         ? ended
                                           : opened,
                            err)) {
        ids = sorted(all);
    }
    json_decref(opened);
    json_decref(ended);
    json_decref(all);
    return ids;
}

const char *database_resolve(struct database *db, struct arena *arena, const char *word,
                             struct error *err) {
    if (incident_id_valid(word)) {
        return arena_strdup(arena, word);
    }
    json_t *ids = database_ids(db, true, true, err);
    if (!ids) {
        return NULL;
    }
    const char *digits = word[0] == '#' ? word + 1 : word;
    const char *found = NULL;
    for (size_t i = json_array_size(ids); i > 0 && !found; i--) {
        const char *id = json_string_value(json_array_get(ids, i - 1));
        const char *dash = strrchr(id, '-');
        char *end;
        if (dash && digits[0] &&
            strtoll(dash + 1, NULL, 10) == strtoll(digits, &end, 10) && !*end) {
            found = arena_strdup(arena, id);
        }
    }
    json_decref(ids);
    if (!found) {
        err_set(err, ERR_NOT_FOUND, "there is no incident %s; tocsin list shows them",
                word);
    }
    return found;
}
