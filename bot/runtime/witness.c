/* witness.c: is this the store that was seen before, and is it as far on?
 *
 * A database can be emptied, or replaced by an older copy of itself, under a connection
 * that stays up: nothing fails then, and nobody would hear of it before the next command.
 * So each renewal of the lease asks, in its own round trip, whether the store still has:
 *   its id
 *   the mark that the last renewal left, a counter: an older copy has a lower one
 *   the newest version, and the last number of the day
 * When it lacks one, or when the connection was away, the lease is taken anew and every
 * incident that is known here is looked up. */
#include "runtime/witness.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/reindex.h"
#include "runtime/lease.h"
#include "runtime/lost.h"
#include "runtime/lost_tell.h"
#include "runtime/numbers.h"
#include "runtime/quiet.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { STORE_ID = 33, SEEN_MAX = 64 };

struct witness {
    char store[64]; /* the store's own id; "": none is known */
    int64_t beat, beat_wanted;
    bool missing; /* the store has no id: the commit gives it one */
    /* what was known when the question was sent */
    char incident[SEEN_MAX];
    int64_t version, number, beat_then;
    bool asking;
    /* looking up what is known */
    json_t *ids; /* left to be looked up, in pages; NULL: none are */
    json_t *page;
    size_t at; /* in the page, when it is looked up one by one; else 0 */
    bool single, again;
};

static struct witness *witness_of(struct bot *bot) {
    if (!bot->witness) {
        bot->witness = mem_new(sizeof *bot->witness);
    }
    return bot->witness;
}

/* Absent is 0; what is no number says nothing of the age (INT64_MAX): it is damaged, and
 * that is said elsewhere. */
static int64_t number_of(const json_t *text) {
    const char *s = json_string_value(text);
    size_t digits = s ? strspn(s, "0123456789") : 0;
    if (!s) {
        return 0;
    }
    return digits > 0 && digits < 19 && !s[digits] ? strtoll(s, NULL, 10) : INT64_MAX;
}

/* ---- the store's id and mark ---- */

void witness_ask(const struct bot *bot, struct ops *ops) {
    (void)bot;
    ops_write(ops, KEY_META, "HMGET", "store", "beat", NULL);
}

void witness_learn(struct bot *bot, const json_t *replies, size_t at) {
    struct witness *witness = witness_of(bot);
    const json_t *meta = json_array_get(replies, at);
    const char *store = json_string_value(json_array_get(meta, 0));
    int64_t beat = number_of(json_array_get(meta, 1));
    if (witness->store[0] && (!store || strcmp(store, witness->store) != 0)) {
        log_event(LOG_LEVEL_ERROR, "store.changed", "why",
                  store ? "another database answers" : "the database was emptied", NULL);
    } else if (beat < witness->beat) {
        log_event(LOG_LEVEL_ERROR, "store.changed", "why",
                  "the database was set back to an older copy", NULL);
    }
    witness->missing = store == NULL;
    if (beat == 0) {
        numbers_expect(bot); /* nobody was ever at work on it */
    }
    snprintf(witness->store, sizeof witness->store, "%s", store ? store : "");
    witness->beat = beat < INT64_MAX ? beat : 0;
}

void witness_write(struct bot *bot, struct ops *ops) {
    struct witness *witness = witness_of(bot);
    if (witness->missing) {
        uint8_t random[(STORE_ID - 1) / 2];
        hash_random(random, sizeof random);
        hash_hex(random, sizeof random, witness->store);
        ops_write(ops, KEY_META, "HSETNX", "schema", STORE_SCHEMA, NULL);
        ops_write(ops, KEY_META, "HSET", "store",
                  arena_strdup(ops->arena, witness->store), NULL);
    }
    witness->beat_wanted = witness->beat + 1;
    ops_write(ops, KEY_META, "HSET", "beat",
              arena_printf(ops->arena, "%lld", (long long)witness->beat_wanted), NULL);
}

void witness_written(struct bot *bot) {
    struct witness *witness = witness_of(bot);
    witness->missing = false;
    witness->beat = witness->beat_wanted;
}

static void written_again(void *ctx, const struct commit_reply *reply) {
    (void)reply; /* when it did not succeed, the next look takes the lease anew */
    bot_end(ctx);
}

void witness_again(struct bot *bot) {
    const struct witness *witness = witness_of(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_check(&ops, CHECK_FIELD, KEY_META, "store", NULL, TAG_VERSION);
    ops_write(&ops, KEY_META, "HSET", "schema", STORE_SCHEMA, NULL);
    ops_write(&ops, KEY_META, "HSET", "store", witness->store, NULL);
    ops_write(&ops, KEY_META, "HSET", "beat",
              arena_printf(arena, "%lld", (long long)witness->beat), NULL);
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, written_again, bot);
    arena_free(arena);
}

const char *witness_store(const struct bot *bot) {
    return bot->witness ? bot->witness->store : "";
}

/* ---- with each renewal ---- */

static const struct slot *newest(const struct bot *bot) {
    struct slot *slot = NULL;
    HASH_FIND_STR(bot->slots, bot->newest, slot);
    return slot && !slot->telling && !slot->lost ? slot : NULL;
}

static const char *what_is_wrong(const struct witness *witness, const json_t *replies) {
    const json_t *meta = json_array_get(replies, 0);
    const char *store = json_string_value(json_array_get(meta, 0));
    const char *sequence = json_string_value(json_array_get(replies, 2));
    if (!store) {
        return "the database was emptied";
    }
    if (strcmp(store, witness->store) != 0) {
        return "another database answers";
    }
    if (number_of(json_array_get(meta, 1)) < witness->beat_then ||
        number_of(json_array_get(replies, 1)) < witness->version ||
        (sequence_of(sequence) > 0 && sequence_of(sequence) < witness->number)) {
        return "the database was set back to an older copy";
    }
    return NULL;
}

static void checked(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    struct witness *witness = bot->witness;
    witness->asking = false;
    (void)why;
    const char *wrong =
        replies && bot->epoch > 0 ? what_is_wrong(witness, replies) : NULL;
    if (wrong) {
        log_event(LOG_LEVEL_ERROR, "store.changed", "why", wrong, NULL);
        lease_moved(bot, wrong); /* taken anew, with all that is known looked up */
    }
    bot_end(bot);
}

void witness_check(struct bot *bot) {
    struct witness *witness = witness_of(bot);
    const struct slot *slot = newest(bot);
    if (witness->asking || !witness->store[0]) {
        return;
    }
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    snprintf(witness->incident, sizeof witness->incident, "%s", slot ? slot->id : "");
    witness->version = slot ? slot->seen : 0;
    witness->beat_then = witness->beat;
    witness->number = bot->seq > 0 ? sequence_of(bot->seq_stored) : 0;
    witness_ask(bot, &ops);
    ops_write(&ops, arena_printf(arena, KEY_INCIDENT "%s", witness->incident), "HGET",
              "n", NULL);
    ops_write(&ops, arena_printf(arena, KEY_SEQUENCE "%s", bot->seq_key), "GET", NULL);
    witness->asking = true;
    bot_begin(bot);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, checked, bot);
    arena_free(arena);
}

/* ---- looking up what is known ---- */

static void verify_next(struct bot *bot);

static void verify_end(struct bot *bot) {
    struct witness *witness = bot->witness;
    json_decref(witness->ids);
    json_decref(witness->page);
    witness->ids = witness->page = NULL;
    bot->verifying = false;
    if (witness->again) {
        witness_verify(bot);
    }
    lost_flush(bot);
    bot_end(bot);
}

static void judge(struct bot *bot, const char *id, const json_t *version) {
    struct slot *slot = slot_get(bot, id);
    if (number_of(version) < slot->seen && !slot->committing) {
        history_lost(bot, slot, number_of(version));
    }
}

static void verified(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    struct witness *witness = bot->witness;
    size_t n = json_array_size(replies);
    if (bot->phase != BOT_AT_WORK || !bot->store_up) {
        verify_end(bot); /* the next taking of the lease begins anew */
        return;
    }
    if (!replies && !witness->single) {
        log_event(LOG_LEVEL_WARN, "history.unread", "why", why, NULL);
        witness->single =
            true; /* one of them is of a wrong type: the others one by one */
        witness->at = 0;
        verify_next(bot);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        judge(bot, json_string_value(json_array_get(witness->page, witness->at + i)),
              json_array_get(replies, i));
    }
    witness->at += witness->single ? 1 : n;
    verify_next(bot);
}

/* The next up to LIMIT_BATCH of them become the page. */
static void turn_page(struct witness *witness) {
    json_decref(witness->page);
    witness->page = json_array();
    witness->at = 0;
    witness->single = false;
    size_t n = json_array_size(witness->ids);
    for (size_t i = 0; i < LIMIT_BATCH && n > 0; i++) {
        json_array_append(witness->page, json_array_get(witness->ids, --n));
        json_array_remove(witness->ids, n);
    }
}

static void verify_next(struct bot *bot) {
    struct witness *witness = bot->witness;
    if (witness->at >= json_array_size(witness->page)) {
        turn_page(witness);
    }
    size_t n = json_array_size(witness->page);
    if (n == 0) {
        verify_end(bot);
        return;
    }
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    size_t to = witness->single ? witness->at + 1 : n;
    for (size_t i = witness->at; i < to; i++) {
        const char *id = json_string_value(json_array_get(witness->page, i));
        ops_write(&ops, arena_printf(arena, KEY_INCIDENT "%s", id), "HGET", "n", NULL);
    }
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, verified, bot);
    arena_free(arena);
}

void witness_verify(struct bot *bot) {
    struct witness *witness = witness_of(bot);
    witness->again = witness->ids != NULL;
    if (witness->ids) {
        return; /* under way, of the store that was there before */
    }
    witness->ids = json_array();
    bot->verifying = true;
    for (const struct slot *slot = bot->slots; slot; slot = slot->hh.next) {
        if (slot->seen > 0 && !slot->telling) {
            json_array_append_new(witness->ids, json_string(slot->id));
        }
    }
    bot_begin(bot);
    turn_page(witness);
    verify_next(bot);
}

void witness_free(struct bot *bot) {
    if (bot->witness) {
        json_decref(bot->witness->ids);
        json_decref(bot->witness->page);
        free(bot->witness);
    }
}
