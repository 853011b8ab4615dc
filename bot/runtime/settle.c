/* settle.c: what comes of a sending. Either the head is taken off its lane, in a commit of
 * its own; or the timeline must know (core/delivery_rules.h), and the answer is an input
 * whose commit takes the head along. Then the lane goes on. */
#include "runtime/settle.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/delivery_rules.h"
#include "core/silent.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/lease.h"
#include "runtime/live_keep.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/refusing.h"
#include "runtime/sending.h"
#include "runtime/slots.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { AGAIN_FIRST_MS = 1000 };

struct taking {
    struct lane *lane;
    char *id;
    char *incident, *root, *remote; /* the first message about it in a place, or NULL */
    int64_t epoch;
};

static void taking_free(struct taking *taking) {
    free(taking->id);
    free(taking->incident);
    free(taking->root);
    free(taking->remote);
    free(taking);
}

/* Unknown, unavailable, or taken before: what is there is read. What was sent is taken off
 * again, at once and then with patience; it is not sent again. */
static void take_again(struct lane *lane) {
    int attempts = lane->attempts++;
    lane->stale = true;
    if (attempts == 0) {
        lane_go_on(lane);
        return;
    }
    lane->in_flight = false;
    lane_later(lane, AGAIN_FIRST_MS << (attempts < 6 ? attempts : 6));
}

static void head_taken(void *ctx, const struct commit_reply *reply) {
    struct taking *taking = ctx;
    struct lane *lane = taking->lane;
    struct bot *bot = lane->bot;
    if (reply->result == COMMIT_DONE) {
        if (taking->root) {
            refs_set(slot_get(bot, taking->incident), taking->root, taking->remote);
        }
        if (lane->head && !strcmp(lane->head->id, taking->id)) {
            lane_pop(lane);
        }
        lane_go_on(lane);
    } else if (reply->result == COMMIT_REFUSED && reply->tag == TAG_EPOCH) {
        lane->stale = true;
        lane_release(lane);
        lease_refused(bot, taking->epoch, reply->value);
    } else {
        take_again(lane);
    }
    taking_free(taking);
    bot_end(bot);
}

/* The first message of a network that has threads: what follows belongs under it. */
static void find_root(struct taking *taking, const struct sending *sending,
                      const char *remote) {
    if (!sending || !sending->root || !remote) {
        return;
    }
    taking->incident = mem_copy(sending->delivery.incident);
    taking->root = mem_copy(sending->root);
    taking->remote = mem_copy(remote);
}

/* With it goes what the network calls it; no version is bumped. */
static void take_head(struct lane *lane, const struct sending *sending,
                      const char *remote) {
    struct bot *bot = lane->bot;
    struct taking *taking = mem_new(sizeof *taking);
    taking->id = mem_copy(lane->head->id);
    find_root(taking, sending, remote);
    taking->lane = lane;
    taking->epoch = bot->epoch;
    bot_begin(bot);
    struct arena *arena = arena_new();
    struct ops ops;
    ops_init(&ops, arena);
    char *key = arena_printf(arena, KEY_LANE "%s", lane->name);
    ops_epoch(&ops, bot);
    ops_check(&ops, CHECK_HEAD, key, NULL, taking->id, TAG_HEAD);
    ops_write(&ops, key, "LPOP", NULL);
    ops_write(&ops, arena_printf(arena, KEY_OUTBOX "%s", lane->name), "HDEL", taking->id,
              NULL);
    if (!lane->head->next && lane->pushes == 0) {
        ops_write(&ops, KEY_LANES, "ZREM", lane->name, NULL);
    }
    if (taking->root) {
        refs_write(&ops, taking->incident, taking->root, taking->remote);
    }
    if (sending) {
        live_add(bot, sending, remote, &ops);
    }
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, head_taken, taking);
    arena_free(arena);
}

void lane_take_head(struct lane *lane) {
    take_head(lane, NULL, NULL);
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
    lane->bot->up.input(lane->bot, &input, lane);
    json_decref(data);
}

/* A place that refused takes messages again; NULL: it did not refuse. The channel of the
 * incident is bound as before. */
static const struct answer_rule *heard_again(const struct sending *sending) {
    const struct lane *lane = sending->lane;
    const char *incident = sending->delivery.incident;
    if (!incident || !delivery_rule(sending->delivery.kind)->said ||
        !silent_is(slot_get(lane->bot, incident)->state, sending->delivery.place)) {
        return NULL;
    }
    return answer_named(lane->incident ? delivery_rule(DELIVERY_OPEN)->answer
                                       : DELIVERY_HEARD);
}

static void first_kept(void *ctx, const struct commit_reply *reply) {
    (void)reply; /* lost: what follows stands beside it */
    bot_end(ctx);
}

/* What take_head() keeps of a message, where the timeline takes the head along. */
static void keep_first(const struct sending *sending, const char *remote) {
    struct bot *bot = sending->lane->bot;
    struct ops ops;
    ops_init(&ops, sending->arena);
    ops_epoch(&ops, bot);
    live_add(bot, sending, remote, &ops);
    if (sending->root && remote) {
        refs_set(slot_get(bot, sending->delivery.incident), sending->root, remote);
        refs_write(&ops, sending->delivery.incident, sending->root, remote);
    }
    if (ops.nwrites > 0) {
        struct commit commit = ops_commit(&ops);
        bot_begin(bot);
        bot->o.store->commit(bot->o.store->self, &commit, first_kept, bot);
    }
}

void sending_ended(struct sending *sending, const struct outcome *outcome) {
    struct lane *lane = sending->lane;
    bool ok = outcome->kind == OUTCOME_SENT;
    struct delivery_end end = {&sending->delivery, sending->record, lane->network,
                               outcome};
    free(lane->sent);
    lane->sent = mem_copy(lane->head->id);
    refusing_heard(sending, outcome);
    if (ok) {
        live_keep(lane->bot, sending, outcome->remote);
    } else {
        log_event(LOG_LEVEL_WARN, "delivery.denied", "lane", lane->name, "why",
                  outcome->why, NULL);
    }
    const struct answer_rule *answer = delivery_answer(&end);
    const struct answer_rule *again = answer || !ok ? NULL : heard_again(sending);
    if (answer) {
        tell_timeline(lane, answer_data(answer, &end));
    } else if (again) {
        struct outcome bound = {.kind = OUTCOME_SENT, .place = sending->delivery.place};
        end.outcome = &bound;
        keep_first(sending, outcome->remote);
        tell_timeline(lane, answer_data(again, &end));
    } else {
        take_head(lane, sending, outcome->remote);
    }
}
