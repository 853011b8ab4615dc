/* live_keep.c: which messages are kept current, once they stand on a network: see
 * core/live.h. */
#include "runtime/live_keep.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/delivery_rules.h"
#include "core/live.h"
#include "core/pressed.h"
#include "runtime/mirrors.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/sending.h"
#include "runtime/slots.h"
#include "runtime/world.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

static void kept(void *ctx, const struct commit_reply *reply) {
    (void)reply; /* lost: the message stays as it was sent */
    bot_end(ctx);
}

/* What was done by its buttons. */
static void forget_done(struct slot *slot, struct ops *ops, const char *field) {
    struct arena *arena = ops->arena;
    const char *name = field, *network;
    (void)field_message(arena, field, &name, &network);
    const char *prefix = field_of_done(arena, slot_message(name), "");
    const char *key = arena_printf(arena, KEY_REFS "%s", slot->id), *other;
    json_t *value;
    void *next;
    json_object_foreach_safe(slot->refs, next, other, value) {
        if (text_starts(other, prefix)) {
            ops_write(ops, key, "HDEL", arena_strdup(arena, other), NULL);
            json_object_del(slot->refs, other);
        }
    }
}

/* Takes a message and all about it out of the refs. */
static void forget(struct slot *slot, struct ops *ops, const char *field) {
    struct arena *arena = ops->arena;
    const char *key = arena_printf(arena, KEY_REFS "%s", slot->id);
    forget_done(slot, ops, field);
    ops_write(ops, key, "HDEL", arena_strdup(arena, field), NULL);
    json_object_del(slot->refs, field);
}

static void write_record(struct slot *slot, struct ops *ops, const char *field,
                         json_t *record) {
    char *text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    refs_set(slot, field, text);
    refs_write(ops, slot->id, field, text);
    free(text);
}

/* A text that has no buttons left: it can still be corrected. */
static void forget_body(struct slot *slot, struct ops *ops, const char *field) {
    json_t *record = json_copy((json_t *)live_record(ops->arena, refs_get(slot, field)));
    json_object_del(record, "body");
    json_object_del(record, "guard");
    json_object_del(record, "old");
    forget_done(slot, ops, field);
    write_record(slot, ops, field, record);
}

/* Forgetting one takes others of the fields along: the walk begins anew after each. */
void live_forget_all(struct slot *slot, struct ops *ops) {
    const char *found;
    do {
        const char *field;
        json_t *value;
        found = NULL;
        json_object_foreach(slot->refs, field, value) {
            found = !found && slot_message(field) ? field : found;
        }
        if (found) {
            forget(slot, ops, arena_strdup(ops->arena, found));
        }
    } while (found);
}

enum kept { KEPT_ALERT, KEPT_BUTTONS, KEPT_TEXT_BUTTONS, KEPT_TEXT, KEPT_OLD };

/* Does the record count among those? A text with its buttons is one of the texts, too;
 * one that was corrected keeps its body, which the mirror may still have to show. */
static bool counts(const json_t *record, enum kept kept) {
    bool old = live_is_old(record);
    if (kept == KEPT_OLD || (old && kept != KEPT_TEXT)) {
        return old && kept == KEPT_OLD;
    }
    if (pressed_is_alert(record)) {
        return kept == KEPT_ALERT && !old;
    }
    switch (kept) {
    case KEPT_ALERT:
    case KEPT_OLD:
        return false;
    case KEPT_BUTTONS:
        return !live_is_text(record);
    case KEPT_TEXT_BUTTONS:
        return live_is_text(record) && live_has_body(record) &&
               !jsonx_bool(record, "anew", false);
    case KEPT_TEXT:
        break;
    }
    return live_is_text(record);
}

/* The oldest of them when there are more than `most`, or NULL. Reminders come more often
 * than texts, and would push them out. */
static const char *surplus(const struct slot *slot, struct arena *arena, enum kept kept,
                           size_t most) {
    const char *field, *oldest = NULL;
    json_t *value;
    int64_t least = 0;
    size_t n = 0;
    json_object_foreach(slot->refs, field, value) {
        const json_t *record =
            slot_message(field) ? live_record(arena, json_string_value(value)) : NULL;
        int64_t at = jsonx_int(record, "at", 0);
        if (!record || !counts(record, kept)) {
            continue;
        }
        n++;
        if (!oldest || at < least) {
            oldest = arena_strdup(arena, field);
            least = at;
        }
    }
    return n > most ? oldest : NULL;
}

/* What the message shows by now, or NULL. */
static const json_t *shows(struct arena *arena, const struct bot *bot,
                           const struct slot *slot, const struct mark *mark) {
    struct world world = bot_world(bot);
    struct live live;
    return live_shows(arena, &world, slot->state, slot->refs, mark->slot, mark->network,
                      &live)
               ? live.body
               : NULL;
}

struct again {
    struct bot *bot;
    char *name;
};

static void show_again(void *ctx) {
    struct again *again = ctx;
    struct arena *arena = arena_new();
    struct mark mark;
    if (mark_read(arena, again->name, &mark)) {
        mirror_again(again->bot, &mark);
    }
    arena_free(arena);
    bot_end(again->bot);
    free(again->name);
    free(again);
}

/* Shown when the commit that says so is under way: its mark must not come after the
 * showing. */
static void show_later(struct bot *bot, struct ops *ops, const char *name) {
    struct again *again = mem_new(sizeof *again);
    *again = (struct again){bot, mem_copy(name)};
    ops_write(ops, KEY_DIRTY, "ZADD",
              arena_printf(ops->arena, "%lld", (long long)bot_now(bot)), name, NULL);
    bot_begin(bot);
    bot->o.loop->defer(bot->o.loop->self, show_again, again);
}

/* It offers nothing from now on, and is shown once more when it did. */
static void grow_old(struct bot *bot, struct slot *slot, struct ops *ops,
                     const char *field) {
    struct arena *arena = ops->arena;
    json_t *record = json_copy((json_t *)live_record(arena, refs_get(slot, field)));
    struct mark mark = {.incident = slot->id};
    const json_t *before;
    const char *oldest;
    (void)field_message(arena, field, &mark.slot, &mark.network);
    before = shows(arena, bot, slot, &mark);
    json_object_set_new(record, "old", json_true());
    write_record(slot, ops, field, record);
    if (!json_equal((json_t *)before, (json_t *)shows(arena, bot, slot, &mark))) {
        show_later(bot, ops, mark_name(arena, &mark));
    }
    oldest = surplus(slot, arena, KEPT_OLD, LIVE_OLD);
    if (!oldest) {
        return;
    }
    if (live_is_text(live_record(arena, refs_get(slot, oldest)))) {
        forget_body(slot, ops, oldest);
    } else {
        forget(slot, ops, oldest);
    }
}

static void forget_oldest(struct bot *bot, struct slot *slot, struct ops *ops,
                          const json_t *record) {
    bool text = live_is_text(record) && !pressed_is_alert(record);
    enum kept kept = text ? KEPT_TEXT_BUTTONS : KEPT_BUTTONS;
    kept = pressed_is_alert(record) ? KEPT_ALERT : kept;
    const char *field = surplus(slot, ops->arena, kept, LIVE_MOST);
    if (field) {
        grow_old(bot, slot, ops, field);
    }
    field = text ? surplus(slot, ops->arena, KEPT_TEXT, LIVE_TEXTS) : NULL;
    if (field) {
        forget(slot, ops, field);
    }
}

/* Did something happen while it was on its way? */
static bool changed_meanwhile(struct arena *arena, const struct bot *bot,
                              const struct slot *slot, const struct delivery *delivery,
                              const char *field) {
    struct world world = bot_world(bot);
    const json_t *record = live_record(arena, refs_get(slot, field));
    return slot->state && record &&
           live_differs(arena, &world, slot->state, record, delivery->body);
}

/* What is kept of it; NULL: nothing. Caller frees. */
static char *kept_record(const struct bot *bot, const struct sending *sending,
                         const char *remote) {
    const struct delivery *delivery = &sending->delivery;
    bool text = live_is_text(sending->record), buttons = pressed_buttons(delivery->body),
         alert = pressed_is_alert(sending->record);
    json_t *record = json_pack("{s:s, s:s, s:I}", "place", delivery->place, "remote",
                               remote, "at", (json_int_t)bot_now(bot));
    if (buttons) {
        json_object_set(record, "body", (json_t *)delivery->body);
        json_object_set(record, "guard", json_object_get(sending->record, "guard"));
    }
    if (text || alert) {
        json_object_set(record, "message", json_object_get(sending->record, "message"));
        json_object_set(record, "n", json_object_get(sending->record, "n"));
    }
    char *dumped = text || buttons || alert ? json_dumps(record, JSON_COMPACT) : NULL;
    if (dumped && strlen(dumped) > LIVE_BODY_BYTES) {
        free(dumped);
        json_object_del(record, "body");
        json_object_del(record, "guard");
        dumped = text ? json_dumps(record, JSON_COMPACT) : NULL;
    }
    json_decref(record);
    return dumped;
}

/* The network that can edit what was posted there; NULL: it cannot, or it is no post. */
static struct adapter *editor_of(struct bot *bot, const struct sending *sending) {
    const struct delivery *delivery = &sending->delivery;
    struct adapter *adapter = bot_adapter_at(bot, delivery->place);
    return delivery_rule(delivery->kind)->said && delivery->incident && adapter &&
                   (adapter->caps & CAP_BUTTONS)
               ? adapter
               : NULL;
}

/* The field that it is kept in, or NULL: it is not worth keeping. */
static const char *keep(struct bot *bot, const struct sending *sending,
                        const char *network, const char *remote, struct ops *ops) {
    struct slot *slot = slot_get(bot, sending->delivery.incident);
    struct arena *arena = sending->arena;
    const char *field =
        field_of_slot(arena, slot_of_message(arena, sending->delivery.id), network);
    char *text = kept_record(bot, sending, remote);
    if (!text) {
        return NULL;
    }
    refs_set(slot, field, text);
    refs_write(ops, slot->id, field, text);
    free(text);
    forget_oldest(bot, slot, ops, sending->record);
    return field;
}

static void mark_changed(struct bot *bot, const struct sending *sending,
                         const char *network, const char *field) {
    struct slot *slot = slot_get(bot, sending->delivery.incident);
    if (changed_meanwhile(sending->arena, bot, slot, &sending->delivery, field)) {
        mirror_mark(
            bot, &(struct mark){slot->id, network,
                                slot_of_message(sending->arena, sending->delivery.id)});
    }
}

void live_keep(struct bot *bot, const struct sending *sending, const char *remote) {
    struct adapter *adapter = editor_of(bot, sending);
    struct ops ops;
    if (!adapter || !remote || !pressed_buttons(sending->delivery.body)) {
        return;
    }
    ops_init(&ops, sending->arena);
    ops_epoch(&ops, bot);
    const char *field = keep(bot, sending, adapter->network, remote, &ops);
    if (!field) {
        return;
    }
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, kept, bot);
    mark_changed(bot, sending, adapter->network, field);
}

void live_add(struct bot *bot, const struct sending *sending, const char *remote,
              struct ops *ops) {
    struct adapter *adapter = editor_of(bot, sending);
    const char *field = NULL;
    if (adapter && remote && !pressed_buttons(sending->delivery.body)) {
        field = keep(bot, sending, adapter->network, remote, ops);
    }
    if (field) {
        mark_changed(bot, sending, adapter->network, field);
    }
}
