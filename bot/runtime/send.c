/* send.c: the head of a lane on its way to a network.
 *
 * guard moot: settled unsent -> place not bound yet: wait (urgent ones go to the announce
 * place at once) -> outcome unknown before, on a network that cannot recognise a repeat:
 * look for it there -> lease -> send -> settle, try later, or give up and say so. */
#include "runtime/send.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/delivery_rules.h"
#include "core/names.h"
#include "runtime/lanes.h"
#include "runtime/lease.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/refusing.h"
#include "runtime/sending.h"
#include "runtime/settle.h"
#include "runtime/slot_load.h"
#include "runtime/slots.h"
#include "runtime/target.h"
#include "runtime/world.h"

enum { RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 60 * 1000, LATE_MS = 60 * 1000 };

static void send_now(struct sending *sending);

static void sending_free(struct sending *sending) {
    arena_free(sending->arena);
    free(sending);
}

static void send_came(void *ctx, const struct outcome *outcome) {
    struct sending *sending = ctx;
    struct lane *lane = sending->lane;
    struct bot *bot = lane->bot;
    switch (outcome->kind) {
    case OUTCOME_DENIED:
        if (lane->late) { /* said already; it comes when people have mended it */
            refusing_heard(sending, outcome);
            lane->head->unsure = false;
            lane_release(lane);
            lane_later(lane, LATE_MS);
            break;
        }
        sending_ended(sending, outcome);
        break;
    case OUTCOME_SENT:
        sending_ended(sending, outcome);
        break;
    case OUTCOME_UNKNOWN:
    case OUTCOME_RETRY: {
        int64_t wait = RETRY_FIRST_MS << (lane->attempts < 6 ? lane->attempts : 6);
        wait = wait > RETRY_MOST_MS ? RETRY_MOST_MS : wait;
        lane->attempts++;
        lane->head->unsure = outcome->kind == OUTCOME_UNKNOWN || lane->head->unsure;
        if (outcome->kind == OUTCOME_RETRY && outcome->retry_ms > 0) {
            wait = outcome->retry_ms; /* the network knows */
        }
        lane_release(lane);
        lane_later(lane, wait);
        break;
    }
    }
    sending_free(sending);
    bot_end(bot);
}

static void look_came(void *ctx, const struct outcome *outcome) {
    struct sending *sending = ctx;
    struct lane *lane = sending->lane;
    struct bot *bot = lane->bot;
    if (outcome->kind != OUTCOME_RETRY) {
        send_came(sending, outcome);
        return;
    }
    /* Surely not there. Looking took its time: guard, place and lease are asked again. */
    lane->head->unsure = false;
    sending_free(sending);
    lane_release(lane);
    lane_pump(lane);
    bot_end(bot);
}

/* An incident's own lane names its network; elsewhere the place does. */
static struct adapter *adapter_of(const struct sending *sending) {
    const struct delivery *delivery = &sending->delivery;
    if (delivery_rule(delivery->kind)->target == GOES_TO_NETWORK &&
        sending->lane->network) {
        return bot_adapter(sending->lane->bot, sending->lane->network);
    }
    return bot_adapter_at(sending->lane->bot, delivery->place);
}

/* Would the network show it once although it may have been sent before? When that was is
 * not kept, but it was not before it was decided. */
static bool shows_once(const struct adapter *adapter, const struct sending *sending) {
    int64_t age = bot_now(sending->lane->bot) - sending->delivery.at;
    return (adapter->caps & CAP_VOLATILE) ||
           ((adapter->caps & CAP_IDEMPOTENT) &&
            (adapter->repeats_ms == 0 || age < adapter->repeats_ms));
}

static void send_now(struct sending *sending) {
    struct lane *lane = sending->lane;
    struct bot *bot = lane->bot;
    struct adapter *adapter = adapter_of(sending);
    if (!adapter) {
        struct outcome denied = {.kind = OUTCOME_DENIED,
                                 .why = "no such network is configured"};
        send_came(sending, &denied);
        return;
    }
    if (!lease_valid(bot)) {
        lane_release(lane);
        sending_free(sending);
        lane_later(lane, RETRY_FIRST_MS);
        bot_end(bot);
        return;
    }
    if (lane->head->unsure && (adapter->caps & CAP_SEARCH) &&
        !shows_once(adapter, sending)) {
        adapter->look(adapter->self, &sending->delivery, look_came, sending);
        return;
    }
    adapter->send(adapter->self, &sending->delivery, send_came, sending);
}

/* ---- what to send ---- */

static const char *const *strings_of(struct arena *arena, const json_t *list) {
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    const char **strings = arena_array(arena, json_array_size(list) + 1, sizeof *strings);
    for (size_t i = 0; i < json_array_size(list); i++) {
        strings[i] = json_string_value(json_array_get(list, i));
    }
    return strings;
}

/* Messages about one incident in a place of many belong together; those that somebody
 * must see are shown to the whole place as well. */
static void find_thread(struct sending *sending, const struct incident *state) {
    static const char *const wide[] = {"opened",    "severity",  "resolved", "restored",
                                       "cancelled", "duplicate", "closed",   "reopened",
                                       "escalated", "late",      NULL};
    struct delivery *delivery = &sending->delivery;
    const struct adapter *adapter = adapter_of(sending);
    struct address place;
    if (!adapter || !(adapter->caps & CAP_THREADS) || !state ||
        !address_read(delivery->place, &place) || place.kind == ADDRESS_PERSON ||
        !delivery_rule(delivery->kind)->said || sending->lane->incident) {
        return;
    }
    char *field = field_of_root(sending->arena, delivery->place);
    const char *root = refs_get(slot_get(sending->lane->bot, state->id), field);
    delivery->thread = arena_strdup(sending->arena, root);
    delivery->wide = !strcmp(delivery->level, "urgent") ||
                     text_in(jsonx_string(sending->record, "message", ""), wide);
    sending->root = root ? NULL : field;
}

static struct delivery delivery_of(const struct sending *sending,
                                   const struct target *target) {
    const json_t *record = sending->record;
    struct arena *arena = sending->arena;
    return (struct delivery){
        .kind = delivery_kind_of(record),
        .id = arena_strdup(arena, sending->lane->head->id),
        .place = arena_strdup(arena, target->place),
        .incident = jsonx_string(record, "inc", NULL),
        .step = jsonx_string(record, "step", NULL),
        .people = strings_of(arena, target->people),
        .remote = jsonx_string(record, "remote", NULL),
        .level = jsonx_string(record, "level", "ordinary"),
        .private_place = target->private_place,
        .at = jsonx_int(record, "at", 0),
        .body = arena_json(arena, names_tree(sending->lane->bot->directory,
                                             address_network(arena, target->place),
                                             target->body)),
    };
}

static void begin_sending(struct lane *lane, const struct incident *state) {
    struct bot *bot = lane->bot;
    struct arena *arena = arena_new();
    const json_t *record = arena_json(arena, json_incref(lane->head->record));
    struct target target = target_of(arena, lane, state, record);
    if (target.verdict != TARGET_SEND) {
        arena_free(arena);
        if (target.verdict == TARGET_MOOT) {
            lane->in_flight = true;
            lane_take_head(lane);
        } /* else it waits: pumped again when the place is bound */
        return;
    }
    struct sending *sending = mem_new(sizeof *sending);
    lane->in_flight = true;
    bot_begin(bot);
    sending->lane = lane;
    sending->arena = arena;
    sending->record = record;
    sending->delivery = delivery_of(sending, &target);
    find_thread(sending, state);
    send_now(sending);
}

static void pump_loaded(void *ctx, struct slot *slot, const char *why) {
    struct lane *lane = ctx;
    lane->fetching = false;
    if (why && !slot->unreadable) {
        lane_later(lane, RETRY_FIRST_MS);
        return;
    }
    if (!lane->head || lane->in_flight || lane->loading || lane->stale) {
        return;
    }
    if (slot->committing && json_object_get(lane->head->record, "guard")) {
        lane->bot->lanes_waiting += lane->waiting ? 0 : 1;
        lane->waiting = true;
        return;
    }
    begin_sending(lane, slot->state);
}

void send_head(struct lane *lane) {
    struct bot *bot = lane->bot;
    bool open_for_sends =
        !bot->o.offline && (bot->phase == BOT_AT_WORK || bot->phase == BOT_STOPPING);
    if (!lane->head || lane->in_flight || lane->loading || lane->stale ||
        lane->fetching || !open_for_sends) {
        return;
    }
    if (lane->late && lane->not_before == 0 && !lane->head->unsure) {
        lane->not_before = bot_mono(bot) + LATE_MS; /* it refused a moment ago */
    }
    int64_t wait = lane->not_before - bot_mono(bot);
    if (wait > 0) {
        lane_later(lane, wait);
        return;
    }
    if (lane->sent && !strcmp(lane->sent, lane->head->id)) {
        lane->in_flight = true;
        lane_take_head(lane); /* it is there: only its settlement was refused */
        return;
    }
    const char *incident = jsonx_string(lane->head->record, "inc", NULL);
    if (!incident) {
        begin_sending(lane, NULL);
        return;
    }
    lane->fetching = true;
    slot_load(bot, slot_get(bot, incident), pump_loaded, lane);
}
