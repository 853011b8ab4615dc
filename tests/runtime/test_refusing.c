/* A place that refused the last message: the next answer says so, in whichever incident,
 * until the place takes messages again. */
#include "harness.h"

#define WHY "it is archived: unarchive it"
#define WORDS "took no message the last time: " WHY ". Please tell those who read it."

static const struct outcome denied = {.kind = OUTCOME_DENIED, .why = WHY};

static struct answer say(struct node *node, const char *place, const char *text) {
    struct answer answer = node_say(node, "net:ana", place, text);
    if (answer.status != REPLY_DONE) {
        fail_msg("%s: %s", text, answer.text);
    }
    return answer;
}

static void refuses(struct node *node, const char *place) {
    network_rule(node->network,
                 (struct rule){.place = place, .times = -1, .answer = denied});
}

static size_t lines_with(const char *text, const char *words) {
    size_t n = 0;
    for (const char *at = strstr(text, words); at; at = strstr(at + 1, words)) {
        n++;
    }
    return n;
}

static void a_place_of_many(void **state) {
    static const struct {
        const char *say;
        bool named; /* is it told there? */
    } rows[] = {
        {"declare sev1 again service=payments", true},
        {"update 001 we look", true},
        {"update 002 we look", true},
        {"note 002 for us", false},
        {"show 002", false},
        {"list", false},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    refuses(node, "net:#incidents");
    struct answer answer = say(node, NULL, "declare sev1 x is down service=payments");
    assert_null(
        strstr(answer.text, "took no message the last time")); /* nobody knew yet */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        answer = say(node, NULL, rows[i].say);
        if (lines_with(answer.text, "#incidents " WORDS) != (rows[i].named ? 1 : 0) ||
            strstr(answer.text, "#leadership takes")) {
            fail_msg("%s: %s", rows[i].say, answer.text);
        }
    }
    /* It works again: the message of that command is the first that it takes. */
    node->network->nrules = 0;
    answer = say(node, NULL, "update 001 unarchived");
    assert_non_null(strstr(answer.text, "#incidents " WORDS));
    answer = say(node, NULL, "declare sev1 a third service=payments");
    assert_null(strstr(answer.text, "took no message the last time"));
}

static void each_once(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    refuses(node, "net:#incidents");
    refuses(node, "net:#leadership");
    say(node, NULL, "declare sev1 x is down service=payments");
    struct answer answer = say(node, NULL, "declare sev1 again service=payments");
    assert_int_equal(lines_with(answer.text, "#incidents " WORDS), 1);
    assert_int_equal(lines_with(answer.text, "#leadership " WORDS), 1);
}

/* How many messages with these words the place took. */
static size_t taken(const struct node *node, size_t from, const char *place,
                    const char *text) {
    const struct network *network = node->network;
    size_t n = 0;
    for (size_t i = from; i < network->n; i++) {
        i = network_find(network, i, HEARD_SEND, place, text);
        n += i < network->n && network->log[i].answer == OUTCOME_SENT;
    }
    return n;
}

/* What a place refused comes when it takes messages again, by itself, once, and as things
 * stand then. */
static void told_late(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], over[64], over_place[64];
    refuses(node, "net:#incidents");
    node_declare(node, id, place);
    node_declare(node, over, over_place);
    say(node, over_place, "cancel it was a test");
    say(node, place, "update token1x we look");
    stage_pass(stage, 3 * MINUTE);
    long long entries = stage_number(stage, "XLEN tl:%s", id);
    stage_pass(stage, 3 * MINUTE); /* what is tried in vain makes no entries */
    assert_int_equal(stage_number(stage, "XLEN tl:%s", id), entries);
    assert_int_equal(taken(node, 0, "net:#incidents", NULL), 0);
    node->network->nrules = 0;
    size_t from = node->network->n;
    stage_pass(stage, 61 * SECOND);
    assert_int_equal(taken(node, from, "net:#incidents", "told late"), 1);
    assert_int_equal(taken(node, from, "net:#incidents", "token1x"), 1);
    stage_pass(stage, 5 * MINUTE);
    assert_int_equal(taken(node, from, "net:#incidents", NULL), 1); /* one is over */
    assert_int_equal(stage_number(stage, "LLEN lane:net:#incidents~"), 0);
    assert_int_equal(stage_number(stage, "HLEN out:net:#incidents~"), 0);
    /* The place is silent no more: the next refusal is said again. */
    refuses(node, "net:#incidents");
    from = node->network->n;
    say(node, place, "update token2x we look on");
    assert_int_equal(taken(node, from, place, "did not take a message"), 1);
    /* What gets through by itself says enough. */
    node->network->nrules = 0;
    say(node, place, "update token3x it is the pool");
    stage_pass(stage, 5 * MINUTE);
    assert_int_equal(taken(node, from, "net:#incidents", "told late"), 0);
    assert_int_equal(stage_number(stage, "LLEN lane:net:#incidents~"), 0);
    node_close(node);
}

/* Mended while no bot was at work: its start tells. A restricted one keeps its contents. */
static void told_late_after_a_start(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    refuses(node, "net:#incidents");
    refuses(node, "net:#leadership");
    say(node, NULL, "declare sev1 restricted token1x leaked");
    node_close(node);
    node = node_open(stage, 1, NET_CAPS, STAGE_START + MINUTE);
    stage_pass(stage, 5 * SECOND);
    static const char *const places[] = {"net:#incidents", "net:#leadership"};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(taken(node, 0, places[i], "is a restricted incident"), 1);
        assert_int_equal(taken(node, 0, places[i], "token1x"), 0);
    }
    node_close(node);
}

/* The same key typed twice is answered the same. */
static void stored_with_the_command(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    struct answer first = {0}, second = {0};
    refuses(node, "net:#incidents");
    say(node, NULL, "declare sev1 x is down service=payments");
    node_type(node, &first, "key-1", "net:ana", "net:#general", "update 001 we look");
    stage_settle(stage);
    node_type(node, &second, "key-1", "net:ana", "net:#general", "update 001 we look");
    stage_settle(stage);
    assert_true(second.duplicate);
    assert_non_null(strstr(first.text, WORDS));
    assert_string_equal(first.text, second.text);
}

static void a_person(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    refuses(node, "net:@ben");
    struct answer answer = say(node, place, "escalate net:ben we need the database");
    assert_null(strstr(answer.text, "cannot be told"));
    answer = say(node, place, "escalate net:ben it is worse");
    assert_non_null(
        strstr(answer.text, "net:ben cannot be told in person: " WHY ". Please call."));
}

/* An incident's own channel, typed to from elsewhere. */
static void its_own_channel(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    refuses(node, place);
    struct answer answer = say(node, NULL, "update 001 we look");
    assert_null(strstr(answer.text, "took no message the last time"));
    answer = say(node, NULL, "update 001 we look on");
    assert_non_null(
        strstr(answer.text, "took no message the last time: " WHY ". Please tell"));
    char other[64], other_place[64];
    node_declare(node, other, other_place);
    answer = say(node, other_place, "update we look");
    assert_null(strstr(answer.text, "took no message the last time"));
}

/* A network that opens no channels: the next declaration says so, and so does what is typed
 * to an incident without one, when nobody reads the place in its stead. */
static void no_channel(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    network_rule(
        node->network,
        (struct rule){.place = "#inc-", .text = "", .times = -1, .answer = denied});
    struct answer answer = say(node, NULL, "declare sev1 x is down service=payments");
    assert_null(strstr(answer.text, "no channel"));
    answer = say(node, NULL, "declare sev1 again service=payments");
    assert_non_null(strstr(answer.text, "net opened no channel the last time: " WHY
                                        ". If there is none again: "));
    refuses(node, "net:#incidents");
    say(node, NULL, "decision 001 we go back");
    answer = say(node, NULL, "decision 001 all of it");
    assert_int_equal(lines_with(answer.text, "#incidents " WORDS), 1);
    node->network->nrules = 0;
    say(node, NULL, "declare sev1 a third service=payments");
    answer = say(node, NULL, "declare sev1 a fourth service=payments");
    assert_null(strstr(answer.text, "no channel"));
}

/* No channel, and nobody reads the announce place: leadership and those at work hear that,
 * once, whichever came first. */
static void check_nowhere(struct stage *stage, bool place_first) {
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    network_rule(
        node->network,
        (struct rule){.place = "#inc-", .text = "", .times = -1, .answer = denied});
    if (place_first) {
        refuses(node, "net:#incidents");
    }
    say(node, NULL, "declare sev1 x is down service=payments");
    refuses(node, "net:#incidents");
    say(node, NULL, "decision 001 we go back");
    say(node, NULL, "update 001 we look");
    static const char *const heard[] = {"net:#leadership", "net:@ana"};
    for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) {
        assert_int_equal(network_count(node->network, HEARD_SEND, heard[i],
                                       "what happens is said nowhere"),
                         1);
    }
}

static void nowhere(void **state) {
    check_nowhere(*state, false);
}

static void nowhere_place_first(void **state) {
    check_nowhere(*state, true);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_place_of_many),
        TEST(each_once),
        TEST(stored_with_the_command),
        TEST(a_person),
        TEST(its_own_channel),
        TEST(no_channel),
        TEST(nowhere),
        TEST(nowhere_place_first),
        TEST(told_late),
        TEST(told_late_after_a_start),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime refusing", tests, server_setup,
                                       server_teardown);
}
