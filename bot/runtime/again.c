/* again.c: topic and summary of an incident's channel once more, for an adapter that forgets
 * what it showed when it ends. */
#include "runtime/again.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "runtime/mirrors.h"
#include "runtime/places.h"
#include "runtime/quiet.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

struct again {
    struct bot *bot;
    struct arena *arena;
    const char *place;
};

static void end(struct again *again) {
    struct bot *bot = again->bot;
    arena_free(again->arena);
    free(again);
    bot_end(bot);
}

static void state_came(void *ctx, struct slot *slot, const char *why) {
    struct again *again = ctx;
    const char *network = NULL;
    (void)why; /* without a state there is nothing to show */
    for (size_t i = 0; slot->state && i < slot->state->nplaces; i++) {
        const struct bound_place *bound = &slot->state->places[i];
        if (!bound->failed && text_equal(bound->place, again->place)) {
            network = arena_strdup(again->arena, bound->network);
        }
    }
    if (network) {
        const char *id = arena_strdup(again->arena, slot->id);
        mirror_mark(again->bot, &(struct mark){id, network, "summary"});
        mirror_mark(again->bot, &(struct mark){id, network, "topic"});
    }
    end(again);
}

static void place_came(void *ctx, const json_t *replies, const char *why) {
    struct again *again = ctx;
    const char *id = replies ? stored_text(json_array_get(replies, 0)) : NULL;
    (void)why;
    if (!id || !incident_id_valid(id)) {
        end(again);
        return;
    }
    place_learn(again->bot, again->place, id);
    slot_load(again->bot, slot_get(again->bot, id), state_came, again);
}

void show_place_again(struct bot *bot, const char *place) {
    struct again *again = mem_new(sizeof *again);
    struct arena *arena = arena_new();
    struct ops ops;
    bool known;
    *again = (struct again){bot, arena, arena_strdup(arena, place)};
    bot_begin(bot);
    const char *id = place_known(bot, place, &known);
    if (known && !id) {
        end(again);
    } else if (known) {
        slot_load(bot, slot_get(bot, id), state_came, again);
    } else {
        ops_init(&ops, arena);
        ops_write(&ops, arena_printf(arena, KEY_PLACE "%s", place), "GET", NULL);
        bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, place_came,
                           again);
    }
}
