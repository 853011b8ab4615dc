/* timeline.h: timelines for the tests of entry, fold, commit and audit: written by hand
 * as JSON, or at random from a seed that is printed when something fails. Entries are
 * sealed and parsed as the product does it, so that what is folded has been stored once.
 */
#ifndef TOCSIN_TESTS_TIMELINE_H
#define TOCSIN_TESTS_TIMELINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/chain.h"
#include "core/entry_bytes.h"
#include "core/entry_kinds.h"
#include "core/fold.h"
#include "core/incident.h"

#define TIMELINE_WORKSPACE "tests"
#define TIMELINE_ID "INC-2025-09-29-001"
#define TIMELINE_START INT64_C(1759132800000) /* 2025-09-29T08:00:00Z */

enum { TIMELINE_MINUTE = 60 * 1000 };

struct stored {
    char *bytes;
    char *text; /* or NULL */
    char hash[HASH_HEX];
};

struct timeline {
    struct arena *arena;
    struct entry *entries; /* as parsed from what is stored */
    struct stored *stored;
    size_t n, max;
    uint8_t chain[HASH_SIZE];
    uint64_t random; /* xorshift64* */
};

static inline struct timeline *timeline_new(size_t max) {
    struct timeline *timeline = calloc(1, sizeof *timeline);

    assert_non_null(timeline);
    timeline->arena = arena_new();
    timeline->entries = arena_array(timeline->arena, max, sizeof *timeline->entries);
    timeline->stored = arena_array(timeline->arena, max, sizeof *timeline->stored);
    timeline->max = max;
    chain_start(TIMELINE_WORKSPACE, TIMELINE_ID, timeline->chain);
    return timeline;
}

static inline void timeline_free(struct timeline *timeline) {
    arena_free(timeline->arena);
    free(timeline);
}

static inline json_t *timeline_json(struct timeline *timeline, const char *s) {
    json_t *json = s != NULL ? jsonx_parse(s, strlen(s)) : NULL;

    if (s != NULL && json == NULL) {
        fail_msg("not JSON: %s", s);
    }
    return arena_json(timeline->arena, json);
}

/* The salt of the n-th entry: known, and different for each. */
static inline void timeline_salt(int64_t n, uint8_t ret_salt[ENTRY_SALT]) {
    for (size_t i = 0; i < ENTRY_SALT; i++) {
        ret_salt[i] = (uint8_t)(n + (int64_t)i);
    }
}

/* Appends an entry; data and text may be NULL and are borrowed. */
static inline void timeline_add(struct timeline *timeline, int64_t at, const char *actor,
                                const char *kind, const json_t *data,
                                const json_t *text) {
    struct stored *stored = &timeline->stored[timeline->n];
    struct entry entry = {
        .n = (int64_t)timeline->n + 1,
        .at = at,
        .actor = actor,
        .kind = kind,
        .v = entry_kind_version(kind),
        .data = data,
        .text = text,
        .known = true,
    };
    struct error err = {0};
    uint8_t salt[ENTRY_SALT];

    assert_true(timeline->n < timeline->max);
    timeline_salt(entry.n, salt);
    if (!entry_seal(timeline->arena, &entry, salt, &stored->bytes, &stored->text, &err) ||
        !entry_parse(timeline->arena, stored->bytes, strlen(stored->bytes), stored->text,
                     &timeline->entries[timeline->n], &err)) {
        fail_msg("%s: %s", kind, err.text);
    }
    chain_next(timeline->chain, stored->bytes, strlen(stored->bytes));
    hash_hex(timeline->chain, HASH_SIZE, stored->hash);
    timeline->n++;
}

/* The same from JSON, `minutes` after the start. */
static inline void timeline_write(struct timeline *timeline, int64_t minutes,
                                  const char *actor, const char *kind, const char *data,
                                  const char *text) {
    timeline_add(timeline, TIMELINE_START + minutes * TIMELINE_MINUTE, actor, kind,
                 timeline_json(timeline, data), timeline_json(timeline, text));
}

static inline void timeline_fold(const struct timeline *timeline, size_t from, size_t to,
                                 struct incident *state) {
    struct error err = {0};

    for (size_t i = from; i < to; i++) {
        if (!incident_apply(state, &timeline->entries[i], &err)) {
            fail_msg("entry %zu: %s", i + 1, err.text);
        }
    }
}

static inline struct incident *timeline_state(const struct timeline *timeline,
                                              size_t to) {
    struct incident *state = incident_new(TIMELINE_ID);

    timeline_fold(timeline, 0, to, state);
    return state;
}

/* ---- at random ------------------------------------------------------------------- */

static inline uint64_t timeline_random(struct timeline *timeline, uint64_t below) {
    uint64_t x = timeline->random;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    timeline->random = x;
    return (x * UINT64_C(2685821657736338717) >> 33) % below;
}

/* Every name that any kind has in its data or text; each entry gets all of them, so that
 * a handler finds whatever it looks for. */
static const char *const timeline_strings[] = {
    "type", "env",   "phase",   "policy",   "place", "role",      "from", "to",   "cause",
    "as",   "owner", "network", "delivery", "form",  "milestone", "part", "state"};
static const char *const timeline_numbers[] = {"detected", "eta", "until",  "due", "step",
                                               "late",     "by",  "missed", "when"};
static const char *const timeline_texts[] = {
    "summary", "reason", "note", "update",     "impact", "next", "workaround", "eta",
    "title",   "what",   "url",  "resolution", "cause",  "why",  "decision"};
static const char *const timeline_words[] = {
    "triage",  "resolution", "commander", "slack:U1", "console:ben", "recovered",
    "console", "matrix",     "related",   "resolved", "isolated",    "console:#a"};
static const char *const timeline_deadlines[] = {"acknowledge", "command", "update",
                                                 "resolve",     "verify",  "action"};

#define TIMELINE_PICK(timeline, list)                                                    \
    (list)[timeline_random(timeline, sizeof(list) / sizeof *(list))]

static inline json_t *timeline_random_data(struct timeline *timeline, int64_t at) {
    json_t *data = arena_json(timeline->arena, json_object());

    for (size_t i = 0; i < sizeof timeline_strings / sizeof *timeline_strings; i++) {
        if (timeline_random(timeline, 4) != 0) {
            jsonx_set_string(data, timeline_strings[i],
                             TIMELINE_PICK(timeline, timeline_words));
        }
    }
    for (size_t i = 0; i < sizeof timeline_numbers / sizeof *timeline_numbers; i++) {
        jsonx_set_int(data, timeline_numbers[i],
                      at - 100000 + (int64_t)timeline_random(timeline, 1000000));
    }
    jsonx_set_int(data, "step", (int64_t)timeline_random(timeline, 6));
    jsonx_set_int(data, "number", 1 + (int64_t)timeline_random(timeline, 40));
    jsonx_set_int(data, "ref", (int64_t)timeline_random(timeline, 40));
    jsonx_set_int(data, "severity", 1 + (int64_t)timeline_random(timeline, 4));
    jsonx_set_string(data, "deadline", TIMELINE_PICK(timeline, timeline_deadlines));
    json_object_set_new(
        data, "other",
        json_sprintf("INC-2025-09-28-%03d", (int)timeline_random(timeline, 60)));
    json_object_set_new(data, "services", json_pack("[s, s]", "payments", "web"));
    json_object_set_new(data, "temporary",
                        json_boolean(timeline_random(timeline, 2) != 0));
    json_object_set_new(data, "near_miss", json_true());
    json_object_set_new(data, "restricted", json_true());
    return data;
}

static inline json_t *timeline_random_text(struct timeline *timeline) {
    json_t *text = arena_json(timeline->arena, json_object());

    for (size_t i = 0; i < sizeof timeline_texts / sizeof *timeline_texts; i++) {
        if (timeline_random(timeline, 3) != 0) {
            json_object_set_new(
                text, timeline_texts[i],
                json_sprintf("caf\xC3\xA9 \"%d\"\n", (int)timeline_random(timeline, 99)));
        }
    }
    return text;
}

/* `n` entries of all kinds, in a random order after the opening. A few have lost their
 * text. */
static inline struct timeline *timeline_at_random(uint64_t seed, size_t n) {
    struct timeline *timeline = timeline_new(n);
    int64_t at = TIMELINE_START;

    timeline->random = seed * 2 + 1;
    while (timeline->n < n) {
        const struct entry_kind *kind =
            timeline->n == 0
                ? entry_kind_find(&entry_kinds, KIND_OPENED)
                : &entry_kinds.list[1 + timeline_random(timeline, entry_kinds.n - 1)];
        json_t *data = timeline_random_data(timeline, at);
        json_t *text = timeline_random_text(timeline);

        if (kind == entry_kind_find(&entry_kinds, KIND_SEVERITY)) {
            jsonx_set_int(data, "to", 1 + (int64_t)timeline_random(timeline, 4));
        }
        timeline_add(timeline, at,
                     timeline_random(timeline, 3) == 0
                         ? ACTOR_CLOCK
                         : TIMELINE_PICK(timeline, timeline_words),
                     kind->name, data, kind->text ? text : NULL);
        if (timeline_random(timeline, 10) == 0) {
            timeline->entries[timeline->n - 1].text = NULL;
        }
        at += (int64_t)timeline_random(timeline, 600000) - 60000;
    }
    return timeline;
}

#endif
