/* lost_tell.c: saying what is gone (lost.c).
 *
 * The database was emptied or restored from an older copy, or somebody changed it: what
 * had been acknowledged is gone. It is said once: in the channel of each incident that was
 * open, where everybody is told, and to leadership when it was told of the incident; there
 * in one message when there are many. No entry is written for it, because the timeline is
 * what was lost; gone.c keeps that it is.
 *
 * In two rounds: first each one is looked up, so that what is said of all is true (whole
 * or in part, or only damaged); then each one is said. */
#include "runtime/lost_tell.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "runtime/gone.h"
#include "runtime/lost.h"
#include "runtime/quiet.h"
#include "runtime/say.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "tocsin/keys.h"

enum {
    NAMED_APART = 3,     /* as many have a message of their own where everybody is told */
    NAMED_TOGETHER = 10, /* ids in the one message about all */
    AT_ONCE = 8,         /* are loaded and told about at a time */
};

static void go_on(struct lost *lost);

static void flush_due(void *ctx) {
    lost_flush(ctx);
}

/* ---- one ---- */

struct telling {
    struct lost *lost;
    char *id;
    int64_t left; /* the version that was found; 0: nothing is left */
    bool open;
};

static void telling_end(struct telling *telling) {
    struct lost *lost = telling->lost;
    free(telling->id);
    free(telling);
    lost->left--;
    go_on(lost);
}

static void told(void *ctx, bool said) {
    struct telling *telling = ctx;
    struct bot *bot = telling->lost->bot;
    struct slot *slot = slot_get(bot, telling->id);
    slot->telling = false;
    if (said && telling->left > 0) {
        slot->seen = slot->state ? slot->state->version : telling->left;
        slot->open = telling->open;
    } else if (said && !slot->state) {
        gone_learn(bot, slot);
    }
    telling_end(telling);
}

/* Without contents, so that it may be read everywhere: the incident may be restricted, and
 * then its title is not known here. */
static json_t *view_of(struct arena *arena, const struct slot *slot) {
    json_t *view =
        arena_json(arena, json_pack("{s:s, s:I, s:b}", "id", slot->id, "seen",
                                    (json_int_t)slot->gone_seen, "open", slot->open));
    jsonx_set_string(view, "again", gone_again(arena, slot));
    if (slot->restricted) {
        json_object_set_new(view, "restricted", json_true());
    }
    if (slot->state) {
        jsonx_set_int(view, "found", slot->gone_found);
    }
    return view;
}

/* Who hears of it beside its own places. */
static size_t audiences_of(const struct lost *lost, const struct slot *slot,
                           const char *ret[4]) {
    size_t n = 0;
    if (slot->state) {
        ret[n++] = AUDIENCE_INCIDENT;
    }
    if (!lost->announced) {
        ret[n++] = AUDIENCE_ANNOUNCE;
    }
    if (!lost->announced && slot->leaders && slot->open) {
        ret[n++] = AUDIENCE_LEADERSHIP;
    }
    ret[n] = NULL;
    return n;
}

/* Of what is not there no lane of its own can be sent: its places are told themselves,
 * and then everybody. */
static void tell(struct telling *telling, const struct slot *slot) {
    static const char *const everybody[] = {AUDIENCE_ANNOUNCE, NULL};
    struct lost *lost = telling->lost;
    struct bot *bot = lost->bot;
    struct arena *arena = arena_new();
    const char *audiences[4];
    struct write write = gone_write(arena, bot, slot);
    struct saying saying = {.id = slot->id,
                            .state = slot->state,
                            .message = slot->state ? "history_lost" : "incident_lost",
                            .view = view_of(arena, slot),
                            .audiences = audiences,
                            .writes = &write,
                            .nwrites = 1,
                            .done = told,
                            .ctx = telling};
    audiences_of(lost, slot, audiences);
    telling->left = slot->state ? slot->gone_found : 0;
    telling->open = slot->state && !slot->state->closed;
    if (!slot->state && slot->open && slot->spoke && *slot->spoke) {
        struct saying there = saying;
        there.audiences = everybody;
        there.places = gone_places(arena, slot);
        there.nwrites = 0;
        there.done = NULL;
        bot_say(bot, &there);
    }
    bot_say(bot, &saying);
    arena_free(arena);
}

static void loaded(void *ctx, struct slot *slot, const char *why) {
    struct telling *telling = ctx;
    struct lost *lost = telling->lost;
    if (why && !slot->unreadable) { /* the database is away again */
        json_array_append_new(lost->found, json_string(slot->id));
        telling_end(telling);
    } else if (why || slot->frozen) {
        slot->telling = false; /* damaged, not lost: slot_load.c says so */
        telling_end(telling);
    } else if (lost->looking) {
        json_array_append_new(slot->state ? lost->parts : lost->whole,
                              json_string(slot->id));
        lost->leaders = lost->leaders || (slot->leaders && slot->open);
        telling_end(telling);
    } else {
        tell(telling, slot);
    }
}

/* ---- all of them ---- */

static void flush_end(struct lost *lost) {
    json_array_clear(lost->ids);
    json_array_clear(lost->whole);
    json_array_clear(lost->parts);
    lost->next = 0;
    lost->flushing = false;
    if (json_array_size(lost->found) > 0) { /* what came meanwhile */
        lost->bot->o.loop->timer_start(lost->soon, LOST_GATHER_MS);
    }
    bot_end(lost->bot);
}

static void add_names(json_t *view, const char *name, const json_t *all) {
    size_t n = json_array_size(all);
    json_t *ids = json_array(), *some;
    for (size_t i = 0; i < n && i < NAMED_TOGETHER; i++) {
        json_array_append_new(ids, json_pack("{s:O}", "id", json_array_get(all, i)));
    }
    some = json_pack("{s:o}", "ids", ids);
    if (n > NAMED_TOGETHER) {
        jsonx_set_int(some, "more", (int64_t)(n - NAMED_TOGETHER));
    }
    if (n > 0) {
        json_object_set(view, name, some);
    }
    json_decref(some);
}

static void tell_together(const struct lost *lost) {
    size_t n = json_array_size(lost->whole) + json_array_size(lost->parts);
    struct arena *arena = arena_new();
    const char *audiences[] = {AUDIENCE_ANNOUNCE,
                               lost->leaders ? AUDIENCE_LEADERSHIP : NULL, NULL};
    json_t *view = arena_json(arena, json_object());
    jsonx_set_int(view, "count", (int64_t)n);
    add_names(view, "whole", lost->whole);
    add_names(view, "parts", lost->parts);
    bot_say(lost->bot,
            &(struct saying){.id = json_string_value(json_array_get(lost->ids, 0)),
                             .message = "histories_lost",
                             .view = view,
                             .audiences = audiences});
    arena_free(arena);
}

/* All were looked up. */
static void looked(struct lost *lost) {
    size_t n = json_array_size(lost->whole) + json_array_size(lost->parts);
    lost->looking = false;
    lost->next = 0;
    lost->announced = n > NAMED_APART;
    if (lost->announced) {
        tell_together(lost);
    }
    json_array_clear(lost->ids);
    json_array_extend(lost->ids, lost->whole);
    json_array_extend(lost->ids, lost->parts);
}

static void start_some(struct lost *lost) {
    struct bot *bot = lost->bot;
    while (lost->left < AT_ONCE && lost->next < json_array_size(lost->ids)) {
        const char *id = json_string_value(json_array_get(lost->ids, lost->next++));
        struct telling *telling = mem_new(sizeof *telling);
        telling->id = mem_copy(id);
        telling->lost = lost;
        lost->left++;
        slot_load(bot, slot_get(bot, id), loaded, telling); /* may end at once */
    }
}

static void go_on(struct lost *lost) {
    bool over = false;
    if (lost->going || !lost->flushing) {
        return;
    }
    lost->going = true;
    while (!over) {
        start_some(lost);
        over = lost->left > 0;
        if (!over && lost->looking) {
            looked(lost);
        } else if (!over) {
            flush_end(lost);
            over = true;
        }
    }
    lost->going = false;
}

void lost_flush(struct bot *bot) {
    struct lost *lost = bot->lost;
    if (lost->flushing || json_array_size(lost->found) == 0 || bot->verifying ||
        bot->phase != BOT_AT_WORK) {
        return;
    }
    json_array_extend(lost->ids, lost->found);
    json_array_clear(lost->found);
    lost->flushing = lost->looking = true;
    lost->leaders = false;
    bot_begin(bot);
    go_on(lost);
}

void lost_tell_new(struct bot *bot) {
    struct lost *lost = mem_new(sizeof *lost);
    *lost = (struct lost){.bot = bot,
                          .found = json_array(),
                          .ids = json_array(),
                          .whole = json_array(),
                          .parts = json_array(),
                          .soon = bot->o.loop->timer(bot->o.loop->self, flush_due, bot)};
    bot->lost = lost;
}

void lost_tell_free(struct bot *bot) {
    bot->o.loop->timer_free(bot->lost->soon);
    json_decref(bot->lost->found);
    json_decref(bot->lost->ids);
    json_decref(bot->lost->whole);
    json_decref(bot->lost->parts);
    free(bot->lost);
}
