/* send.c: the head of a lane on its way to a network.
 *
 * guard moot: settled unsent -> place not bound yet: wait (urgent ones go to the announce
 * place at once) -> outcome unknown before, on a network that cannot recognise a repeat:
 * look for it there -> lease -> send -> settle, try later, or give up and say so. */
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "runtime/internal.h"
#include "runtime/target.h"

enum { RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 60 * 1000 };

/* One send under way: what the adapter was given stays until it calls back. */
struct sending {
    struct lane *lane;
    struct arena *arena;
    struct delivery delivery;
    const json_t *record;
    const char *root; /* field of refs.c to be filled in by this one, or NULL */
};

static void send_now(struct sending *sending);

static void sending_free(struct sending *sending) {
    arena_free(sending->arena);
    free(sending);
}

/* ---- settling ---- */

struct settling {
    struct lane *lane;
    char *id;
    char *incident, *root, *remote; /* the first message about it in a place, or NULL */
    int64_t epoch;
};

static void settling_free(struct settling *settling) {
    free(settling->id);
    free(settling->incident);
    free(settling->root);
    free(settling->remote);
    free(settling);
}

static char *copy(const char *s) {
    char *to = s ? strdup(s) : NULL;
    if (s && !to) {
        abort();
    }
    return to;
}

static void settled(void *ctx, const struct commit_reply *reply) {
    struct settling *settling = ctx;
    struct lane *lane = settling->lane;
    struct bot *bot = lane->bot;
    if (reply->result == COMMIT_DONE) {
        if (settling->root) {
            refs_set(slot_get(bot, settling->incident), settling->root, settling->remote);
        }
        if (lane->head && !strcmp(lane->head->id, settling->id)) {
            lane_pop(lane);
        }
        lane_settled(lane);
    } else if (reply->result == COMMIT_REFUSED && reply->tag == TAG_EPOCH) {
        lane->stale = true;
        lane_release(lane);
        lease_refused(bot, settling->epoch);
    } else {
        /* Unknown, unavailable, or settled before: read what is there. What was sent may
         * be sent again only after looking for it. */
        lane->stale = true;
        lane_settled(lane);
    }
    settling_free(settling);
    bot_end(bot);
}

/* The first message of a network that has threads: what follows belongs under it. */
static void find_root(struct settling *settling, const struct sending *sending,
                      const char *remote) {
    if (!sending || !sending->root || !remote) {
        return;
    }
    settling->incident = copy(sending->delivery.incident);
    settling->root = copy(sending->root);
    settling->remote = copy(remote);
}

static void settle(struct lane *lane, const struct sending *sending, const char *remote) {
    struct bot *bot = lane->bot;
    struct settling *settling = calloc(1, sizeof *settling);
    if (!settling) {
        abort();
    }
    settling->id = copy(lane->head->id);
    find_root(settling, sending, remote);
    settling->lane = lane;
    settling->epoch = bot->epoch;
    bot_begin(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    char *key = arena_printf(arena, "lane:%s", lane->name);
    ops_epoch(&ops, bot);
    ops_check(&ops, CHECK_HEAD, key, NULL, settling->id, TAG_HEAD);
    ops_write(&ops, key, "LPOP", NULL);
    ops_write(&ops, arena_printf(arena, "out:%s", lane->name), "HDEL", settling->id,
              NULL);
    if (!lane->head->next && lane->pushes == 0) {
        ops_write(&ops, "lanes", "ZREM", lane->name, NULL);
    }
    if (settling->root) {
        refs_write(&ops, settling->incident, settling->root, settling->remote);
    }
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, settled, settling);
    arena_free(arena);
}

/* Success settles the lane (and what the network calls it) and bumps no version. */
void lane_settle(struct lane *lane) {
    settle(lane, NULL, NULL);
}

/* The timeline must know: place bound or failed, outcome of a nudge, permanent failure.
 */
static void tell_timeline(struct lane *lane, json_t *data) {
    struct input input = {
        .kind = INPUT_ANSWER,
        .actor = ACTOR_BOT,
        .incident = jsonx_string(lane->head->record, "inc", NULL),
        .data = data,
    };
    task_input_settling(lane->bot, &input, lane, lane->head);
    json_decref(data);
}

static json_t *nudge_data(const struct sending *sending, bool ok, const char *why) {
    const json_t *guard = json_object_get(sending->record, "guard");
    json_t *data =
        json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:b}", "what", "nudge", "delivery",
                  sending->delivery.id, "place", sending->delivery.place, "deadline",
                  jsonx_string(guard, "deadline", ""), "ref",
                  (json_int_t)jsonx_int(guard, "ref", 0), "due",
                  (json_int_t)jsonx_int(guard, "due", 0), "step",
                  (json_int_t)jsonx_int(guard, "step", 0), "ok", ok);
    jsonx_set_string(data, "why", why);
    return data;
}

static json_t *open_data(const struct sending *sending, const struct outcome *outcome) {
    const char *at = strchr(sending->lane->name, '@');
    json_t *data = json_pack("{s:s, s:s, s:b}", "what", "open", "network",
                             at ? at + 1 : "", "ok", outcome->kind == OUTCOME_SENT);
    jsonx_set_string(data, "place", outcome->place);
    jsonx_set_string(data, "why", outcome->why);
    return data;
}

static json_t *step_data(const struct sending *sending, const struct outcome *outcome) {
    const char *at = strchr(sending->lane->name, '@');
    json_t *data = json_pack("{s:s, s:b, s:s, s:s}", "what", "step", "ok", 0, "network",
                             at ? at + 1 : "", "step", sending->delivery.step);
    jsonx_set_string(data, "why", outcome->why);
    return data;
}

/* What was asked, and what came of it. */
static json_t *message_data(const struct sending *sending,
                            const struct outcome *outcome) {
    bool ok = outcome->kind == OUTCOME_SENT && outcome->data;
    json_t *data = ok ? json_deep_copy(outcome->data) : json_object();
    jsonx_set_string(data, "what", "message");
    json_object_set_new(data, "ok", json_boolean(ok));
    jsonx_set_string(data, "message", sending->delivery.remote);
    jsonx_set_string(data, "as", jsonx_string(sending->record, "as", NULL));
    jsonx_set_string(data, "by", jsonx_string(sending->record, "by", NULL));
    if (!ok) {
        jsonx_set_string(data, "why", outcome->why);
    }
    return data;
}

static void sent_or_denied(struct sending *sending, const struct outcome *outcome) {
    struct lane *lane = sending->lane;
    bool ok = outcome->kind == OUTCOME_SENT;
    if (!ok) {
        log_event(LOG_LEVEL_WARN, "delivery.denied", "lane", lane->name, "why",
                  outcome->why, NULL);
    }
    if (sending->delivery.kind == DELIVERY_OPEN) {
        tell_timeline(lane, open_data(sending, outcome));
    } else if (sending->delivery.kind == DELIVERY_ASK) {
        tell_timeline(lane, message_data(sending, outcome));
    } else if (sending->delivery.kind == DELIVERY_STEP && !ok) {
        tell_timeline(lane, step_data(sending, outcome));
    } else if (json_object_get(sending->record, "guard")) {
        tell_timeline(lane, nudge_data(sending, ok, outcome->why));
    } else if (!ok && sending->delivery.incident) {
        tell_timeline(lane,
                      json_pack("{s:s, s:s, s:s, s:b, s:s}", "what", "post", "delivery",
                                sending->delivery.id, "place", sending->delivery.place,
                                "ok", 0, "why", outcome->why ? outcome->why : "refused"));
    } else {
        settle(lane, sending, outcome->remote);
    }
}

static void send_came(void *ctx, const struct outcome *outcome) {
    struct sending *sending = ctx;
    struct lane *lane = sending->lane;
    struct bot *bot = lane->bot;
    switch (outcome->kind) {
    case OUTCOME_SENT:
    case OUTCOME_DENIED:
        sent_or_denied(sending, outcome);
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
    const char *name = delivery->place;
    size_t len = strcspn(name, ":");
    if (delivery->kind == DELIVERY_OPEN) {
        name = strchr(sending->lane->name, '@') + 1;
        len = strcspn(name, "!");
    }
    return bot_adapter(sending->lane->bot, arena_strndup(sending->arena, name, len));
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
    unsigned safe = CAP_IDEMPOTENT | CAP_VOLATILE;
    if (lane->head->unsure && !(adapter->caps & safe) && (adapter->caps & CAP_SEARCH)) {
        adapter->look(adapter->self, &sending->delivery, look_came, sending);
        return;
    }
    adapter->send(adapter->self, &sending->delivery, send_came, sending);
}

/* ---- what to send ---- */

static enum delivery_kind kind_of(const json_t *record) {
    static const struct {
        const char *name;
        enum delivery_kind kind;
    } kinds[] = {{"open", DELIVERY_OPEN}, {"step", DELIVERY_STEP}, {"ask", DELIVERY_ASK}};
    const char *name = jsonx_string(record, "kind", "");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!strcmp(kinds[i].name, name)) {
            return kinds[i].kind;
        }
    }
    return DELIVERY_POST;
}

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
    static const char *const wide[] = {"opened",   "severity",  "resolved", "closed",
                                       "reopened", "escalated", NULL};
    struct delivery *delivery = &sending->delivery;
    const struct adapter *adapter = adapter_of(sending);
    const char *user = strchr(delivery->place, ':');
    if (!adapter || !(adapter->caps & CAP_THREADS) || !state || !user || user[1] == '@' ||
        delivery->kind != DELIVERY_POST || sending->lane->incident) {
        return;
    }
    char *field = refs_root(sending->arena, delivery->place);
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
        .kind = kind_of(record),
        .id = arena_strdup(arena, sending->lane->head->id),
        .place = arena_strdup(arena, target->place),
        .incident = jsonx_string(record, "inc", NULL),
        .step = jsonx_string(record, "step", NULL),
        .people = strings_of(arena, json_object_get(record, "people")),
        .remote = jsonx_string(record, "remote", NULL),
        .level = jsonx_string(record, "level", "ordinary"),
        .private_place = jsonx_bool(record, "private", false),
        .at = jsonx_int(record, "at", 0),
        .body = target->body,
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
            lane_settle(lane);
        } /* else it waits: pumped again when the place is bound */
        return;
    }
    struct sending *sending = calloc(1, sizeof *sending);
    if (!sending) {
        abort();
    }
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
    if (why) {
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

void lane_pump(struct lane *lane) {
    struct bot *bot = lane->bot;
    bool open_for_sends =
        !bot->o.offline && (bot->phase == BOT_AT_WORK || bot->phase == BOT_STOPPING);
    if (!lane->head || lane->in_flight || lane->loading || lane->stale ||
        lane->fetching || !open_for_sends) {
        return;
    }
    int64_t wait = lane->not_before - bot_mono(bot);
    if (wait > 0) {
        lane_later(lane, wait);
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
