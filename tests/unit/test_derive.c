/* The finished turn: what follows from a line that was typed, without a runtime. Each step
 * is written as four parts: the deliveries as "lane>message" (or kind), the slots that show
 * something else, the messages that are edited with the fields that are kept of them, and
 * in how many minutes the alarm rings ("-": never). */
#include "harness.h"

#include "base/jsonx.h"
#include "core/derive.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/needs.h"
#include "shipped.h"

#define ID "INC-2025-09-29-001"

static const struct world_network networks[] = {
    {.name = "console", .caps = CAP_CHANNELS | CAP_MIRROR}, {.name = NULL}};

/* As the runtime has it of one message with two buttons, and of one about an update. */
static const char alert[] =
    "{\"place\":\"console:#incidents\",\"remote\":\"7\",\"message\":\"opened\",\"body\":"
    "[{\"k\":\"p\",\"c\":[{\"k\":\"t\",\"s\":\"Look\"}]},{\"k\":\"buttons\",\"c\":["
    "{\"command\":\"ack\",\"incident\":\"" ID "\",\"label\":\"Acknowledge\"},"
    "{\"command\":\"update\",\"incident\":\"" ID "\",\"label\":\"Update\"}]}]}";

static struct bench *bench_with_messages(void) {
    struct bench *bench = bench_new();

    bench->messages = shipped_messages(bench->arena, "en");
    bench->world.networks = networks;
    return bench;
}

static const char *routed_words(struct arena *arena, const struct derived_change *one) {
    const char *all = "";

    for (size_t i = 0; i < one->nrouted; i++) {
        const json_t *record = one->routed[i].record;

        all = arena_printf(
            arena, "%s%s%s>%s", all, i > 0 ? " " : "", one->routed[i].lane,
            jsonx_string(record, "message", jsonx_string(record, "kind", "?")));
    }
    return all;
}

static const char *shown_words(struct arena *arena, const struct derived_change *one) {
    const char *all = "";

    for (size_t i = 0; i < one->nmarks; i++) {
        all = arena_printf(arena, "%s%s%s", all, i > 0 ? " " : "",
                           mark_name(arena, &one->marks[i]));
    }
    all = arena_printf(arena, "%s|", all);
    for (size_t i = 0; i < one->nedits; i++) {
        const struct live_edit *edit = &one->edits[i];

        all = arena_printf(arena, "%s%s%s", all, i > 0 ? " " : "",
                           edit->slot != NULL ? edit->slot : "-");
        for (size_t f = 0; f < edit->nfields; f++) {
            all = arena_printf(arena, "%s,%s=%s", all, edit->fields[f].field,
                               edit->fields[f].anew ? "anew" : edit->fields[f].value);
        }
    }
    return all;
}

static const char *minutes(struct arena *arena, const struct bench *bench,
                           int64_t alarm) {
    return alarm == NEVER ? "-"
                          : arena_printf(arena, "%lld",
                                         (long long)(alarm - bench->world.now) / MINUTE);
}

/* Decides a line and finishes the turn, which is kept as a commit would. */
static const char *finished(struct bench *bench, const char *who, const char *say,
                            const json_t *refs, struct derived *ret) {
    const struct input input = {.kind = INPUT_COMMAND,
                                .key = "key",
                                .actor = who,
                                .place = "console:#incidents",
                                .text = say};
    const json_t *all[TURN_CHANGES] = {refs, NULL};
    struct needs needs = {0};
    const char *words;
    struct turn turn;

    turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
    assert_true(dispatch_prepare(&turn, bench->place_incident, &needs, &bench->err));
    bench_fetch(bench, &turn, &needs);
    if (!dispatch_run(&turn, &bench->err) || !derive(&turn, all, ret, &bench->err)) {
        fail_msg("%s: %s", say, bench->err.text);
    }
    words = arena_printf(bench->arena, "%s|%s|%s",
                         routed_words(bench->arena, &ret->changes[0]),
                         shown_words(bench->arena, &ret->changes[0]),
                         minutes(bench->arena, bench,
                                 turn.nchanges > 0 ? ret->changes[0].alarm : ret->alarm));
    if (ret->gone != 0) {
        assert_true(turn.changes[0].snapshot);
    }
    bench_keep(bench, &turn);
    turn_free(&turn);
    return words;
}

#define OWN "inc:" ID "@console>"
#define TOPIC ID "@console#topic"
#define SUMMARY ID "@console#summary"

static void test_what_follows(void **state) {
    static const struct {
        const char *say;
        const char *refs; /* field of the alert above, or NULL */
        const char *finished;
    } steps[] = {
        {"declare sev2 Cards are refused", NULL,
         OWN "open " OWN "opened|" TOPIC " " SUMMARY "||15"},
        {"ack", "buttons:ab12@console",
         OWN "acknowledged|" SUMMARY
             "|buttons:ab12,did:ab12:ack=console:ben 1759140000000|15"},
        {"note somebody looked", "buttons:ab12@console", "|||15"},
        {"update Still refused", "buttons:ab12@elsewhere",
         OWN "update|" SUMMARY
             "|buttons:ab12,did:ab12:update=console:ben 1759140000000|15"},
        {"status", "buttons:ab12@console", "|||15"},
    };
    struct bench *bench = bench_with_messages();

    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        json_t *refs = json_object();
        struct derived derived;
        const char *words;

        jsonx_set_string(refs, steps[i].refs != NULL ? steps[i].refs : "root@x:#y",
                         alert);
        words = finished(bench, "console:ben", steps[i].say, refs, &derived);
        if (strcmp(words, steps[i].finished) != 0) {
            fail_msg("%s:\n  %s\n  %s", steps[i].say, words, steps[i].finished);
        }
        json_decref(refs);
    }
    bench_free(bench);
}

/* The state is folded without the text, and stored. */
static void test_a_text_that_is_removed(void **state) {
    struct bench *bench = bench_with_messages();
    struct derived derived;

    (void)state;
    finished(bench, "console:ben", "declare sev2 Cards are refused", NULL, &derived);
    finished(bench, "console:ben", "impact the key is hunter2", NULL, &derived);
    assert_int_equal(derived.gone, 0);
    assert_string_equal(bench_state(bench, 0)->impact, "the key is hunter2");
    finished(bench, "console:ada", "redact 2", NULL, &derived);
    assert_int_equal(derived.gone, 2);
    if (bench_state(bench, 0)->impact != NULL) {
        assert_null(strstr(bench_state(bench, 0)->impact, "hunter2"));
    }
    bench_free(bench);
}

/* ---- names of what is shown ------------------------------------------------------- */

static void test_names(void **state) {
    static const struct {
        const char *name;
        const char *incident, *network, *slot; /* NULL: it is no mark */
    } cases[] = {
        {TOPIC, ID, "console", "topic"},
        {ID "@slack#buttons:ab12", ID, "slack", "buttons:ab12"},
        {ID "@slack", NULL, NULL, NULL},
        {ID "#topic", NULL, NULL, NULL},
        {"INC-1@slack#topic", NULL, NULL, NULL},
        {"@slack#topic", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
    };
    struct arena *arena = arena_new();
    const char *slot = NULL, *network = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mark mark = {NULL, NULL, NULL};

        assert_int_equal(mark_read(arena, cases[i].name, &mark),
                         cases[i].incident != NULL);
        if (cases[i].incident != NULL) {
            assert_string_equal(mark.incident, cases[i].incident);
            assert_string_equal(mark.network, cases[i].network);
            assert_string_equal(mark.slot, cases[i].slot);
            assert_string_equal(mark_name(arena, &mark), cases[i].name);
        } else {
            assert_null(mark.incident);
        }
    }
    assert_false(field_message(arena, "topic@slack", &slot, &network));
    assert_false(field_message(arena, "did:ab12:ack", &slot, &network));
    assert_false(field_message(arena, "root@slack:#ops", &slot, &network));
    assert_false(field_message(arena, "buttons:ab12", &slot, &network));
    assert_null(slot);
    assert_true(field_message(
        arena, field_of_slot(arena, slot_of_message(arena, "ab12"), "slack"), &slot,
        &network));
    assert_string_equal(slot_message(slot), "ab12");
    assert_string_equal(network, "slack");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_follows),
        cmocka_unit_test(test_a_text_that_is_removed),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
