/* Reading: lists of a thousand, short numbers, the timeline; nothing of it is a commit.
 */
#include "harness.h"

#include "runtime/internal.h"

enum { MANY = 1000, YESTERDAY = 7 };

static void declare_many(struct node *node, int many) {
    struct answer *answers = calloc((size_t)many, sizeof *answers);
    char text[64];
    assert_non_null(answers);
    for (int i = 0; i < many; i++) {
        snprintf(text, sizeof text, "declare sev%d case %d of many", 3 + i % 2, i + 1);
        node_type(node, &answers[i], NULL, "net:ana", NULL, text);
    }
    stage_settle(node->stage);
    for (int i = 0; i < many; i++) {
        assert_int_equal(answers[i].status, REPLY_DONE);
    }
    free(answers);
}

static void a_thousand(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    declare_many(node, MANY - 1);
    node_advance(node, MINUTE);
    declare_many(node, 1);
    assert_int_equal(stage_number(stage, "ZCARD open"), MANY);
    assert_int_equal(stage_number(stage, "GET seq:2025-09-29"), MANY);
    int64_t commits = node->liar.commits;
    struct answer answer = node_say(node, "net:ana", NULL, "list");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_false(answer.saved);
    char more[64];
    snprintf(more, sizeof more, "and %d more", MANY - LIMIT_LIST);
    assert_non_null(strstr(answer.text, more));
    assert_non_null(strstr(answer.text, "INC-2025-09-29-1000")); /* the latest first */
    assert_null(strstr(answer.text, "INC-2025-09-29-001"));
    /* From an empty cache as well. */
    slots_drop_all(node->bot);
    struct answer again = node_say(node, "net:ana", NULL, "list");
    assert_string_equal(again.text, answer.text);
    answer = node_say(node, "net:ana", NULL, "list closed");
    assert_non_null(strstr(answer.text, "No closed"));
    assert_int_equal(node->liar.commits, commits);
}

static void short_numbers(void **state) {
    static const struct {
        const char *say, *incident; /* NULL: refused */
    } rows[] = {
        {"001 note today's first", "INC-2025-09-30-001"},
        {"note 002 today's second", "INC-2025-09-30-002"},
        {"#3 note no zeros needed", "INC-2025-09-30-003"},
        {"007 note only yesterday had seven", "INC-2025-09-29-007"},
        {"INC-2025-09-29-001 note by its full name", "INC-2025-09-29-001"},
        {"099 note nobody", NULL},
        {"INC-2025-09-28-001 note nobody", NULL},
        {"show 001", "INC-2025-09-30-001"},
        {"timeline 007", "INC-2025-09-29-007"},
        {"001 duplicate 002", "INC-2025-09-30-001"},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    declare_many(node, YESTERDAY);
    node_advance(node, 24 * HOUR);
    declare_many(node, 3);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        slots_drop_all(node->bot);
        struct answer answer = node_say(node, "net:ana", NULL, rows[i].say);
        if (answer.status != (rows[i].incident ? REPLY_DONE : REPLY_REFUSED) ||
            (rows[i].incident && strcmp(answer.incident, rows[i].incident) != 0)) {
            fail_msg("%s: %s: %s", rows[i].say, answer.incident, answer.text);
        }
    }
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, "INC-2025-09-30-002");
    assert_int_equal(history_count(&history, KIND_LINKED), 1);
    history_free(&history);
    arena_free(arena);
}

/* In its channel no number is needed, also for a bot that has just begun. */
static void in_the_channel(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "note here");
    node_close(node);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    struct answer answer = node_say(node, "net:ana", place, "timeline");
    assert_int_equal(answer.status, REPLY_DONE);
    assert_string_equal(answer.incident, id);
    assert_non_null(strstr(answer.text, "here"));
    answer = node_say(node, "net:ana", "net:#elsewhere", "timeline");
    assert_int_equal(answer.status, REPLY_REFUSED);
    /* The store cannot be read: said, and asked again next time. */
    slots_drop_all(node->bot);
    liar_lie(&node->liar, (struct lie){.kind = LIE_READ, .touches = "inc:", .times = 1});
    answer = node_say(node, "net:ana", place, "note again");
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "Nothing was saved"));
    answer = node_say(node, "net:ana", place, "note again");
    assert_int_equal(answer.status, REPLY_DONE);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_thousand),
        TEST(short_numbers),
        TEST(in_the_channel),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime reads", tests, server_setup,
                                       server_teardown);
}
