/* test_snapshot_size.c: a state is bounded for the worst timeline that can be written,
 * and so is the memory of folding it. */
#include "snapshot.h"

#include "core/deadlines.h"
#include "core/fold.h"
#include "core/fold_read.h"
#include "core/fold_size.h"
#include "core/incident_json.h"
#include "tocsin/limits.h"

enum { COSTLY = 5 };

/* A string of `len` bytes that differs with `n`, of the characters that cost most. */
static const char *costly(struct arena *arena, int64_t n, size_t len) {
    static const char *const fills[COSTLY] = {"\"", "\x01", "x", "\xE2\x82\xAC", "\\"};
    const char *fill = fills[(size_t)n % COSTLY];
    size_t head = 8, unit = strlen(fill);
    char *s = arena_alloc(arena, len + 1);

    snprintf(s, len + 1, "%08d", (int)n);
    while (head + unit <= len) {
        for (size_t i = 0; i < unit; i++) {
            s[head++] = fill[i];
        }
    }
    return s;
}

/* Names that still fit, of the longest length. */
static const char *name(struct arena *arena, int64_t n, size_t len) {
    return arena_printf(arena, "n:%0*d", (int)len - 2, (int)n);
}

static json_t *worst_data(struct arena *arena, int64_t n) {
    json_t *data = arena_json(arena, json_object());
    json_t *services = json_array();

    for (size_t i = 0; i < sizeof timeline_strings / sizeof *timeline_strings; i++) {
        jsonx_set_string(data, timeline_strings[i], name(arena, n, LIMIT_WORD));
    }
    for (size_t i = 0; i < sizeof timeline_numbers / sizeof *timeline_numbers; i++) {
        jsonx_set_int(data, timeline_numbers[i], INT64_MAX);
    }
    for (int i = 0; i < LIMIT_SERVICES + 5; i++) {
        json_array_append_new(services, json_string(name(arena, i, LIMIT_WORD)));
    }
    json_object_set_new(data, "services", services);
    jsonx_set_int(data, "severity", 4);
    jsonx_set_int(data, "number", 100000 + n);
    jsonx_set_int(data, "ref", 100000 + n);
    /* Short ones too: they fit where nothing else does any more. */
    jsonx_set_string(data, "owner", name(arena, n, n % 3 == 0 ? 12 : LIMIT_ACTOR));
    jsonx_set_string(data, "to", name(arena, n, n % 3 == 0 ? 12 : LIMIT_ACTOR));
    jsonx_set_string(data, "place", name(arena, n, LIMIT_PLACE));
    jsonx_set_string(data, "other", name(arena, n, LIMIT_WORD));
    jsonx_set_string(data, "as", name(arena, n, 32));
    jsonx_set_string(data, "cause", name(arena, n, 32));
    jsonx_set_string(data, "deadline", name(arena, n, 32));
    return data;
}

static json_t *worst_text(struct arena *arena, int64_t n) {
    json_t *text = arena_json(arena, json_object());

    for (size_t i = 0; i < sizeof timeline_texts / sizeof *timeline_texts; i++) {
        jsonx_set_string(text, timeline_texts[i], costly(arena, n, 4000));
    }
    jsonx_set_string(text, "url", name(arena, n, LIMIT_URL));
    return text;
}

static size_t dumped_size(const struct incident *incident) {
    json_t *json = incident_to_json(incident);
    char *dumped = json_dumps(json, JSON_COMPACT);
    size_t size = strlen(dumped);

    free(dumped);
    json_decref(json);
    return size;
}

/* Kinds that only add: what ends an outage or an action would make room again. */
static const char *const filling[] = {
    KIND_ACTION_ADDED, KIND_MISSED,   KIND_ROLE,      KIND_UPDATE,   KIND_SUMMARY,
    KIND_IMPACT,       KIND_RESOLVED, KIND_LINKED,    KIND_BRIDGE,   KIND_PLACE_BOUND,
    KIND_ESCALATED,    KIND_SNOOZED,  KIND_MITIGATED, KIND_CONTAINED};

static void bounded(void **state) {
    enum { ENTRIES = 10000, LOOK = 100, ACTIONS = 4 * LIMIT_OPEN_ACTIONS };
    struct incident *incident = incident_new(TIMELINE_ID);
    struct arena *arena = arena_new(), *texts = arena_new();
    const json_t *text[COSTLY];
    struct error err = {0};
    size_t most = 0, strings = 0;

    (void)state;
    for (int i = 0; i < COSTLY; i++) {
        text[i] = worst_text(texts, i);
    }
    for (int64_t n = 1; n <= ENTRIES; n++) {
        struct entry entry = {.n = n, .at = TIME_MAX - ENTRIES + n, .v = 1};
        json_t *data;
        size_t size;

        arena_reset(arena);
        entry.actor = name(arena, n, LIMIT_ACTOR);
        entry.kind = n == 1 ? KIND_OPENED
                            : filling[(size_t)n % (sizeof filling / sizeof *filling)];
        data = worst_data(arena, n);
        if (n > 1 && n <= ACTIONS) {
            /* Each action is missed at once, so that its record is kept too. */
            entry.kind = n % 2 == 0 ? KIND_ACTION_ADDED : KIND_MISSED;
            jsonx_set_int(data, "number", n / 2);
            jsonx_set_int(data, "ref", n / 2);
            jsonx_set_string(data, "deadline", DEADLINE_ACTION);
        }
        entry.data = data;
        entry.text = text[n % COSTLY];
        entry.known = true;
        assert_true(incident_apply(incident, &entry, &err));
        if (n % LOOK == 0) {
            size = dumped_size(incident);
            most = size > most ? size : most;
        }
    }
    arena_free(arena);
    arena_free(texts);
    if (most > LIMIT_STATE) {
        fail_msg("a state of %zu bytes", most);
    }
    /* All limits were hit, so this was the worst indeed. */
    assert_true(most > LIMIT_STATE * 3 / 4);
    assert_int_equal(incident->nservices, LIMIT_SERVICES);
    assert_int_equal(incident->nroles, LIMIT_ROLES);
    assert_int_equal(incident->nlinks, LIMIT_LINKS);
    assert_int_equal(incident->nplaces, LIMIT_PLACES);
    assert_int_equal(incident->nactions, LIMIT_OPEN_ACTIONS);
    assert_true(incident->nclimbs == STATE_CLIMBS);
    assert_true(incident->nresponders > 10);
    for (size_t i = 0; i < incident->nactions; i++) {
        /* Greedy ones leave something to each that comes later. */
        assert_true(incident->actions[i].title[0] != '\0');
        strings += state_cost(incident->actions[i].title) +
                   state_cost(incident->actions[i].owner);
    }
    assert_in_range(strings, COST_ACTION_STRINGS - LIMIT_TITLE, COST_ACTION_STRINGS);
    /* Hostile as it was, it can be stored and read. */
    {
        json_t *json = stored_again(incident);
        struct incident *read = incident_from_json(json);

        assert_non_null(read);
        assert_same(incident, read, "worst", 0);
        incident_free(read);
        json_decref(json);
    }
    incident_free(incident);
}

/* Cut texts say so, and are cut between two characters. */
static void texts_are_cut(void **state) {
    struct incident *incident = incident_new(TIMELINE_ID);
    struct arena *arena = arena_new();
    struct error err = {0};

    (void)state;
    for (int64_t n = 1; n <= 6; n++) {
        struct entry entry = {.n = n, .at = n, .actor = "a:b", .v = 1, .known = true};
        size_t len;

        entry.kind = n == 1 ? KIND_OPENED : KIND_UPDATE;
        entry.text = worst_text(arena, n);
        assert_true(incident_apply(incident, &entry, &err));
        if (n == 1) {
            continue;
        }
        len = strlen(incident->last_update);
        assert_true(len <= LIMIT_STATE_TEXT);
        assert_true(utf8_valid(incident->last_update, len));
        assert_string_equal(incident->last_update + len - 3, "\xE2\x80\xA6");
    }
    incident_free(incident);
    arena_free(arena);
}

/* A long fold keeps what counts and not what was replaced. */
static void long_folds_stay_small(void **state) {
    enum { ENTRIES = 20000 };
    struct incident *incident = incident_new(TIMELINE_ID);
    struct arena *arena = arena_new();
    const json_t *text = worst_text(arena, 2);
    struct error err = {0};
    size_t most = 0;

    (void)state;
    for (int64_t n = 1; n <= ENTRIES; n++) {
        struct entry entry = {.n = n, .at = n, .actor = "a:b", .v = 1, .known = true};

        entry.kind = n == 1 ? KIND_OPENED : KIND_UPDATE;
        entry.text = text;
        assert_true(incident_apply(incident, &entry, &err));
        most = arena_used(incident->arena) > most ? arena_used(incident->arena) : most;
    }
    assert_true(most < (size_t)2 * 1024 * 1024);
    assert_int_equal(incident->updates, ENTRIES - 1);
    assert_int_equal(incident->version, ENTRIES);
    incident_free(incident);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounded),
        cmocka_unit_test(texts_are_cut),
        cmocka_unit_test(long_folds_stay_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
