/* sweep.c: looking at every open incident, in the background, one page at a time.
 *
 * DERIVE: the policy, the zone or the program changed: deadlines are derived anew. The
 * store remembers for what they were derived last, so an ordinary start sweeps nothing.
 * CLOCK: the wall clock stepped: it goes onto every open timeline. */
#include "runtime/sweep.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "runtime/aside.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { PAGE = 100 };

struct sweep {
    struct bot *bot;
    enum sweep_kind kind;
    int64_t number;
    int64_t at;      /* when it began */
    bool due;        /* pages of `due` after those of `open` */
    char cursor[24]; /* of ZSCAN: whoever was there all the time is met */
    bool last;
    int64_t left; /* inputs of this page under way */
    char
        *derivation; /* under which it began: a reload meanwhile has a sweep of its own */
    struct sweep *next;
};

static void sweep_page(struct sweep *sweep);

static void sweep_end(struct sweep *sweep) {
    struct bot *bot = sweep->bot;
    struct sweep **at = &bot->sweep;
    while (*at != sweep) {
        at = &(*at)->next;
    }
    *at = sweep->next;
    free(sweep->derivation);
    free(sweep);
    bot_end(bot);
}

static void remembered(void *ctx, const struct commit_reply *reply) {
    (void)reply;
    sweep_end(ctx);
}

static void sweep_finish(struct sweep *sweep) {
    struct bot *bot = sweep->bot;
    if (sweep->kind != SWEEP_DERIVE || bot->phase != BOT_AT_WORK) {
        sweep_end(sweep);
        return;
    }
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops_write(&ops, KEY_META, "HSET", "derived", sweep->derivation, NULL);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, remembered, sweep);
    arena_free(arena);
}

static void one_done(void *ctx, const struct reply *reply) {
    struct sweep *sweep = ctx;
    (void)reply;
    if (--sweep->left > 0) {
        return;
    }
    if (!sweep->last) {
        sweep_page(sweep);
    } else if (sweep->kind == SWEEP_DERIVE && !sweep->due) {
        sweep->due = true; /* closed ones with action items due are only there */
        sweep->last = false;
        sweep_page(sweep);
    } else {
        sweep_finish(sweep);
    }
}

static void page_came(void *ctx, const json_t *replies, const char *why) {
    struct sweep *sweep = ctx;
    struct bot *bot = sweep->bot;
    if (!replies || bot->phase != BOT_AT_WORK) {
        if (why) {
            log_event(LOG_LEVEL_WARN, "sweep.stopped", "why", why, NULL);
        }
        sweep_end(sweep);
        return;
    }
    const json_t *scan = json_array_get(replies, 0);
    const char *cursor = json_string_value(json_array_get(scan, 0));
    const json_t *ids = json_array_get(scan, 1); /* member, score, member, score... */
    snprintf(sweep->cursor, sizeof sweep->cursor, "%s", cursor ? cursor : "0");
    sweep->last = !strcmp(sweep->cursor, "0");
    size_t n = json_array_size(ids) / 2;
    sweep->left = (int64_t)n + 1; /* one for this loop: inputs may end at once */
    for (size_t i = 0; i < n; i++) {
        const json_t *id = json_array_get(ids, 2 * i);
        if (!stored_text(id) || !incident_id_valid(stored_text(id))) {
            aside_member(bot, ASIDE_SET, sweep->due ? KEY_DUE : KEY_OPEN, id,
                         "is no incident");
            sweep->left--;
            continue;
        }
        char key[128]; /* of a step: a commit of unknown outcome is not made twice */
        snprintf(key, sizeof key, "clock:%.64s:%lld:%lld", json_string_value(id),
                 (long long)sweep->at, (long long)sweep->number);
        struct input input = {
            .key = sweep->kind == SWEEP_CLOCK ? key : NULL,
            .kind = sweep->kind == SWEEP_DERIVE ? INPUT_DUE : INPUT_CLOCK,
            .actor = ACTOR_CLOCK,
            .incident = json_string_value(id),
            .number = sweep->number,
            .done = one_done,
            .ctx = sweep,
        };
        bot->up.input(bot, &input, NULL);
    }
    one_done(sweep, NULL);
}

static void sweep_page(struct sweep *sweep) {
    struct bot *bot = sweep->bot;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, sweep->due ? KEY_DUE : KEY_OPEN, "ZSCAN", sweep->cursor, "COUNT",
              arena_printf(arena, "%d", PAGE), NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, page_came, sweep);
    arena_free(arena);
}

static void derived_came(void *ctx, const json_t *replies, const char *why) {
    struct sweep *sweep = ctx;
    (void)why;
    const char *derived = json_string_value(json_array_get(replies, 0));
    if (!replies || (derived && !strcmp(derived, sweep->derivation))) {
        sweep_end(sweep);
        return;
    }
    sweep_page(sweep);
}

void sweep_start(struct bot *bot, enum sweep_kind kind, int64_t number) {
    struct sweep *sweep = mem_new(sizeof *sweep);
    sweep->derivation = mem_copy(bot->derivation);
    sweep->bot = bot;
    sweep->kind = kind;
    sweep->number = number;
    sweep->at = bot_now(bot);
    memcpy(sweep->cursor, "0", sizeof "0");
    sweep->next = bot->sweep;
    bot->sweep = sweep;
    bot_begin(bot);
    if (kind == SWEEP_CLOCK) {
        sweep_page(sweep);
        return;
    }
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_META, "HGET", "derived", NULL);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, derived_came, sweep);
    arena_free(arena);
}

void sweep_free(struct bot *bot) {
    while (bot->sweep) {
        struct sweep *next = bot->sweep->next;
        free(bot->sweep->derivation);
        free(bot->sweep);
        bot->sweep = next;
    }
}
