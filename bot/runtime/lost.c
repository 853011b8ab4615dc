/* lost.c: saying what is gone.
 *
 * The database was emptied or restored from an older copy, or somebody changed it: what
 * had been acknowledged is gone. It is said once: in the channel of each incident that was
 * open, and where everybody is told; there in one message when there are many. No entry is
 * written for it, because the timeline is what was lost. */
#include "base/jsonx.h"
#include "base/log.h"
#include "runtime/ground.h"
#include "tocsin/keys.h"

enum {
    NAMED_APART = 3,     /* as many have a message of their own where everybody is told */
    NAMED_TOGETHER = 10, /* ids in the one message about all */
    AT_ONCE = 8,         /* are loaded and told about at a time */
    GATHER_MS = 1000,    /* what is found together is told together */
};

struct lost {
    struct bot *bot;
    json_t *found; /* array of strings: for the next round */
    json_t *ids;   /* of this one */
    size_t next, left;
    bool flushing, announced;
    struct loop_timer *soon;
};

static void tell_next(struct lost *lost);

static void flush_due(void *ctx) {
    lost_flush(ctx);
}

static struct lost *lost_of(struct bot *bot) {
    if (!bot->lost) {
        bot->lost = calloc(1, sizeof *bot->lost);
        if (!bot->lost) {
            abort();
        }
        bot->lost->bot = bot;
        bot->lost->found = json_array();
        bot->lost->ids = json_array();
        bot->lost->soon = bot->o.loop->timer(bot->o.loop->self, flush_due, bot);
    }
    return bot->lost;
}

/* ---- one ---- */

struct telling {
    struct lost *lost;
    char *id;
};

static void telling_end(struct telling *telling) {
    struct lost *lost = telling->lost;
    free(telling->id);
    free(telling);
    lost->left--;
    tell_next(lost);
}

static void told(void *ctx, bool said) {
    struct telling *telling = ctx;
    struct slot *slot = slot_get(telling->lost->bot, telling->id);
    slot->telling = false;
    if (said) {
        slot->seen = slot->state ? slot->state->version : 0;
        slot->open = slot->state && !slot->state->closed;
        slot->lost = !slot->state;
    }
    telling_end(telling);
}

/* Its places of before, NULL-terminated. In the arena. */
static const char *const *places_of(struct arena *arena, const struct slot *slot) {
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    const char **places = arena_array(arena, LIMIT_PLACES + 1, sizeof *places);
    const char *at = slot->spoke ? slot->spoke : "";
    size_t n = 0;
    while (*at && n < LIMIT_PLACES) {
        size_t len = strcspn(at, "\n");
        places[n++] = arena_strndup(arena, at, len);
        at += len + (at[len] != '\0');
    }
    places[n] = NULL;
    return places;
}

/* Without contents, so that it may be read everywhere: the incident may be restricted. */
static json_t *view_of(struct arena *arena, const struct slot *slot) {
    json_t *view = arena_json(
        arena, json_pack("{s:s, s:I}", "id", slot->id, "seen", (json_int_t)slot->seen));
    if (slot->state) {
        jsonx_set_int(view, "found", slot->state->version);
    }
    return view;
}

/* Of what is not there no lane of its own can be sent: its places are told themselves,
 * and then everybody. */
static void tell(struct telling *telling, const struct slot *slot) {
    static const char *const both[] = {AUDIENCE_INCIDENT, AUDIENCE_ANNOUNCE, NULL};
    static const char *const everybody[] = {AUDIENCE_ANNOUNCE, NULL};
    static const char *const itself[] = {AUDIENCE_INCIDENT, NULL};
    struct lost *lost = telling->lost;
    struct bot *bot = lost->bot;
    struct arena *arena = arena_new();
    bool apart = !lost->announced;
    struct saying saying = {.id = slot->id,
                            .state = slot->state,
                            .message = "history_lost",
                            .view = view_of(arena, slot),
                            .audiences = apart ? both : itself,
                            .done = told,
                            .ctx = telling};
    if (!slot->state) {
        const char *const *places = places_of(arena, slot);
        struct saying there = saying;
        there.audiences = everybody;
        there.places = places;
        there.done = NULL;
        if (places[0] && slot->open) {
            bot_say(bot, &there);
        }
        saying.audiences = apart ? everybody : everybody + 1;
    }
    bot_say(bot, &saying);
    arena_free(arena);
}

static void loaded(void *ctx, struct slot *slot, const char *why) {
    (void)why; /* what cannot be read is told about all the same */
    if (slot->state && slot->state->version >= slot->seen) {
        slot->telling = false; /* only its head is: frozen, and said so */
        telling_end(ctx);
        return;
    }
    tell(ctx, slot);
}

/* ---- all of them ---- */

static void flush_end(struct lost *lost) {
    json_array_clear(lost->ids);
    lost->next = 0;
    lost->flushing = false;
    bot_end(lost->bot);
    lost_flush(lost->bot); /* what came meanwhile */
}

static void tell_next(struct lost *lost) {
    struct bot *bot = lost->bot;
    while (lost->left < AT_ONCE && lost->next < json_array_size(lost->ids)) {
        const char *id = json_string_value(json_array_get(lost->ids, lost->next++));
        struct telling *telling = calloc(1, sizeof *telling);
        if (!telling || !(telling->id = strdup(id))) {
            abort();
        }
        telling->lost = lost;
        lost->left++;
        slot_load(bot, slot_get(bot, id), loaded, telling); /* may end at once */
    }
    if (lost->left == 0 && lost->flushing && lost->next >= json_array_size(lost->ids)) {
        flush_end(lost);
    }
}

/* For the doctor, who was not there. */
static void note(struct arena *arena, const struct lost *lost, struct write *ret) {
    static const char *const words[] = {"HSET", "lost_at", NULL, "lost", NULL};
    struct blob *argv = arena_array(arena, 5, sizeof *argv);
    for (size_t i = 0; i < 5; i++) {
        argv[i] = blob_of(words[i]);
    }
    argv[2] = blob_of(arena_printf(arena, "%lld", (long long)bot_now(lost->bot)));
    argv[4] = blob_of(arena_printf(arena, "%zu", json_array_size(lost->ids)));
    *ret = (struct write){blob_of(KEY_META), 5, argv};
}

static json_t *together_view(struct arena *arena, const struct lost *lost) {
    size_t n = json_array_size(lost->ids);
    json_t *view = arena_json(arena, json_object()), *ids = json_array();
    for (size_t i = 0; i < n && i < NAMED_TOGETHER; i++) {
        json_array_append_new(ids,
                              json_pack("{s:O}", "id", json_array_get(lost->ids, i)));
    }
    jsonx_set_int(view, "count", (int64_t)n);
    json_object_set_new(view, "ids", ids);
    if (n > NAMED_TOGETHER) {
        jsonx_set_int(view, "more", (int64_t)(n - NAMED_TOGETHER));
    }
    return view;
}

static void tell_together(const struct lost *lost) {
    static const char *const everybody[] = {AUDIENCE_ANNOUNCE, NULL};
    struct arena *arena = arena_new();
    struct write write;
    note(arena, lost, &write);
    struct saying saying = {.id = json_string_value(json_array_get(lost->ids, 0)),
                            .message = "histories_lost",
                            .view = together_view(arena, lost),
                            .audiences = lost->announced ? everybody : everybody + 1,
                            .writes = &write,
                            .nwrites = 1};
    bot_say(lost->bot, &saying);
    arena_free(arena);
}

void lost_flush(struct bot *bot) {
    struct lost *lost = bot->lost;
    if (!lost || lost->flushing || json_array_size(lost->found) == 0 ||
        witness_verifying(bot) || bot->phase != BOT_AT_WORK) {
        return;
    }
    json_array_extend(lost->ids, lost->found);
    json_array_clear(lost->found);
    lost->flushing = true;
    lost->announced = json_array_size(lost->ids) > NAMED_APART;
    bot_begin(bot);
    tell_together(lost);
    tell_next(lost);
}

void history_lost(struct bot *bot, struct slot *slot) {
    if (slot->telling || slot->lost) {
        return;
    }
    log_event(LOG_LEVEL_ERROR, "history.lost", "incident", slot->id, NULL);
    if (bot->o.offline) {
        return;
    }
    struct lost *lost = lost_of(bot);
    slot->telling = true;
    json_array_append_new(lost->found, json_string(slot->id));
    if (!lost->flushing && !witness_verifying(bot)) {
        bot->o.loop->timer_start(lost->soon, GATHER_MS);
    }
}

void lost_free(struct bot *bot) {
    if (bot->lost) {
        bot->o.loop->timer_free(bot->lost->soon);
        json_decref(bot->lost->found);
        json_decref(bot->lost->ids);
        free(bot->lost);
    }
}
