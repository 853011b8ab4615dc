/* redis_check.c: the questions put to a Redis before anything is entrusted to it.
 *
 * Debian ships `appendonly no`: whoever installs Redis and starts the bot would lose
 * every incident with the next restart and learn of it then. So a Redis without
 * append-only file, or one that may evict keys, is refused unless the configuration says
 * that this is wanted. Nothing is written before it passed; then the key "meta" is read
 * or created, which says what schema the keys have and which store this is. */
#include "io/redis_check.h"

#include "base/err.h"
#include "base/hash.h"
#include "io/redis_json.h"
#include "io/redis_rights.h"
#include "io/redis_trouble.h"
#include "tocsin/keys.h"
#include "tocsin/way_back.h"

typedef void answer_fn(struct redis_check *check, const redisReply *reply);

static void end(struct redis_check *check, enum check_verdict verdict,
                const struct error *err) {
    check->ac = NULL;
    check->done(check->ctx, verdict, err);
}

static void refuse(struct redis_check *check, struct error *err) {
    err_prefix(err, "Redis at %s", check->name);
    end(check, VERDICT_REFUSED, err);
}

/* An error reply ends the check: now, or until Redis is asked again. */
static void fail(struct redis_check *check, const redisReply *reply) {
    struct error err = {0};
    err_set(&err, ERR_UNAVAILABLE, "%s", reply->str);
    switch (redis_trouble_of(reply)) {
    case TROUBLE_LATER:
    case TROUBLE_LEAVE:
    case TROUBLE_NOSCRIPT:
        end(check, VERDICT_LATER, &err);
        return;
    case TROUBLE_MOVED:
        end(check, VERDICT_MOVED, &err);
        return;
    case TROUBLE_DENIED:
    case TROUBLE_WRONGTYPE:
    case TROUBLE_OTHER:
        break;
    }
    if (strncmp(reply->str, "NOAUTH", 6) == 0) {
        err_set(&err, ERR_DENIED,
                "asks for a password: name a file that holds it in "
                "redis.password_file");
    } else if (strncmp(reply->str, "WRONGPASS", 9) == 0) {
        err_set(&err, ERR_DENIED,
                "does not accept the password: check the file that "
                "redis.password_file names");
    } else if (strncmp(reply->str, "WRONGTYPE", 9) == 0) {
        err_set(&err, ERR_CORRUPT,
                "holds a workspace \"%s\" whose key " KEY_SPACE("%s") KEY_META
                " is of another type. No incident is touched by that: RENAME it to "
                "damaged-meta, and a new one is made. Was a backup being restored, run "
                "tocsin "
                "restore FILE again first",
                check->options->workspace, check->options->workspace);
    } else {
        err_set(&err, ERR_DENIED, "does not let the bot work with it: %s", reply->str);
    }
    refuse(check, &err);
}

/* ---- first part: what is it ---- */

/* NULL: fit. Else the rest of the sentence "Redis at <name>: ...". */
static bool judge(const struct redis_check *check, struct error *err) {
    if (strtol(check->version, NULL, 10) < 7) {
        return err_set(err, ERR_UNAVAILABLE,
                       "is version %s, and 7.0 or later is needed: upgrade it",
                       check->version[0] ? check->version : "unknown");
    }
    if (check->options->allow_volatile) {
        return true;
    }
    if (strcmp(check->aof, "1") != 0) {
        return err_set(
            err, ERR_UNAVAILABLE,
            "keeps no append-only file, so a restart of it loses incidents: "
            "set `appendonly yes` there (CONFIG SET appendonly yes, then "
            "CONFIG REWRITE), or redis.allow_volatile: true in tocsin.yaml if losing "
            "them is acceptable");
    }
    if (check->policy[0] && strcmp(check->policy, "noeviction") != 0) {
        return err_set(
            err, ERR_UNAVAILABLE,
            "may delete keys when memory is short (maxmemory-policy %s): set "
            "`maxmemory-policy noeviction` there, or redis.allow_volatile: true in "
            "tocsin.yaml if losing incidents is acceptable",
            check->policy);
    }
    return true;
}

static void mark(struct redis_check *check);
static void ask_rights(struct redis_check *check);

/* Whoever only looks needs neither facts nor the script of the commits. */
static bool spared(const struct redis_check *check, const redisReply *reply) {
    return check->options->looks && strncmp(reply->str, "NOPERM", 6) == 0;
}

static void was_auth(struct redis_check *check, const redisReply *reply) {
    if (reply->type == REDIS_REPLY_ERROR) {
        fail(check, reply);
    }
}

static void was_info(struct redis_check *check, const redisReply *reply) {
    const struct {
        const char *name;
        char *to;
        size_t size;
    } fields[] = {
        {"redis_version", check->version, sizeof check->version},
        {"aof_enabled", check->aof, sizeof check->aof},
        {"loading", check->loading, sizeof check->loading},
        {"maxmemory_policy", check->policy, sizeof check->policy},
        {"role", check->role, sizeof check->role},
    };
    if (reply->type == REDIS_REPLY_ERROR && !spared(check, reply)) {
        fail(check, reply);
        return;
    }
    for (size_t i = 0; reply->type != REDIS_REPLY_ERROR && reply->str &&
                       i < sizeof fields / sizeof *fields;
         i++) {
        if (!fields[i].to[0]) {
            redis_info_field(reply->str, fields[i].name, fields[i].to, fields[i].size);
        }
    }
}

static void was_fsync(struct redis_check *check, const redisReply *reply) {
    /* Hosted servers forbid CONFIG: then this stays unknown, and only a fact is missing.
     */
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
        reply->element[1]->type == REDIS_REPLY_STRING) {
        snprintf(check->fsync, sizeof check->fsync, "%s", reply->element[1]->str);
    } else {
        snprintf(check->fsync, sizeof check->fsync, "unknown");
    }
}

static void was_script(struct redis_check *check, const redisReply *reply) {
    struct error err = {0};
    if (reply->type == REDIS_REPLY_ERROR && !spared(check, reply)) {
        fail(check, reply);
    } else if (strcmp(check->loading, "1") == 0) {
        err_set(&err, ERR_UNAVAILABLE, "LOADING");
        end(check, VERDICT_LATER, &err);
    } else if (strcmp(check->role, "slave") == 0) {
        /* After a failover the old name can still lead to the old master. */
        err_set(&err, ERR_UNAVAILABLE, "it is a replica");
        end(check, VERDICT_LATER, &err);
    } else if (check->options->looks) {
        mark(check);
    } else if (!judge(check, &err)) {
        refuse(check, &err);
    } else {
        snprintf(check->sha, sizeof check->sha, "%s", reply->str ? reply->str : "");
        ask_rights(check);
    }
}

static void was_rights(struct redis_check *check, const redisReply *reply) {
    struct error err = {0};
    if (reply->type == REDIS_REPLY_ERROR) {
        fail(check, reply);
    } else if (!redis_rights_judge(reply, &err)) {
        refuse(check, &err);
    } else {
        mark(check);
    }
}

/* ---- second part: whose is it ---- */

static void was_marked(struct redis_check *check, const redisReply *reply) {
    if (reply->type == REDIS_REPLY_ERROR) {
        fail(check, reply);
    }
}

static void was_meta(struct redis_check *check, const redisReply *reply) {
    struct error err = {0};
    if (reply->type == REDIS_REPLY_ERROR) {
        fail(check, reply);
        return;
    }
    const char *schema = NULL, *store = NULL, *restoring = NULL;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 3) {
        schema = reply->element[0]->str;
        store = reply->element[1]->str;
        restoring = reply->element[2]->str;
    }
    char *rest = NULL;
    long number = schema ? strtol(schema, &rest, 10) : 0;
    bool empty = check->options->looks && !schema && !store && !restoring;
    if (!empty && (number < 1 || *rest != '\0')) {
        err_set(&err, ERR_CORRUPT,
                "holds a workspace \"%s\" whose schema number is not readable. The way "
                "back: " WAY_BACK,
                check->options->workspace);
        refuse(check, &err);
    } else if (number > SCHEMA) {
        err_set(&err, ERR_CONFLICT,
                "was written by a newer tocsin (schema %ld, this one knows %d): run that "
                "version. With a backup made by this one: " WAY_BACK,
                number, SCHEMA);
        refuse(check, &err);
    } else if (restoring && !check->options->allow_half) {
        err_set(
            &err, ERR_CONFLICT,
            "holds a part of a backup: a restore (begun %.20s) did not end. Run tocsin "
            "restore FILE again, which begins anew; tocsin restore --undo removes it",
            restoring);
        refuse(check, &err);
    } else {
        end(check, VERDICT_GOOD, NULL);
    }
}

/* ---- sending ---- */

static void answered(redisAsyncContext *ac, struct redis_check *check,
                     const redisReply *reply, answer_fn *answer) {
    /* NULL: the connection ended, and whoever owns it hears of that elsewhere. */
    if (reply && check->ac == ac) {
        answer(check, reply);
    }
}

/* hiredis gives a callback one pointer, and that is the check: so a callback each. */
#define ANSWER(name)                                                                     \
    static void on_##name(redisAsyncContext *ac, void *reply, void *check) {             \
        answered(ac, check, reply, was_##name);                                          \
    }
ANSWER(auth)
ANSWER(info)
ANSWER(fsync)
ANSWER(script)
ANSWER(rights)
ANSWER(marked)
ANSWER(meta)

static void ask_rights(struct redis_check *check) {
    struct resp resp = {0};
    char prefix[256];
    int len =
        snprintf(prefix, sizeof prefix, KEY_SPACE("%.200s"), check->options->workspace);
    redis_rights_ask(&resp, (struct blob){prefix, (size_t)len});
    redisAsyncFormattedCommand(check->ac, on_rights, check, resp.ptr, resp.len);
    resp_free(&resp);
}

static void mark(struct redis_check *check) {
    char meta[256], id[33];
    uint8_t random[16];
    hash_random(random, sizeof random);
    hash_hex(random, sizeof random, id);
    snprintf(meta, sizeof meta, KEY_SPACE("%.200s") KEY_META, check->options->workspace);
    if (!check->options->looks) {
        redisAsyncCommand(check->ac, on_marked, check, "HSETNX %s schema %d", meta,
                          SCHEMA);
        redisAsyncCommand(check->ac, on_marked, check, "HSETNX %s store %s", meta, id);
    }
    redisAsyncCommand(check->ac, on_meta, check, "HMGET %s schema store restoring", meta);
}

void redis_check_start(struct redis_check *check, redisAsyncContext *ac,
                       const struct redis_options *options, const char *name,
                       void (*done)(void *ctx, enum check_verdict verdict,
                                    const struct error *err),
                       void *ctx) {
    *check = (struct redis_check){
        .ac = ac, .options = options, .name = name, .done = done, .ctx = ctx};
    if (options->password) {
        redisAsyncCommand(ac, on_auth, check, "AUTH %s", options->password);
    }
    redisAsyncCommand(ac, on_info, check, "INFO server");
    redisAsyncCommand(ac, on_info, check, "INFO persistence");
    redisAsyncCommand(ac, on_info, check, "INFO memory");
    redisAsyncCommand(ac, on_info, check, "INFO replication");
    redisAsyncCommand(ac, on_fsync, check, "CONFIG GET appendfsync");
    redisAsyncCommand(ac, on_script, check, "SCRIPT LOAD %s", redis_commit_script);
}
