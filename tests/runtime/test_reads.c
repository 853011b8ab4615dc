/* Reading: lists of a thousand, short numbers, the timeline; nothing of it is a commit.
 */
#include "harness.h"
#include "runtime/slots.h"

enum { MANY = 1000, YESTERDAY = 7 };

static void declare_many(struct node *node, int many) {
    struct answer *answers = calloc((size_t)many, sizeof *answers);
    char text[64];
    assert_non_null(answers);
    for (int i = 0; i < many; i++) {
        snprintf(text, sizeof text, "declare sev%d \"case %d of many\"", 3 + i % 2,
                 i + 1);
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

struct numbered {
    const char *say, *incident; /* NULL: refused */
    const char *said;           /* part of the answer, or NULL */
};

static void check_numbered(struct node *node, const char *place,
                           const struct numbered *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        slots_drop_all(node->bot);
        struct answer answer = node_say(node, "net:ana", place, rows[i].say);
        if (answer.status != (rows[i].incident ? REPLY_DONE : REPLY_REFUSED) ||
            (rows[i].incident && strcmp(answer.incident, rows[i].incident) != 0) ||
            (rows[i].said && !strstr(answer.text, rows[i].said))) {
            fail_msg("%s: %s: %s", rows[i].say, answer.incident, answer.text);
        }
    }
}
#define CHECK_NUMBERED(node, place, rows)                                                \
    check_numbered((node), (place), (rows), sizeof(rows) / sizeof *(rows))

/* A number means the open one; when that leaves a doubt, nothing is done and it is asked.
 */
static void short_numbers(void **state) {
    static const struct numbered doubtful[] = {
        {"001 note which", NULL,
         "2 incidents have the number 001. Which one?\n"
         "case 1 of many: INC-2025-09-30-001 note which\n"
         "case 1 of many: INC-2025-09-29-001 note which"},
        {"note 002 which", NULL, "INC-2025-09-29-002 note which"},
        {"007 note only yesterday had seven", "INC-2025-09-29-007", NULL},
        {"#7 note no zeros needed", "INC-2025-09-29-007", NULL},
        {"INC-2025-09-29-001 note by its full name", "INC-2025-09-29-001", NULL},
        {"099 note nobody", NULL, "No incident has the number 099"},
        {"INC-2025-09-28-001 note nobody", NULL, "There is no incident"},
        {"timeline 007", "INC-2025-09-29-007", NULL},
        {"007 link 002", NULL, "Write its id in place of the number."},
        {"09-29-001 note of that day", "INC-2025-09-29-001", NULL},
        {"note 09-30-001 of that day", "INC-2025-09-30-001", NULL},
        {"09-29-1 note of that day", "INC-2025-09-29-001", NULL},
        {"09-28-001 note nobody", NULL, "No incident has the number 09-28-001"},
        {"09-30-007 note only yesterday had seven", NULL, "No incident has the number"},
    };
    static const struct numbered ended[] = {
        {"INC-2025-09-30-001 resolve fixed", "INC-2025-09-30-001", NULL},
        {"INC-2025-09-30-001 verify looked", "INC-2025-09-30-001", NULL},
        {"INC-2025-09-30-001 close", "INC-2025-09-30-001", NULL},
        {"001 note the open one, though today's is closed", "INC-2025-09-29-001", NULL},
        {"09-30-001 note the closed one, by its day", "INC-2025-09-30-001", NULL},
        {"INC-2025-09-29-001 resolve fixed", "INC-2025-09-29-001", NULL},
        {"INC-2025-09-29-001 verify looked", "INC-2025-09-29-001", NULL},
        {"INC-2025-09-29-001 close", "INC-2025-09-29-001", NULL},
        {"001 reopen which", NULL, "INC-2025-09-29-001 reopen which"},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    declare_many(node, YESTERDAY);
    node_advance(node, 24 * HOUR);
    declare_many(node, 3);
    CHECK_NUMBERED(node, NULL, doubtful);
    CHECK_NUMBERED(node, NULL, ended);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, "INC-2025-09-30-002");
    assert_int_equal(history_count(&history, KIND_LINKED), 0);
    assert_int_equal(history_count(&history, KIND_NOTE), 0);
    history_free(&history);
    arena_free(arena);
}

/* Its own number, typed in its channel, is asked about while another day's is open. */
static void own_number_of_two_days(void **state) {
    static const struct numbered rows[] = {
        {"update 001 fixed", NULL, "INC-2025-09-29-001 update fixed"},
        {"update 001 fixed", NULL, "For this one: INC-2025-09-30-001 update fixed"},
        {"INC-2025-09-29-001 cancel a test", "INC-2025-09-29-001", NULL},
        {"update 001 fixed", "INC-2025-09-30-001", NULL},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    declare_many(node, 1);
    node_advance(node, 24 * HOUR);
    node_declare(node, id, place);
    assert_string_equal(id, "INC-2025-09-30-001");
    CHECK_NUMBERED(node, place, rows);
}

/* In an incident's channel another one's number is not taken for text, whether it is open
 * or closed; a number that no incident has is text. */
static void number_in_a_channel(void **state) {
    static const struct numbered rows[] = {
        {"resolve 001 fixed", NULL, "INC-2025-09-29-001 resolve fixed"},
        {"resolve 001 fixed", NULL, "as text: resolve \"001 fixed\""},
        {"update #3 warm", NULL, "INC-2025-09-29-003 update warm"},
        {"close INC-2025-09-29-003", NULL, "INC-2025-09-29-003 close"},
        {"note INC-2025-09-29-099 x", "INC-2025-09-29-002", NULL},
        {"update 500 errors are gone", "INC-2025-09-29-002", NULL},
        {"update 002 warm", "INC-2025-09-29-002", NULL},
        {"resolve \"001 fixed\"", "INC-2025-09-29-002", NULL},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    declare_many(node, 1);
    node_declare(node, id, place);
    declare_many(node, 1);
    assert_string_equal(id, "INC-2025-09-29-002");
    node_say(node, "net:ana", NULL, "001 resolve fixed");
    CHECK_NUMBERED(node, place, rows);
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_RESOLVED), 1);
    history_free(&history);
    arena_free(arena);
}

/* Named by its channel, as a network writes it that sends no name of it. */
static void channel_in_a_channel(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    struct arena *arena = arena_new();
    char first[64], there[64], id[64], place[64];
    node_declare(node, first, there);
    node_declare(node, id, place);
    const struct numbered rows[] = {
        {arena_printf(arena, "resolve #%s fixed", there), NULL,
         "Nothing was done: INC-2025-09-29-001 is another incident."},
        {arena_printf(arena, "resolve #%s fixed", there), NULL,
         "INC-2025-09-29-001 resolve fixed"},
        {arena_printf(arena, "at 10:00 note #%s is slow", there), NULL,
         "INC-2025-09-29-001 note"},
        {arena_printf(arena, "note #%s is its own", place), id, NULL},
        {"note #net:c-nothing is no incident's", id, NULL},
        {arena_printf(arena, "show #%s", there), first, NULL},
        {arena_printf(arena, "#%s note there", there), first, NULL},
    };
    CHECK_NUMBERED(node, place, rows);
    const struct numbered elsewhere[] = {
        {arena_printf(arena, "note #%s there", there), first, NULL},
        {arena_printf(arena, "#%s link #%s", there, place), first, NULL},
        {"show #net:c-nothing", NULL, "#net:c-nothing is no incident's channel"},
    };
    CHECK_NUMBERED(node, NULL, elsewhere);
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_RESOLVED), 0);
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
        TEST(number_in_a_channel),
        TEST(channel_in_a_channel),
        TEST(own_number_of_two_days),
        TEST(in_the_channel),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime reads", tests, server_setup,
                                       server_teardown);
}
