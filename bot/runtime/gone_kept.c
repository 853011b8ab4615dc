/* gone_kept.c: what the database keeps of the incidents that it lost (gone.c): read when the
 * lease was taken, and written once more when that is lost as well. */
#include "runtime/gone_kept.h"
#include "base/jsonx.h"
#include "base/stored.h"
#include "runtime/aside.h"
#include "runtime/gone.h"
#include "runtime/numbers.h"
#include "runtime/quiet.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

static void take_row(struct bot *bot, const char *id, const char *text) {
    json_t *row = jsonx_parse(text, strlen(text));
    struct slot *slot = json_is_object(row) ? slot_get(bot, id) : NULL;
    numbers_learn(bot, id);
    /* What is left of it speaks for itself, or more is known here. */
    if (slot && !json_object_get(row, "found") && !slot->state && slot->seen == 0) {
        gone_row(slot, row);
        gone_learn(bot, slot);
    }
    json_decref(row);
}

static void kept(void *ctx, const struct commit_reply *reply) {
    (void)reply; /* the next taking of the lease tries again */
    bot_end(ctx);
}

/* The database was emptied once more. */
static void keep(struct bot *bot, const struct slot *slot) {
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    ops.writes[ops.nwrites++] = gone_write(arena, bot, slot);
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, kept, bot);
    arena_free(arena);
}

static void rows_came(void *ctx, const json_t *replies, const char *why) {
    struct bot *bot = ctx;
    const json_t *pairs = json_array_get(replies, 0);
    json_t *there = json_object();
    for (size_t i = 0; i + 1 < json_array_size(pairs); i += 2) {
        const char *id = stored_text(json_array_get(pairs, i));
        const char *text = stored_text(json_array_get(pairs, i + 1));
        if (!id || !text || !incident_id_valid(id)) {
            aside_member(bot, ASIDE_HASH, KEY_LOST, json_array_get(pairs, i),
                         "is no incident");
            continue;
        }
        json_object_set_new(there, id, json_true());
        take_row(bot, id, text);
    }
    for (const struct slot *slot = bot->slots; replies && slot; slot = slot->hh.next) {
        if (slot->lost) {
            gone_keep_places(bot, slot);
        }
        if (slot->lost && !json_object_get(there, slot->id) &&
            bot->phase == BOT_AT_WORK && !bot->o.offline) {
            keep(bot, slot);
        }
    }
    (void)why;
    json_decref(there);
    bot_end(bot);
}

void gone_start(struct bot *bot) {
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    ops_write(&ops, KEY_LOST, "HGETALL", NULL);
    bot_begin(bot);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, rows_came, bot);
    arena_free(arena);
}
