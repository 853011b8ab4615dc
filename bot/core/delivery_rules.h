/* delivery_rules.h: what the kinds of deliveries mean, one row per kind, and what is
 * decided on their outcomes, one row per answer. No other file tells kinds apart, but
 * adapters, which do each of them in their own way.
 *
 *   kind    record  target                      guard  said  told to the timeline
 *   POST    post    its place; in a channel's   may    yes   with a guard: always (nudge);
 *                   lane the channel, or where                else when it is denied
 *                   it is told instead
 *   OPEN    open    none yet: the network       no     no    always: bound, or failed
 *                   makes it
 *   STEP    step    the channel alone           no     no    when it is denied
 *   ASK     ask     its place                   no     no    always: the message
 *   MIRROR  -       that of its slot            no     no    when a part of it is denied, as a
 *                                                         step
 *
 * Said: people read it. Who may is judged once more as it leaves; it stands under the first
 * message about the incident there; the network's buttons on it are kept current (live.h);
 * and a place that refuses one is remembered. */
#ifndef TOCSIN_CORE_DELIVERY_RULES_H
#define TOCSIN_CORE_DELIVERY_RULES_H

#include "tocsin/delivery.h"

enum delivery_target {
    GOES_TO_PLACE = 1,
    GOES_TO_CHANNEL, /* of its incident; moot when there is none */
    GOES_TO_NETWORK, /* of its lane */
    GOES_TO_SLOT,    /* in no lane (mirrors.c) */
};

/* ---- what is told to the timeline when one has come to its end ---- */

/* A delivery that is there, or will never be. */
struct delivery_end {
    const struct delivery *delivery;
    const json_t *record; /* as it was stored, or NULL */
    const char *network;  /* of an incident's own channel, or NULL */
    const struct outcome *outcome;
};

/* The entry that is decided on it: its kind, NULL: none; and which members of the answer
 * it takes over, each list NULL-terminated, of the strings each must be there. */
struct answer_entry {
    const char *kind;
    const char *const *strings, *const *numbers;
};

/* An answer is the data of an INPUT_ANSWER: {"what", "ok", "why"?, and what `fill` adds}. */
struct answer_rule {
    const char *what;
    struct answer_entry sent, denied;
    bool message; /* what was asked: message.c decides, on either outcome */
    bool (*fill)(const struct delivery_end *end, json_t *data); /* false: not ok */
};

/* What the timeline is told of it; NULL: nothing. */
const struct answer_rule *delivery_answer(const struct delivery_end *end);
/* New reference. */
json_t *answer_data(const struct answer_rule *rule, const struct delivery_end *end);
/* Of no kind: a place that had refused took a message (silent.h). */
#define DELIVERY_HEARD "heard"
/* By "what"; NULL: there is none. */
const struct answer_rule *answer_named(const char *what);

/* ---- kinds ---- */

struct delivery_rule {
    const char *record; /* "kind" of its record; NULL: it has none */
    enum delivery_target target;
    bool guarded; /* may have a guard: is not sent when that is moot */
    bool said;
    bool parts; /* what of it could not be done is told, though the rest is there */
    const char *answer, *nudge; /* "what" of its answer, without and with a guard */
};

const struct delivery_rule *delivery_rule(enum delivery_kind kind);
/* Of a record. One of no kind is a post: a text that is damaged is said (lanes.c). */
enum delivery_kind delivery_kind_of(const json_t *record);
const struct delivery_rule *delivery_rule_of(const json_t *record);
/* Has the record a kind at all? */
bool delivery_kind_known(const json_t *record);

#endif
