/* delivery_rules.c: see delivery_rules.h. */
#include "core/delivery_rules.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry.h"
#include <assert.h>

#define WHAT_OPEN "open"
#define WHAT_NUDGE "nudge"
#define WHAT_POST "post"
#define WHAT_STEP "step"
#define WHAT_MESSAGE "message"
#define WHAT_HEARD DELIVERY_HEARD

/* ---- answers ---- */

static bool sent(const struct delivery_end *end) {
    bool parts = delivery_rule(end->delivery->kind)->parts && end->outcome->why;

    return end->outcome->kind == OUTCOME_SENT && !parts;
}

static bool fill_open(const struct delivery_end *end, json_t *data) {
    jsonx_set_string(data, "network", end->network ? end->network : "");
    jsonx_set_string(data, "place", end->outcome->place);
    /* Else it is a message that was heard again. */
    if (sent(end) && delivery_rule(end->delivery->kind)->target == GOES_TO_NETWORK) {
        json_object_set_new(data, "private", json_boolean(end->outcome->private_place));
    }
    return sent(end);
}

static void fill_delivery(const struct delivery_end *end, json_t *data) {
    jsonx_set_string(data, "delivery", end->delivery->id);
    jsonx_set_string(data, "place", end->delivery->place);
}

static bool fill_heard(const struct delivery_end *end, json_t *data) {
    jsonx_set_string(data, "place", end->delivery->place);
    return sent(end);
}

static bool fill_post(const struct delivery_end *end, json_t *data) {
    fill_delivery(end, data);
    jsonx_set_string(data, "why", "refused"); /* should the network not say why */
    return sent(end);
}

static bool fill_nudge(const struct delivery_end *end, json_t *data) {
    const json_t *guard = json_object_get(end->record, "guard");
    const json_t *also = json_object_get(guard, "also");
    json_t *names = json_array(); /* of the others that the same message was about */

    jsonx_set_string(data, "deadline", jsonx_string(guard, "deadline", ""));
    jsonx_set_int(data, "ref", jsonx_int(guard, "ref", 0));
    jsonx_set_int(data, "due", jsonx_int(guard, "due", 0));
    jsonx_set_int(data, "step", jsonx_int(guard, "step", 0));
    for (size_t i = 0; i < json_array_size(also); i++) {
        const char *name = jsonx_string(json_array_get(also, i), "deadline", "");

        json_array_append_new(names, json_string(name));
    }
    if (json_array_size(names) > 0) {
        json_object_set(data, "also", names);
    }
    json_decref(names);
    fill_delivery(end, data);
    return sent(end);
}

static bool fill_step(const struct delivery_end *end, json_t *data) {
    const struct delivery *delivery = end->delivery;

    jsonx_set_string(data, "network", end->network ? end->network : "");
    jsonx_set_string(data, "step", delivery->slot ? delivery->slot : delivery->step);
    return sent(end);
}

/* What was asked, and what came of it. */
static bool fill_message(const struct delivery_end *end, json_t *data) {
    bool came = sent(end) && end->outcome->data;

    if (came) {
        json_object_update(data, (json_t *)end->outcome->data);
    }
    jsonx_set_string(data, "message", end->delivery->remote);
    jsonx_set_string(data, "place", end->delivery->place);
    jsonx_set_string(data, "as", jsonx_string(end->record, "as", NULL));
    jsonx_set_string(data, "by", jsonx_string(end->record, "by", NULL));
    return came;
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_NUMBERS ((const char *const[]){NULL})

/* clang-format off */
static const struct answer_rule answers[] = {
    {WHAT_OPEN,    .sent   = {KIND_PLACE_BOUND,     LIST("network", "place"), NO_NUMBERS},
                   .denied = {KIND_PLACE_FAILED,    LIST("network"),          NO_NUMBERS},
                   .fill   = fill_open},
    {WHAT_NUDGE,   .sent   = {KIND_NUDGE_SENT,      LIST("delivery", "place", "deadline"),
                              LIST("ref", "due", "step")},
                   .denied = {KIND_NUDGE_FAILED,    LIST("delivery", "place", "deadline"),
                              LIST("ref", "due", "step")},
                   .fill   = fill_nudge},
    {WHAT_POST,    .denied = {KIND_DELIVERY_FAILED, LIST("delivery", "place"), NO_NUMBERS},
                   .fill   = fill_post},
    {WHAT_STEP,    .denied = {KIND_STEP_FAILED,     LIST("network", "step"),   NO_NUMBERS},
                   .fill   = fill_step},
    {WHAT_MESSAGE, .message = true,
                   .fill   = fill_message},
    {WHAT_HEARD,   .sent   = {KIND_PLACE_HEARD,     LIST("place"),             NO_NUMBERS},
                   .fill   = fill_heard},
};

static const struct delivery_rule rules[] = {
    /*                   record  target           guarded  said   parts  answer        nudge */
    [DELIVERY_POST]   = {"post", GOES_TO_PLACE,   true,    true,  false, WHAT_POST,    WHAT_NUDGE},
    [DELIVERY_OPEN]   = {"open", GOES_TO_NETWORK, false,   false, false, WHAT_OPEN,    NULL},
    [DELIVERY_MIRROR] = {NULL,   GOES_TO_SLOT,    false,   false, true,  WHAT_STEP,    NULL},
    [DELIVERY_STEP]   = {"step", GOES_TO_CHANNEL, false,   false, false, WHAT_STEP,    NULL},
    [DELIVERY_ASK]    = {"ask",  GOES_TO_PLACE,   false,   false, false, WHAT_MESSAGE, NULL},
};
/* clang-format on */

static_assert(sizeof rules / sizeof *rules == DELIVERY_KINDS, "a kind has no row");

const struct answer_rule *answer_named(const char *what) {
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (text_equal(answers[i].what, what)) {
            return &answers[i];
        }
    }
    return NULL;
}

const struct answer_rule *delivery_answer(const struct delivery_end *end) {
    const struct delivery_rule *rule = delivery_rule(end->delivery->kind);
    bool guarded = rule->guarded && json_object_get(end->record, "guard");
    const struct answer_rule *answer = answer_named(guarded ? rule->nudge : rule->answer);

    if (!end->delivery->incident ||
        (!answer->message &&
         (sent(end) ? answer->sent.kind : answer->denied.kind) == NULL)) {
        return NULL;
    }
    return answer;
}

json_t *answer_data(const struct answer_rule *rule, const struct delivery_end *end) {
    json_t *data = json_object();
    bool ok = rule->fill(end, data);

    jsonx_set_string(data, "what", rule->what);
    json_object_set_new(data, "ok", json_boolean(ok));
    if (!ok) {
        jsonx_set_string(data, "why", end->outcome->why);
    }
    return data;
}

/* ---- kinds ---- */

const struct delivery_rule *delivery_rule(enum delivery_kind kind) {
    return &rules[kind];
}

static size_t find(const json_t *record) {
    const char *name = jsonx_string(record, "kind", "");
    size_t i = 0;

    while (i < DELIVERY_KINDS && !text_equal(rules[i].record, name)) {
        i++;
    }
    return i;
}

bool delivery_kind_known(const json_t *record) {
    return find(record) < DELIVERY_KINDS;
}

enum delivery_kind delivery_kind_of(const json_t *record) {
    size_t i = find(record);

    return i < DELIVERY_KINDS ? (enum delivery_kind)i : DELIVERY_POST;
}

const struct delivery_rule *delivery_rule_of(const json_t *record) {
    return delivery_rule(delivery_kind_of(record));
}
