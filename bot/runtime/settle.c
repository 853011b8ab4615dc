/* settle.c: what comes of a sending: the lane goes on, and where the timeline must know
 * (a place bound or failed, the outcome of a nudge, what will never be delivered, what
 * was asked) the answer is an input that settles the lane in its own commit. */
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/silent.h"
#include "runtime/live_keep.h"
#include "runtime/sending.h"
#include "tocsin/keys.h"

enum { AGAIN_FIRST_MS = 1000 };

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

/* Unknown, unavailable, or settled before: what is there is read. What was sent is settled
 * again, at once and then with patience; it is not sent again. */
static void settle_again(struct lane *lane) {
    int attempts = lane->attempts++;
    lane->stale = true;
    if (attempts == 0) {
        lane_settled(lane);
        return;
    }
    lane->in_flight = false;
    lane_later(lane, AGAIN_FIRST_MS << (attempts < 6 ? attempts : 6));
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
        lease_refused(bot, settling->epoch, reply->value);
    } else {
        settle_again(lane);
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
    settling->incident = mem_copy(sending->delivery.incident);
    settling->root = mem_copy(sending->root);
    settling->remote = mem_copy(remote);
}

static void settle(struct lane *lane, const struct sending *sending, const char *remote) {
    struct bot *bot = lane->bot;
    struct settling *settling = mem_new(sizeof *settling);
    settling->id = mem_copy(lane->head->id);
    find_root(settling, sending, remote);
    settling->lane = lane;
    settling->epoch = bot->epoch;
    bot_begin(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    char *key = arena_printf(arena, KEY_LANE "%s", lane->name);
    ops_epoch(&ops, bot);
    ops_check(&ops, CHECK_HEAD, key, NULL, settling->id, TAG_HEAD);
    ops_write(&ops, key, "LPOP", NULL);
    ops_write(&ops, arena_printf(arena, KEY_OUTBOX "%s", lane->name), "HDEL",
              settling->id, NULL);
    if (!lane->head->next && lane->pushes == 0) {
        ops_write(&ops, KEY_LANES, "ZREM", lane->name, NULL);
    }
    if (settling->root) {
        refs_write(&ops, settling->incident, settling->root, settling->remote);
    }
    if (sending) {
        live_add(bot, sending, remote, &ops);
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
    /* The others that the same message was about. */
    const json_t *also = json_object_get(guard, "also");
    json_t *names = json_array();
    for (size_t i = 0; i < json_array_size(also); i++) {
        const char *name = jsonx_string(json_array_get(also, i), "deadline", NULL);
        json_array_append_new(names, json_string(name ? name : ""));
    }
    if (json_array_size(names) > 0) {
        json_object_set(data, "also", names);
    }
    json_decref(names);
    jsonx_set_string(data, "why", why);
    return data;
}

static json_t *open_data(const struct sending *sending, const struct outcome *outcome) {
    const char *network = sending->lane->network;
    json_t *data = json_pack("{s:s, s:s, s:b}", "what", "open", "network",
                             network ? network : "", "ok", outcome->kind == OUTCOME_SENT);
    jsonx_set_string(data, "place", outcome->place);
    jsonx_set_string(data, "why", outcome->why);
    return data;
}

static json_t *step_data(const struct sending *sending, const struct outcome *outcome) {
    const char *network = sending->lane->network;
    json_t *data = json_pack("{s:s, s:b, s:s, s:s}", "what", "step", "ok", 0, "network",
                             network ? network : "", "step", sending->delivery.step);
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
    jsonx_set_string(data, "place", sending->delivery.place);
    jsonx_set_string(data, "as", jsonx_string(sending->record, "as", NULL));
    jsonx_set_string(data, "by", jsonx_string(sending->record, "by", NULL));
    if (!ok) {
        jsonx_set_string(data, "why", outcome->why);
    }
    return data;
}

/* The channel that took nothing takes messages again: it is bound as before. */
static bool heard_again(const struct sending *sending) {
    const struct lane *lane = sending->lane;
    return lane->incident && sending->delivery.kind == DELIVERY_POST &&
           silent_is(slot_get(lane->bot, lane->incident)->state, sending->delivery.place);
}

void sending_settle(struct sending *sending, const struct outcome *outcome) {
    struct lane *lane = sending->lane;
    bool ok = outcome->kind == OUTCOME_SENT;
    free(lane->sent);
    lane->sent = mem_copy(lane->head->id);
    refusing_heard(sending, outcome);
    if (ok) {
        live_keep(lane->bot, sending, outcome->remote);
    } else {
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
    } else if (ok && heard_again(sending)) {
        struct outcome bound = {.kind = OUTCOME_SENT, .place = sending->delivery.place};
        tell_timeline(lane, open_data(sending, &bound));
    } else if (!ok && sending->delivery.incident) {
        tell_timeline(lane,
                      json_pack("{s:s, s:s, s:s, s:b, s:s}", "what", "post", "delivery",
                                sending->delivery.id, "place", sending->delivery.place,
                                "ok", 0, "why", outcome->why ? outcome->why : "refused"));
    } else {
        settle(lane, sending, outcome->remote);
    }
}
