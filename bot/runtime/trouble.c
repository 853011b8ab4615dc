/* trouble.c: what the start found broken, said where it matters: on the incidents that
 * are open, and on those that are opened while it lasts. People who work on one must know
 * that something they lean on does not hold; nobody else has to be woken.
 *
 * Said once for each incident and reason: the key holds for as long as keys do. */
#include "runtime/trouble.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "runtime/quiet.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

static void tell(struct bot *bot, const char *incident, const char *why) {
    struct arena *arena = arena_new();
    json_t *data = json_pack("{s:s, s:b, s:s, s:s, s:s}", "what", "step", "ok", 0,
                             "network", "tocsin", "step", STEP_DOCTOR, "why", why);
    struct input input = {
        .kind = INPUT_ANSWER,
        .key = arena_printf(arena, "trouble|%s|%s", incident, why),
        .actor = ACTOR_BOT,
        .incident = incident,
        .data = data,
    };
    bot->up.input(bot, &input, NULL);
    json_decref(data);
    arena_free(arena);
}

void trouble_tell(struct bot *bot, const char *incident) {
    size_t i;
    json_t *why;
    json_array_foreach(bot->troubles, i, why) {
        tell(bot, incident, json_string_value(why));
    }
}

const char *store_ill(const struct bot *bot) {
    return bot->o.store_ill ? bot->o.store_ill(bot->o.ctx) : NULL;
}

struct telling {
    struct bot *bot;
    char *why;
};

static void open_came(void *ctx, const json_t *replies, const char *why) {
    struct telling *telling = ctx;
    struct bot *bot = telling->bot;
    size_t i;
    json_t *id;
    if (!replies) {
        log_event(LOG_LEVEL_WARN, "trouble.untold", "why", why, NULL);
    }
    json_array_foreach(json_array_get(replies, 0), i, id) {
        if (stored_text(id) && incident_id_valid(stored_text(id))) {
            tell(bot, stored_text(id), telling->why);
        }
    }
    free(telling->why);
    free(telling);
    bot_end(bot);
}

void bot_trouble(struct bot *bot, const char *why) {
    struct telling *telling = mem_new(sizeof *telling);
    telling->why = mem_copy(why);
    if (!bot->troubles) {
        bot->troubles = json_array();
    }
    json_array_append_new(bot->troubles, json_string(why));
    telling->bot = bot;
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_OPEN, "ZRANGE", "0", "-1", NULL);
    bot_begin(bot);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, open_came, telling);
    arena_free(arena);
}
