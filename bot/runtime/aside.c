/* aside.c: values that cannot be used are set aside, named, and everything else goes on.
 *
 * What can be derived again (indexes, lanes, names, the lease) is moved: a whole key to
 * quarantine:<key>:<ms>, a member out of its set; the hash `quarantine` lists what was.
 * What is an incident itself (inc:, tl:, tx:) stays where it is, for whoever repairs it:
 * the incident is frozen (slots.c). People are told once per value, in the announce
 * places; the doctor and the audit name it for as long as the list does. */
#include "runtime/aside.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "runtime/fetch.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { TELL_MS = 1000 };

/* ---- telling: aside_tell.c does, when the timer rings ---- */

void aside_say(struct bot *bot, const char *what) {
    if (json_object_get(bot->aside_told, what)) {
        return;
    }
    json_object_set_new(bot->aside_told, what, json_true());
    log_event(LOG_LEVEL_ERROR, "store.damaged", "what", what, NULL);
    json_array_append_new(bot->aside_new, json_string(what));
    bot->o.loop->timer_start(bot->aside_timer, TELL_MS);
}

void aside_again(struct bot *bot) {
    if (json_array_size(bot->aside_new) > 0) {
        bot->o.loop->timer_start(bot->aside_timer, TELL_MS);
    }
}

/* ---- moving ---- */

struct moving {
    struct bot *bot;
    char *name; /* in aside_busy */
    char *key;
    char *said;
};

static void moved(void *ctx, const struct commit_reply *reply) {
    struct moving *moving = ctx;
    struct bot *bot = moving->bot;
    json_object_del(bot->aside_busy, moving->name);
    if (reply->result == COMMIT_DONE) {
        log_event(LOG_LEVEL_WARN, "store.set_aside", "what", moving->name, NULL);
        aside_say(bot, moving->said);
        json_object_del(bot->aside_truth, moving->key);
        bot->up.set_aside(bot, moving->key);
    } else {
        log_event(LOG_LEVEL_WARN, "store.not_set_aside", "what", moving->name, "why",
                  reply->why, NULL);
    }
    free(moving->name);
    free(moving->key);
    free(moving->said);
    free(moving);
    bot_end(bot);
}

static void list_it(struct ops *ops, const struct bot *bot, const char *name,
                    const char *what, const char *to) {
    json_t *row = json_pack("{s:I, s:s}", "at", (json_int_t)bot_now(bot), "what", what);
    jsonx_set_string(row, "to", to);
    ops_write(ops, KEY_QUARANTINE, "HSET", arena_strdup(ops->arena, name),
              jsonx_text(ops->arena, row), NULL);
    json_decref(row);
}

static void move(struct bot *bot, struct ops *ops, const char *key, const char *name,
                 const char *what) {
    struct moving *moving = mem_new(sizeof *moving);
    *moving = (struct moving){bot, mem_copy(name), mem_copy(key),
                              mem_copy(arena_printf(ops->arena, "%s %s", name, what))};
    json_object_set_new(bot->aside_busy, name, json_true());
    bot_begin(bot);
    struct commit commit = ops_commit(ops);
    bot->o.store->commit(bot->o.store->self, &commit, moved, moving);
}

static bool busy(struct bot *bot, const char *name) {
    if (!bot->aside_busy) {
        bot->aside_busy = json_object();
    }
    return json_object_get(bot->aside_busy, name) != NULL;
}

/* NULL: the key is no incident's. */
static const char *truth_of(const char *key) {
    static const char *const begins[] = {KEY_INCIDENT, KEY_TIMELINE, KEY_TEXTS};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        const char *id = text_after(key, begins[i]);
        if (id) {
            return id;
        }
    }
    return NULL;
}

bool aside_is(const struct bot *bot, const char *key) {
    return json_object_get(bot->aside_truth, key) != NULL;
}

void aside_forget(struct bot *bot) {
    json_object_clear(bot->aside_truth);
}

void aside_key(struct bot *bot, const char *key, const char *what) {
    const char *incident = truth_of(key);
    json_object_set_new(bot->aside_truth, key, json_string(what));
    if (incident) {
        slot_doubt(bot, incident);
        return;
    }
    bool epoch = text_equal(key, KEY_EPOCH);
    bool lease = epoch || text_equal(key, KEY_LEASE) || text_equal(key, KEY_ALIVE);
    bool may = lease || (bot->phase == BOT_AT_WORK && !bot->o.offline);
    if (busy(bot, key) || !may) {
        return;
    }
    if (epoch) {
        bot->epoch_floor = bot_now(bot); /* above all that were held */
    }
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    if (!lease) {
        ops_epoch(&ops, bot); /* these two are what others are checked by */
    }
    char *to =
        arena_printf(arena, KEY_QUARANTINE ":%s:%lld", key, (long long)bot_now(bot));
    ops_write(&ops, arena_strdup(arena, key), "RENAME", to, NULL);
    if (!text_equal(key, KEY_QUARANTINE)) {
        list_it(&ops, bot, key, what, to);
    }
    if (text_equal(key, KEY_DUE)) {
        ops_write(&ops, KEY_META, "HDEL", "derived", NULL); /* all are derived again */
    }
    move(bot, &ops, key, key, what);
    arena_free(arena);
}

void aside_member(struct bot *bot, enum aside_kind kind, const char *key,
                  const json_t *value, const char *what) {
    static const char *const commands[] = {
        [ASIDE_SET] = "ZREM", [ASIDE_LIST] = "LREM", [ASIDE_HASH] = "HDEL"};
    struct arena *arena = arena_new();
    struct blob bytes;
    char *name = arena_printf(arena, "%s %s", key, stored_shown(arena, value));
    if (busy(bot, name) || bot->o.offline || bot->phase != BOT_AT_WORK ||
        !stored_bytes(arena, value, &bytes)) {
        arena_free(arena);
        return;
    }
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    size_t argc = 0;
    struct blob *argv = arena_array(arena, 3, sizeof *argv);
    argv[argc++] = blob_of(commands[kind]);
    if (kind == ASIDE_LIST) {
        argv[argc++] = blob_of("-1"); /* of several alike the last */
    }
    argv[argc++] = bytes;
    ops.writes[ops.nwrites++] =
        (struct write){blob_of(arena_strdup(arena, key)), argc, argv};
    list_it(&ops, bot, name, what, NULL);
    move(bot, &ops, key, name, what);
    arena_free(arena);
}

/* ---- reading ---- */

static bool unusable(void *ctx, const char *key) {
    return aside_is(ctx, key);
}

static void left_out(void *ctx, const char *what) {
    aside_say(ctx, what);
}

struct fetcher aside_fetcher(struct bot *bot) {
    return (struct fetcher){bot->o.store, unusable, left_out, bot};
}

/* ---- who hears of it ---- */

static void met(void *ctx, struct blob key, const char *what) {
    struct arena *arena = arena_new();
    aside_key(ctx, arena_strndup(arena, key.ptr, key.len), what);
    arena_free(arena);
}

void aside_listen(struct bot *bot) {
    bot->aside_truth = json_object();
    bot->aside_told = json_object();
    bot->aside_new = json_array();
    bot->o.store->listen(bot->o.store->self, met, bot);
}

void aside_free(struct bot *bot) {
    bot->o.loop->timer_free(bot->aside_timer);
    json_decref(bot->aside_told);
    json_decref(bot->aside_new);
    json_decref(bot->aside_busy);
    json_decref(bot->aside_truth);
}
