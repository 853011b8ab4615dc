/* The ground moves: the database is emptied, set back or loses an index under a bot that is
 * at work. It is noticed without a command, said, and no id is given twice. */
#include "ground.h"
#include "harness.h"
#include "runtime/bot.h"

/* Every key of the workspace goes, or comes back as it was. */
static redisReply *keys_of(struct stage *stage) {
    return server_ask(stage->server, "KEYS t:{%s}:*", stage->workspace);
}

static void empty(struct stage *stage) {
    redisReply *keys = keys_of(stage);
    for (size_t i = 0; i < keys->elements; i++) {
        server_do(stage->server, "DEL %b", keys->element[i]->str, keys->element[i]->len);
    }
    freeReplyObject(keys);
}

/* A copy of the whole workspace, as a backup of the server has it. */
struct copy {
    redisReply *keys, **dumps;
};

static struct copy copy_take(struct stage *stage) {
    struct copy copy = {keys_of(stage), NULL};
    copy.dumps = calloc(copy.keys->elements + 1, sizeof *copy.dumps);
    assert_non_null(copy.dumps);
    for (size_t i = 0; i < copy.keys->elements; i++) {
        copy.dumps[i] = server_ask(stage->server, "DUMP %b", copy.keys->element[i]->str,
                                   copy.keys->element[i]->len);
    }
    return copy;
}

static void copy_put(struct stage *stage, struct copy *copy) {
    empty(stage);
    for (size_t i = 0; i < copy->keys->elements; i++) {
        server_do(stage->server, "RESTORE %b 0 %b", copy->keys->element[i]->str,
                  copy->keys->element[i]->len, copy->dumps[i]->str, copy->dumps[i]->len);
        freeReplyObject(copy->dumps[i]);
    }
    free(copy->dumps);
    freeReplyObject(copy->keys);
}

/* ---- emptied, set back ---- */

/* Nobody types: the renewal of the lease notices. */
static void emptied_under_a_connection(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], second[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "update nobody can pay");
    empty(stage);
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(said(node, place, "INC-2025-09-29-001 is lost"), 1);
    assert_int_equal(said(node, place, "Nobody is reminded of it"), 1);
    assert_int_equal(said(node, place, "declare sev1 \""), 1);
    assert_int_equal(said(node, "#incidents", "INC-2025-09-29-001 is lost"), 1);
    assert_int_equal(said(node, "#leadership", "INC-2025-09-29-001 is lost"), 1);
    assert_int_equal(said(node, NULL, "Part of"), 0);
    assert_int_equal(said(node, NULL, "what was decided last"), 0);
    /* Whoever types there is told, and what to type. */
    struct answer note = node_say(node, "net:ana", place, "note is anybody here?");
    assert_int_equal(note.status, REPLY_REFUSED);
    assert_non_null(strstr(note.text, "Nothing was saved: INC-2025-09-29-001 is lost"));
    assert_non_null(strstr(note.text, "declare sev1 \""));
    note = node_say(node, "net:ana", NULL, "001 note is anybody here?");
    assert_non_null(strstr(note.text, "Nothing was saved: INC-2025-09-29-001 is lost"));
    struct answer show = node_say(node, "net:ana", place, "show");
    assert_int_equal(strncmp(show.text, "INC-2025-09-29-001 is lost", 26), 0);
    assert_null(strstr(show.text, "saved"));
    struct answer list = node_say(node, "net:ana", NULL, "list");
    assert_non_null(strstr(list.text, "Lost with the database"));
    assert_non_null(strstr(list.text, "INC-2025-09-29-001"));
    assert_int_equal(stage_number(stage, "HLEN lost"), 1);
    /* Work goes on, and the number of what is lost is not given again. */
    declare(node, "declare sev2 another one", second);
    assert_string_equal(second, "INC-2025-09-29-002");
    assert_int_equal(stage_number(stage, "GET seq:2025-09-29"), 2);
    assert_int_equal(stage_number(stage, "HEXISTS meta store"), 1);
    stage_pass(stage, ROUND);
    assert_int_equal(said(node, NULL, "is lost"), 3);
    /* The next process knows it as well. */
    node_close(node);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    note = node_say(node, "net:ana", place, "note and now?");
    assert_non_null(strstr(note.text, "INC-2025-09-29-001 is lost"));
    stage_pass(stage, ROUND);
    assert_int_equal(said(node, NULL, "is lost"), 3);
}

/* Another database behind the same address: it has all that was written last, so that its
 * own id alone tells it apart. What it lacks is found out at once. */
static void another_one_answers(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], second[64];
    node_declare(node, id, place);
    declare(node, "declare sev2 another one", second);
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(said(node, NULL, "is lost"), 0);
    server_do(stage->server, "DEL t:{%s}:inc:%s t:{%s}:tl:%s", stage->workspace, id,
              stage->workspace, id);
    server_do(stage->server, "HSET t:{%s}:meta store other", stage->workspace);
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(said(node, place, "INC-2025-09-29-001 is lost"), 1);
    assert_int_equal(said(node, NULL, "INC-2025-09-29-002 is lost"), 0);
}

/* One that waits knows of nothing: whoever was at work goes on, and tells. */
static void emptied_while_another_waits(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    struct node *other = node_open(stage, 1, NET_CAPS, STAGE_START);
    stage_pass(stage, 10 * SECOND);
    assert_true(other->standby && !other->ready);
    for (int i = 0; i < 3; i++) { /* at different moments of the two */
        stage_pass(stage, SECOND);
        empty(stage);
        stage_pass(stage, 15 * SECOND);
        assert_false(other->ready);
        assert_int_equal(said(node, place, "INC-2025-09-29-001 is lost"), 1);
        assert_int_equal(stage_number(stage, "HLEN lost"), 1);
    }
    /* With nobody else it takes over all the same. */
    node_crash(node);
    empty(stage);
    stage_pass(stage, 30 * SECOND);
    assert_true(other->ready);
}

/* The second time it is not said anew, but kept. */
static void emptied_twice(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    empty(stage);
    stage_pass(stage, 15 * SECOND);
    empty(stage);
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(stage_number(stage, "HLEN lost"), 1);
    assert_int_equal(said(node, place, "is lost"), 1);
    struct answer note = node_say(node, "net:ana", place, "note still?");
    assert_non_null(strstr(note.text, "INC-2025-09-29-001 is lost"));
}

/* Leadership that was never told is not told now; a title that is restricted is said
 * nowhere. */
static void who_hears_that_it_is_lost(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char low[64], secret[64];
    declare(node, "declare sev3 a slow page", low);
    declare(node, "declare sev3 restricted the keys are out", secret);
    empty(stage);
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(said(node, "#leadership", "is lost"), 0);
    assert_int_equal(said(node, "#incidents", "is lost"), 2);
    assert_int_equal(
        said(node, "net:#inc-2025-09-29-001", "declare sev3 \"a slow page\""), 1);
    assert_int_equal(
        said(node, "net:#inc-2025-09-29-002", "declare sev3 restricted what is broken"),
        1);
    struct answer note = node_say(node, "net:ana", "net:#inc-2025-09-29-002", "note x");
    assert_non_null(strstr(note.text, "declare sev3 restricted what is broken"));
    assert_int_equal(said(node, NULL, "keys are out\""), 0);
}

/* Before anybody noticed: the words are true, and what can be saved is saved. */
static void typed_right_after(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer note = {0}, opened = {0}, list = {0};
    node_declare(node, id, place);
    empty(stage);
    node_type(node, &note, NULL, "net:ana", place, "note it is worse");
    node_type(node, &list, NULL, "net:ana", NULL, "list");
    node_type(node, &opened, NULL, "net:ana", NULL, "declare sev2 another one");
    stage_pass(stage, 10 * SECOND);
    assert_int_equal(note.status, REPLY_REFUSED);
    assert_non_null(strstr(note.text, "Nothing was saved: INC-2025-09-29-001 is lost"));
    assert_null(strstr(note.text, "taken over"));
    assert_null(strstr(list.text, "saved"));
    assert_int_equal(opened.status, REPLY_DONE);
    assert_string_equal(opened.incident, "INC-2025-09-29-002");
}

/* Nobody is at work: whoever looks is not told that nothing was saved. */
static void words_without_a_store(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    bot_stop(node->bot, 1000);
    struct answer show = {0}, note = {0};
    node_type(node, &show, NULL, "net:ana", place, "show");
    node_type(node, &note, NULL, "net:ana", place, "note x");
    stage_pass(stage, SECOND);
    assert_int_equal(strncmp(show.text, "I cannot look now: tocsin is stopping", 37), 0);
    assert_int_equal(strncmp(note.text, "Nothing was saved: tocsin is stopping", 37), 0);
}

static void set_back_under_a_connection(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], later[64], next[64];
    node_declare(node, id, place);
    struct copy copy = copy_take(stage);
    node_say(node, "net:ana", place, "update nobody can pay");
    declare(node, "declare sev2 another one", later);
    stage_pass(stage, 15 * SECOND);
    copy_put(stage, &copy);
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(said(node, place, "Part of INC-2025-09-29-001 is gone"), 1);
    assert_int_equal(said(node, "#incidents", "Part of INC-2025-09-29-001 is gone"), 1);
    /* The other one is not there at all. */
    assert_int_equal(said(node, "net:#inc-2025-09-29-002", "INC-2025-09-29-002 is lost"),
                     1);
    assert_int_equal(said(node, "#incidents", "INC-2025-09-29-002 is lost"), 1);
    assert_int_equal(said(node, "#leadership", "Part of INC-2025-09-29-001 is gone"), 1);
    assert_int_equal(stage_number(stage, "HLEN lost"), 2);
    declare(node, "declare sev2 a third one", next);
    assert_string_equal(next, "INC-2025-09-29-003");
    stage_pass(stage, ROUND);
    assert_int_equal(said(node, NULL, "is gone"), 3);
    assert_int_equal(said(node, NULL, "is lost"), 3);
}

static void press(struct node *node, const char *id, const char *place, const char *made,
                  struct answer *answer) {
    const struct host *host = bot_host(node->bot);
    char key[96];
    snprintf(key, sizeof key, "%s of %s", made, id);
    struct input input = {.kind = INPUT_COMMAND,
                          .key = key,
                          .actor = "net:ana",
                          .place = place,
                          .incident = id,
                          .command = "ack",
                          .made = made,
                          .done = answer_came,
                          .ctx = answer};
    *answer = (struct answer){0};
    host->input(host->self, &input);
    stage_settle(node->stage);
    assert_int_equal(answer->calls, 1);
}

/* Buttons of before, on a store that is older than they are: what they were made for is
 * lost, or has the id that another one had. Neither is acted on. */
static void old_buttons(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], later[64], made[32], other[32];
    struct answer answer;
    node_declare(node, id, place);
    struct copy copy = copy_take(stage);
    declare(node, "declare sev2 another one", later);
    stage_pass(stage, 15 * SECOND);
    copy_put(stage, &copy);
    stage_pass(stage, 15 * SECOND);
    snprintf(made, sizeof made, "%lld", (long long)STAGE_START);
    snprintf(other, sizeof other, "%lld", (long long)STAGE_START - MINUTE);
    press(node, later, place, made, &answer);
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_non_null(strstr(answer.text, "INC-2025-09-29-002 is lost"));
    long long entries = stage_number(stage, "XLEN tl:%s", id);
    press(node, id, place, other, &answer);
    assert_int_equal(answer.status, REPLY_REFUSED);
    assert_int_equal(stage_number(stage, "XLEN tl:%s", id), entries);
    /* One of the incident that is there. */
    press(node, id, place, made, &answer);
    if (answer.status != REPLY_DONE) {
        fail_msg("%s", answer.text);
    }
    node_close(node);
}

/* What is typed between the loss and its being said does not hide it. */
static void set_back_under_load(void **state) {
    enum { MORE = 6 };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    struct answer notes[MORE] = {0};
    node_declare(node, id, place);
    struct copy copy = copy_take(stage);
    for (int i = 0; i < 3; i++) {
        node_say(node, "net:ana", place, "note lost soon");
    }
    copy_put(stage, &copy);
    for (int i = 0; i < MORE; i++) {
        node_type(node, &notes[i], NULL, "net:ana", place, "note and on it goes");
    }
    stage_pass(stage, 15 * SECOND);
    assert_int_equal(notes[MORE - 1].status, REPLY_DONE);
    assert_int_equal(said(node, place, "Part of INC-2025-09-29-001 is gone"), 1);
    assert_int_equal(said(node, "#incidents", "Part of INC-2025-09-29-001 is gone"), 1);
    stage_pass(stage, ROUND);
    assert_int_equal(said(node, place, "Part of INC-2025-09-29-001 is gone"), 1);
}

/* Many: one message where everybody is told, and one in each channel. */
static void many_are_told_together(void **state) {
    enum { MANY = 12 };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64];
    for (int i = 0; i < MANY; i++) {
        declare(node, "declare sev3 \"one of many\"", id);
    }
    bot_store_down(node->bot);
    empty(stage);
    bot_store_up(node->bot);
    stage_settle(stage);
    assert_int_equal(said(node, "#incidents", "12 incidents are lost"), 1);
    assert_int_equal(said(node, "#incidents", "is lost"), 0);
    assert_int_equal(said(node, "net:#inc-", "is lost"), MANY);
    assert_int_equal(stage_number(stage, "HLEN lost"), MANY);
    declare(node, "declare sev3 \"one more\"", id);
    assert_string_equal(id, "INC-2025-09-29-013");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(emptied_under_a_connection),
        TEST(another_one_answers),
        TEST(set_back_under_a_connection),
        TEST(emptied_while_another_waits),
        TEST(emptied_twice),
        TEST(set_back_under_load),
        TEST(old_buttons),
        TEST(who_hears_that_it_is_lost),
        TEST(typed_right_after),
        TEST(words_without_a_store),
        TEST(many_are_told_together),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime ground", tests, server_setup,
                                       server_teardown);
}
