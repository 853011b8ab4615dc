/* What each kind of delivery means, and what is decided on each outcome: a row says it, and
 * the decision agrees. */
#include "core/decide.h"
#include "harness.h"

#include "base/jsonx.h"
#include "core/delivery_rules.h"

static void test_each_kind_has_a_row(void **state) {
    (void)state;
    for (int kind = 0; kind < DELIVERY_KINDS; kind++) {
        const struct delivery_rule *rule = delivery_rule((enum delivery_kind)kind);
        json_t *record = json_object();

        assert_int_not_equal(rule->target, 0);
        assert_non_null(answer_named(rule->answer));
        assert_int_equal(rule->guarded, rule->nudge != NULL);
        jsonx_set_string(record, "kind", rule->record);
        assert_int_equal(delivery_kind_known(record), rule->record != NULL);
        if (rule->record != NULL) {
            assert_int_equal(delivery_kind_of(record), kind);
        }
        json_decref(record);
    }
}

static void test_a_record_of_no_kind(void **state) {
    json_t *record = json_pack("{s:s}", "kind", "letter");

    (void)state;
    assert_false(delivery_kind_known(record));
    assert_int_equal(delivery_kind_of(record), DELIVERY_POST);
    json_decref(record);
}

/* ---- outcomes --------------------------------------------------------------------- */

struct end_case {
    enum delivery_kind kind;
    const char *record; /* JSON with ' for " */
    enum outcome_kind outcome;
    const char *entry; /* kind, and what it has of the outcome; NULL: nothing is told */
};

#define GUARD                                                                            \
    "{'guard':{'deadline':'update','ref':0,'due':7,'step':1,'also':[{'deadline':"        \
    "'review'}]}}"

static const struct end_case ends[] = {
    {DELIVERY_POST, "{}", OUTCOME_SENT, NULL},
    {DELIVERY_POST, "{}", OUTCOME_DENIED,
     "delivery.failed {\"delivery\":\"ab12\",\"place\":\"console:#ops\"} "
     "{\"why\":\"refused\"}"},
    {DELIVERY_POST, GUARD, OUTCOME_SENT,
     "nudge.sent {\"also\":[\"review\"],\"deadline\":\"update\",\"delivery\":\"ab12\","
     "\"due\":7,\"place\":\"console:#ops\",\"ref\":0,\"step\":1} null"},
    {DELIVERY_POST, GUARD, OUTCOME_DENIED,
     "nudge.failed {\"also\":[\"review\"],\"deadline\":\"update\",\"delivery\":\"ab12\","
     "\"due\":7,\"place\":\"console:#ops\",\"ref\":0,\"step\":1} null"},
    {DELIVERY_OPEN, "{}", OUTCOME_SENT,
     "place.bound {\"network\":\"console\",\"place\":\"console:#inc\",\"private\":"
     "false} null"},
    {DELIVERY_OPEN, "{}", OUTCOME_DENIED, "place.failed {\"network\":\"console\"} null"},
    {DELIVERY_STEP, "{}", OUTCOME_SENT, NULL},
    {DELIVERY_STEP, "{}", OUTCOME_DENIED,
     "place.step_failed {\"network\":\"console\",\"step\":\"invite\"} null"},
    {DELIVERY_ASK, "{'as':'timeline','by':'console:ben'}", OUTCOME_DENIED,
     "message.pinned {\"message\":\"1.2\",\"place\":\"console:#ops\"} "
     "{}"},
    {DELIVERY_MIRROR, "{}", OUTCOME_SENT, NULL},
    {DELIVERY_MIRROR, "{'half':true}", OUTCOME_SENT,
     "place.step_failed {\"network\":\"console\",\"step\":\"topic\"} "
     "{\"why\":\"not pinned\"}"},
    {DELIVERY_MIRROR, "{}", OUTCOME_DENIED,
     "place.step_failed {\"network\":\"console\",\"step\":\"topic\"} null"},
};

static json_t *quoted(struct arena *arena, const char *text) {
    char *copy = arena_strdup(arena, text);

    for (char *c = copy; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c;
    }
    return arena_json(arena, json_loads(copy, 0, NULL));
}

static const char *dumped(struct arena *arena, const json_t *json) {
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    const char *copy = text != NULL ? arena_strdup(arena, text) : "null";

    free(text);
    return copy;
}

/* Takes the answer down the road; the entry that came of it. */
static const char *decided(struct bench *bench, const struct delivery_end *end) {
    const struct answer_rule *rule = delivery_answer(end);
    struct input input = {.kind = INPUT_ANSWER,
                          .actor = "tocsin",
                          .incident = bench->place_incident,
                          .data = NULL};
    const struct entry *entry;
    struct turn turn;

    if (rule == NULL) {
        return NULL;
    }
    input.data = arena_json(bench->arena, answer_data(rule, end));
    bench->err = (struct error){0};
    turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
    turn.before = bench_state(bench, 0);
    if (!decide_answer(&turn, &bench->err)) {
        fail_msg("%s", bench->err.text);
    }
    bench->nadded = 0;
    bench_keep(bench, &turn);
    turn_free(&turn);
    assert_int_equal(bench->nadded, 1);
    entry = bench->added;
    return arena_printf(bench->arena, "%s %s %s", entry->kind,
                        dumped(bench->arena, entry->data),
                        dumped(bench->arena, entry->text));
}

static void test_what_is_decided_on_each_outcome(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const struct end_case *one = &ends[i];
        struct bench *bench = bench_new();
        const struct delivery delivery = {
            .kind = one->kind,
            .id = "ab12",
            .place = "console:#ops",
            .incident = "INC-2025-09-29-001",
            .slot = one->kind == DELIVERY_MIRROR ? "topic" : NULL,
            .step = one->kind == DELIVERY_STEP ? STEP_INVITE : NULL,
            .remote = "1.2",
        };
        const struct outcome outcome = {
            .kind = one->outcome,
            .place = "console:#inc",
            .why = strstr(one->record, "half") != NULL ? "not pinned" : NULL,
        };
        const struct delivery_end end = {&delivery, quoted(bench->arena, one->record),
                                         "console", &outcome};
        const char *entry;

        assert_true(bench_say(bench, "ben", "declare sev2 Cards are refused"));
        entry = decided(bench, &end);
        if ((entry == NULL) != (one->entry == NULL) ||
            (entry != NULL && strcmp(entry, one->entry) != 0)) {
            fail_msg("row %zu:\n  %s\n  %s", i, entry, one->entry);
        }
        bench_free(bench);
    }
}

/* What belongs to no incident has no timeline. */
static void test_without_an_incident(void **state) {
    const struct delivery delivery = {.kind = DELIVERY_POST, .id = "ab12"};
    const struct outcome outcome = {.kind = OUTCOME_DENIED};
    const struct delivery_end end = {&delivery, NULL, NULL, &outcome};

    (void)state;
    assert_null(delivery_answer(&end));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_has_a_row),
        cmocka_unit_test(test_a_record_of_no_kind),
        cmocka_unit_test(test_what_is_decided_on_each_outcome),
        cmocka_unit_test(test_without_an_incident),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
