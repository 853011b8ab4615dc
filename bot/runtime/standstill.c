/* standstill.c: reminders that stand still because the database does not take them.
 *
 * Every message waits in the outbox, and the outbox is in the database: so this one goes
 * past it, straight to the announce places, once per outage and best effort. Whoever reads
 * it knows that silence is not calm. */
#include "runtime/standstill.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/world.h"

enum {
    STILL_MS = 10 * 1000,
    CALM_MS = 11 * 60 * 1000, /* a reminder that was given up is tried again by then */
};

struct saying {
    struct bot *bot;
    struct arena *arena;
};

static void said(void *ctx, const struct outcome *outcome) {
    struct saying *saying = ctx;
    if (outcome->kind != OUTCOME_SENT) {
        log_event(LOG_LEVEL_ERROR, "standstill.untold", "why", outcome->why, NULL);
    }
    struct bot *bot = saying->bot;
    arena_free(saying->arena);
    free(saying);
    bot_end(bot);
}

static void say(struct bot *bot, const char *place, const char *people) {
    struct adapter *adapter;
    struct saying *saying = mem_new(sizeof *saying);
    saying->bot = bot;
    saying->arena = arena_new();
    struct arena *arena = saying->arena;
    adapter = bot_adapter_at(bot, place);
    if (!adapter) {
        arena_free(arena);
        free(saying);
        return;
    }
    json_t *view = arena_json(arena, json_object());
    jsonx_set_string(view, "why", people);
    char id[HASH_SHORT_HEX];
    hash_short(arena_printf(arena, "standstill|%s|%lld", place, (long long)bot_now(bot)),
               id);
    struct delivery delivery = {
        .kind = DELIVERY_POST,
        .id = arena_strdup(arena, id),
        .place = arena_strdup(arena, place),
        .level = "urgent",
        .at = bot_now(bot),
        .body = arena_json(arena, messages_render(bot->messages, "standstill", view)),
    };
    struct delivery *kept = arena_alloc(arena, sizeof *kept);
    *kept = delivery;
    bot_begin(bot);
    adapter->send(adapter->self, kept, said, saying);
}

void standstill_failed(struct bot *bot, const char *people) {
    int64_t now = bot_mono(bot);
    if (bot->still_since == 0) {
        bot->still_since = now > 0 ? now : 1;
    }
    bot->still_last = now;
    if (bot->still_told || now - bot->still_since < STILL_MS || bot->o.offline) {
        return;
    }
    bot->still_told = true;
    log_event(LOG_LEVEL_ERROR, "standstill", "why", people ? people : "no answer", NULL);
    for (const char *const *at = bot->directory->announce; at && *at; at++) {
        say(bot, *at,
            people
                ? people
                : "the database does not answer. Whoever runs it must act: see that it "
                  "runs.");
    }
}

/* It is tried again much later: nobody waits so long to hear of it. */
void standstill_given_up(struct bot *bot, const char *people) {
    bot->still_since = bot_mono(bot) - STILL_MS;
    standstill_failed(bot, people);
}

/* Only a reminder ends it: that the lease is renewed, or a note saved, proves nothing. */
void standstill_over(struct bot *bot) {
    bot->still_since = 0;
    bot->still_told = false;
}

void standstill_none_due(struct bot *bot) {
    if (bot->still_since != 0 && bot_mono(bot) - bot->still_last > CALM_MS) {
        standstill_over(bot);
    }
}
