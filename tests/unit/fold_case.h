/* fold_case.h: tables of short timelines and the members of the state that each must lead
 * to, written as in a snapshot; null says that a member must be at its zero. Times are
 * minutes after the start, marked with @. */
#ifndef TOCSIN_TESTS_FOLD_CASE_H
#define TOCSIN_TESTS_FOLD_CASE_H

#include "core/incident_json.h"
#include "timeline.h"

enum { CASE_ENTRIES = 8 };

struct fold_case {
    const char *name;
    struct {
        int64_t minutes;
        const char *kind;
        const char *data, *text; /* JSON or NULL */
    } entries[CASE_ENTRIES];     /* after the opening at minute 10 */
    const char *expected;
};

#define ANA "console:ana"
#define OPENING                                                                          \
    "{\"severity\":2,\"services\":[\"web\",\"api\"],\"type\":\"outage\",\"env\":"        \
    "\"prod\",\"phase\":\"detection\",\"detected\":@4,\"policy\":\"default\","           \
    "\"place\":\"console:#general\"}"

/* Replaces every @N by the milliseconds of minute N. */
static inline const char *with_times(struct timeline *timeline, const char *s) {
    const char *out = "";

    while (s != NULL && *s != '\0') {
        size_t plain = strcspn(s, "@");

        out = arena_printf(timeline->arena, "%s%.*s", out, (int)plain, s);
        s += plain;
        if (*s == '@') {
            char *end;
            long long minutes = strtoll(s + 1, &end, 10);

            out = arena_printf(timeline->arena, "%s%lld", out,
                               (long long)(TIMELINE_START + minutes * TIMELINE_MINUTE));
            s = end;
        }
    }
    return s != NULL ? out : NULL;
}

static inline void compare(struct timeline *timeline, const struct fold_case *one) {
    struct incident *state = timeline_state(timeline, timeline->n);
    json_t *actual = incident_to_json(state);
    json_t *expected = timeline_json(timeline, with_times(timeline, one->expected));
    const char *key;
    json_t *value;

    json_object_foreach(expected, key, value) {
        const json_t *is = json_object_get(actual, key);

        if (json_is_null(value) ? is != NULL : !json_equal(is, value)) {
            char *is_text = json_dumps(is, JSON_ENCODE_ANY | JSON_COMPACT);
            char *want_text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

            print_error("%s: %s is %s, expected %s\n", one->name, key,
                        is_text != NULL ? is_text : "absent", want_text);
            free(is_text);
            free(want_text);
            fail();
        }
    }
    json_decref(actual);
    incident_free(state);
}

static inline void play(const struct fold_case *cases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const struct fold_case *one = &cases[i];
        struct timeline *timeline = timeline_new(CASE_ENTRIES + 1);

        timeline_write(timeline, 10, ANA, KIND_OPENED, with_times(timeline, OPENING),
                       "{\"summary\":\"Cards are refused\"}");
        for (size_t e = 0; e < CASE_ENTRIES && one->entries[e].kind != NULL; e++) {
            timeline_write(timeline, one->entries[e].minutes, ANA, one->entries[e].kind,
                           with_times(timeline, one->entries[e].data),
                           one->entries[e].text);
        }
        compare(timeline, one);
        timeline_free(timeline);
    }
}

#define PLAY(cases) play((cases), sizeof(cases) / sizeof *(cases))

#endif
