/* torn.c: commits that broke off between two writes.
 *
 * The script asks before the first write whatever can make one fail, so this needs a fault
 * that nobody foresaw. Then the rest of the writes lies in the hash `torn`, under the
 * incident, in the order in which they were to be made: [[key, command, words...]...]. As
 * long as it is there no other commit changes that incident (a check of each), and the
 * rest is made up for as soon as the database takes it, by this process or the next. */
#include "runtime/torn.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "runtime/aside.h"
#include "runtime/due.h"
#include "runtime/lanes.h"
#include "runtime/mirrors.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { AGAIN_FIRST_MS = 1000, AGAIN_MOST_MS = 60 * 1000 };

void torn_check(struct ops *ops, const char *id) {
    ops_check(ops, CHECK_FIELD, KEY_TORN, id, NULL, TAG_TORN);
    if (ops->ntorn < sizeof ops->torn / sizeof *ops->torn) {
        ops->torn[ops->ntorn++] = blob_of(arena_strdup(ops->arena, id));
    }
}

/* ---- making up for one ---- */

struct mending {
    struct bot *bot;
    struct arena *arena;
    const char *id;
    struct ops ops;
};

static void mend_wake(void *ctx) {
    torn_mend(ctx);
}

static void mend_later(struct bot *bot) {
    int64_t wait = (int64_t)AGAIN_FIRST_MS << (bot->torn_tries < 6 ? bot->torn_tries : 6);
    bot->torn_tries++;
    if (!bot->torn_again) {
        bot->torn_again = bot->o.loop->timer(bot->o.loop->self, mend_wake, bot);
    }
    bot->o.loop->timer_start(bot->torn_again,
                             wait < AGAIN_MOST_MS ? wait : AGAIN_MOST_MS);
}

static void mended(void *ctx, const struct commit_reply *reply) {
    struct mending *mending = ctx;
    struct bot *bot = mending->bot;
    log_event(reply->result == COMMIT_DONE ? LOG_LEVEL_WARN : LOG_LEVEL_ERROR,
              reply->result == COMMIT_DONE ? "torn.mended" : "torn.unmended", "incident",
              mending->id, "why", reply->why, NULL);
    if (reply->result == COMMIT_DONE) {
        struct slot *slot = slot_get(bot, mending->id);
        bot->torn_tries = 0;
        slot_drop(bot, slot);
        bot->seq = -1;
        lanes_start(bot);
        mirrors_start(bot);
        due_learn(bot, bot_now(bot));
    } else {
        mend_later(bot);
    }
    arena_free(mending->arena);
    free(mending);
    bot_end(bot);
}

/* The rest as writes; false: it is not what the script keeps. */
static bool read_rest(struct ops *ops, const json_t *rest) {
    size_t i, w;
    json_t *row, *word;
    if (!json_is_array(rest) || json_array_size(rest) + 4 > LIMIT_OPS) {
        return false;
    }
    json_array_foreach((json_t *)rest, i, row) {
        size_t n = json_array_size(row);
        struct blob *words = arena_array(ops->arena, n + 1, sizeof *words);
        json_array_foreach(row, w, word) {
            if (!json_is_string(word)) {
                return false;
            }
            words[w] = blob_of(arena_strdup(ops->arena, json_string_value(word)));
        }
        if (n < 2) {
            return false;
        }
        ops->writes[ops->nwrites++] = (struct write){words[0], n - 1, words + 1};
    }
    return true;
}

/* What it was is lost: should something be missing, the head says so when it is loaded. */
static void unreadable(struct bot *bot, const char *id) {
    json_t *field = json_string(id);
    aside_member(bot, ASIDE_HASH, KEY_TORN, field, "is no rest of a commit");
    json_decref(field);
}

/* "=<id>" stands beside the rest of another incident's commit. */
static bool points(const json_t *fields, const char *value) {
    for (size_t i = 0; value && value[0] == '=' && i < json_array_size(fields); i += 2) {
        const char *id = json_string_value(json_array_get(fields, i));
        if (id && !strcmp(id, value + 1)) {
            return true;
        }
    }
    return false;
}

static void mend(struct bot *bot, const json_t *fields, const char *id,
                 const char *value) {
    struct mending *mending = mem_new(sizeof *mending);
    mending->bot = bot;
    mending->arena = arena_new();
    mending->id = arena_strdup(mending->arena, id);
    struct ops *ops = &mending->ops;
    ops_init(ops, mending->arena);
    ops_epoch(ops, bot);
    ops_check(ops, CHECK_FIELD, KEY_TORN, mending->id,
              arena_strdup(mending->arena, value), TAG_TORN);
    json_t *rest = jsonx_parse(value, strlen(value));
    bool whole = read_rest(ops, rest);
    json_decref(rest);
    if (!whole) {
        unreadable(bot, id);
        arena_free(mending->arena);
        free(mending);
        return;
    }
    ops->torn[ops->ntorn++] = blob_of(mending->id);
    ops_write(ops, KEY_TORN, "HDEL", mending->id, NULL);
    for (size_t i = 0; i + 1 < json_array_size(fields); i += 2) {
        const char *other = json_string_value(json_array_get(fields, i));
        const char *of = json_string_value(json_array_get(fields, i + 1));
        if (other && of && of[0] == '=' && !strcmp(of + 1, id) &&
            ops->ntorn < TURN_CHANGES) {
            ops->torn[ops->ntorn++] = blob_of(arena_strdup(mending->arena, other));
            ops_write(ops, KEY_TORN, "HDEL", arena_strdup(mending->arena, other), NULL);
        }
    }
    bot_begin(bot);
    struct commit commit = ops_commit(ops);
    bot->o.store->commit(bot->o.store->self, &commit, mended, mending);
}

static void torn_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    const json_t *fields = json_array_get(replies, 0);
    bot->torn_busy = false;
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "torn.unread", "why", why, NULL);
        mend_later(bot);
    }
    for (size_t i = 0; i + 1 < json_array_size(fields); i += 2) {
        const char *id = json_string_value(json_array_get(fields, i));
        const char *value = json_string_value(json_array_get(fields, i + 1));
        if (id && value && value[0] == '[' && bot->phase == BOT_AT_WORK) {
            mend(bot, fields, id, value);
        } else if (id && !points(fields, value)) {
            unreadable(bot, id);
        }
    }
    bot_end(bot);
}

void torn_mend(struct bot *bot) {
    if (bot->torn_busy || bot->phase != BOT_AT_WORK) {
        return;
    }
    bot->torn_busy = true;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_TORN, "HGETALL", NULL);
    bot_begin(bot);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, torn_came, bot);
    arena_free(arena);
}

void torn_free(struct bot *bot) {
    if (bot->torn_again) {
        bot->o.loop->timer_free(bot->torn_again);
    }
}
