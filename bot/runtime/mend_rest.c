/* mend_rest.c: what belongs to no single incident: lanes, members that name nothing, the
 * numbers of days. See mend.c. */
#include "runtime/mend_rest.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/index.h"
#include "runtime/aside.h"
#include "runtime/lost.h"
#include "runtime/mender.h"
#include "runtime/now.h"
#include "runtime/numbers.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum {
    LOOKED_UP = 50, /* members of an index at once */
    DAYS_BACK = 2,  /* numbers of older days are given to nobody; rebuild mends them */
};
static const char *const sets[] = {KEY_OPEN, KEY_CLOSED, KEY_DUE};
enum { SETS = sizeof sets / sizeof *sets };

/* ---- lanes in which something waits, and that nobody would read ---- */

struct lane_look {
    struct mender *mender;
    char *name;
};

static void lane_came(void *ctx, const json_t *replies, const char *why) {
    struct lane_look *look = ctx;
    struct mender *mender = look->mender;
    const char *head = json_string_value(json_array_get(replies, 0));
    (void)why;
    if (head && !json_string_value(json_array_get(replies, 1))) {
        struct arena *arena = arena_new();
        const char *key = arena_printf(arena, KEY_LANE "%s", look->name);
        struct check check = mend_check(CHECK_HEAD, key, NULL, head);
        struct write write =
            write_words(arena, KEY_LANES, "ZADD",
                        arena_printf(arena, "%lld", (long long)bot_now(mender->bot)),
                        look->name, NULL);
        struct fault *fault = mend_fault(
            mender, KEY_LANES, arena_printf(arena, "does not name %s", look->name), NULL);
        fault->lane = mem_copy(look->name);
        mend_write(fault, arena, &check, &write);
        arena_free(arena);
    }
    free(look->name);
    free(look);
    mend_part_done(mender);
}

void mend_lanes_came(void *ctx, const json_t *names, bool last, const char *why) {
    struct mender *mender = ctx;
    struct bot *bot = mender->bot;
    size_t i;
    json_t *name;
    (void)why;
    json_array_foreach((json_t *)names, i, name) {
        struct lane_look *look = mem_new(sizeof *look);
        look->mender = mender;
        look->name = mem_copy(json_string_value(name));
        struct arena *arena = arena_new();
        const struct write reads[] = {
            write_words(arena, arena_printf(arena, KEY_LANE "%s", look->name), "LINDEX",
                        "0", NULL),
            write_words(arena, KEY_LANES, "ZSCORE", look->name, NULL),
        };
        mend_part(mender);
        bot->o.store->read(bot->o.store->self, reads, 2, lane_came, look);
        arena_free(arena);
    }
    mender->stage = last ? MEND_MEMBERS : mender->stage;
    mend_part_done(mender);
}

/* ---- members that name nothing: an incident that is gone ---- */

struct ghosts {
    struct mender *mender;
    json_t *ids;
    const char *set;
};

static void ghosts_came(void *ctx, const json_t *replies, const char *why) {
    struct ghosts *ghosts = ctx;
    struct mender *mender = ghosts->mender;
    struct arena *arena = arena_new();
    size_t i;
    json_t *there;
    (void)why;
    json_array_foreach((json_t *)replies, i, there) {
        const char *id = json_string_value(json_array_get(ghosts->ids, i / 2));
        if (i % 2 == 1) {
            continue; /* of the timeline, looked at with the head */
        }
        /* With one of the two it is damaged, and not gone. */
        if (json_integer_value(there) > 0 || mender->bot->phase != BOT_AT_WORK ||
            json_integer_value(json_array_get(replies, i + 1)) > 0) {
            continue;
        }
        struct slot *slot = slot_get(mender->bot, id);
        slot->seen = slot->seen > 0 ? slot->seen : 1; /* more of it nobody knows */
        slot->open = slot->open || strcmp(ghosts->set, KEY_CLOSED) != 0;
        history_lost(mender->bot, slot, 0);
        numbers_learn(mender->bot, id);
        struct check check =
            mend_check(CHECK_FIELD, arena_printf(arena, KEY_INCIDENT "%s", id), "n", "");
        struct write write = write_words(arena, ghosts->set, "ZREM", id, NULL);
        mend_write(mend_fault(mender, ghosts->set, "names it, and it is not there", id),
                   arena, &check, &write);
    }
    arena_free(arena);
    json_decref(ghosts->ids);
    free(ghosts);
    mend_part_done(mender);
}

static void look_up(struct mender *mender, json_t *ids) {
    struct bot *bot = mender->bot;
    struct ghosts *ghosts = mem_new(sizeof *ghosts);
    struct arena *arena = arena_new();
    struct ops ops;
    size_t i;
    json_t *id;
    *ghosts = (struct ghosts){mender, ids, sets[mender->set]};
    ops_init(&ops, arena);
    json_array_foreach(ids, i, id) {
        ops_write(&ops, arena_printf(arena, KEY_INCIDENT "%s", json_string_value(id)),
                  "EXISTS", NULL);
        ops_write(&ops, arena_printf(arena, KEY_TIMELINE "%s", json_string_value(id)),
                  "EXISTS", NULL);
    }
    mend_part(mender);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, ghosts_came, ghosts);
    arena_free(arena);
}

static void members_came(void *ctx, const json_t *replies, const char *why) {
    struct mender *mender = ctx;
    const json_t *scan = json_array_get(replies, 0), *members = json_array_get(scan, 1);
    const char *cursor = json_string_value(json_array_get(scan, 0));
    size_t n = json_array_size(members) / 2; /* member, score, member, score... */
    json_t *ids = json_array();
    (void)why;
    for (size_t i = 0; i < n; i++) {
        json_t *id = json_array_get(members, 2 * i);
        if (incident_id_valid(stored_text(id))) {
            json_array_append(ids, id);
        } else {
            aside_member(mender->bot, ASIDE_SET, sets[mender->set], id, "is no incident");
        }
        if (json_array_size(ids) == LOOKED_UP ||
            (i + 1 == n && json_array_size(ids) > 0)) {
            look_up(mender, ids);
            ids = json_array();
        }
    }
    json_decref(ids);
    snprintf(mender->cursor, sizeof mender->cursor, "%s", cursor ? cursor : "0");
    if (!strcmp(mender->cursor, "0") && ++mender->set == SETS) {
        mender->stage = MEND_DAYS;
    }
    mend_part_done(mender);
}

void mend_members(struct mender *mender) {
    struct bot *bot = mender->bot;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, sets[mender->set], "ZSCAN", mender->cursor, "COUNT", "100", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, members_came, mender);
    arena_free(arena);
}

/* ---- numbers of days ---- */

struct day_look {
    struct mender *mender;
    char name[11];
    int64_t last;
};

static void day_came(void *ctx, const json_t *replies, const char *why) {
    struct day_look *look = ctx;
    struct mender *mender = look->mender;
    struct bot *bot = mender->bot;
    const char *stored = json_string_value(json_array_get(replies, 0));
    /* Today's is in the hands of whoever declares. */
    if (!why && sequence_of(stored) < look->last && bot->phase == BOT_AT_WORK &&
        (strcmp(look->name, bot->seq_key) != 0 || bot->seq < 0) && (!stored || *stored)) {
        struct arena *arena = arena_new();
        const char *key = arena_printf(arena, KEY_SEQUENCE "%s", look->name);
        struct check check = mend_check(CHECK_VALUE, key, NULL, stored);
        struct write write = write_words(
            arena, key, "SET", arena_printf(arena, "%lld", (long long)look->last), NULL);
        mend_write(mend_fault(mender, key, "is not the last number that was given", NULL),
                   arena, &check, &write);
        arena_free(arena);
    }
    free(look);
    mend_part_done(mender);
}

static void day_ask(void *ctx, const char *day, int64_t last) {
    struct mender *mender = ctx;
    struct bot *bot = mender->bot;
    char oldest[16];
    int year, month, number;
    time_utc_day(bot_now(bot) - DAYS_BACK * INT64_C(86400000), &year, &month, &number);
    snprintf(oldest, sizeof oldest, "%04d-%02d-%02d", year % 10000, month % 100,
             number % 100);
    if (strcmp(day, oldest) < 0) {
        return;
    }
    struct day_look *look = mem_new(sizeof *look);
    look->mender = mender;
    snprintf(look->name, sizeof look->name, "%s", day);
    look->last = last;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, arena_printf(arena, KEY_SEQUENCE "%s", day), "GET", NULL);
    mend_part(mender);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, day_came, look);
    arena_free(arena);
}

void mend_days(struct mender *mender) {
    numbers_each(mender->bot, day_ask, mender);
    mend_part_done(mender);
}
