/* The ground moves: the database is emptied, set back or loses an index under a bot that is
 * at work. It is noticed without a command, said, and no id is given twice. */
#include "harness.h"
#include "runtime/bot.h"

enum { ROUND = 5 * MINUTE }; /* a slow round of a small store, and more */

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

static size_t said(const struct node *node, const char *place, const char *text) {
    return network_count(node->network, HEARD_SEND, place, text);
}

static void declare(struct node *node, const char *text, char ret_id[64]) {
    struct answer answer = node_say(node, "net:ana", NULL, text);
    assert_int_equal(answer.status, REPLY_DONE);
    snprintf(ret_id, 64, "%s", answer.incident);
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

/* ---- indexes ---- */

static const struct {
    const char *name, *damage; /* with %s for the prefix */
    const char *holds;         /* a number that Redis gives once it is mended */
    long long number;
} damages[] = {
    {"due", "DEL %sdue", "ZCARD due", 1},
    {"one of due", "ZREM %sdue INC-2025-09-29-001", "ZCARD due", 1},
    {"due, much later", "ZADD %sdue 9000000000000 INC-2025-09-29-001",
     "ZCOUNT due -inf 8000000000000", 1},
    {"open", "DEL %sopen", "ZCARD open", 1},
    {"in closed", "ZADD %sclosed 1 INC-2025-09-29-001", "ZCARD closed", 0},
    {"place", "DEL %splace:net:#inc-2025-09-29-001",
     "EXISTS place:net:#inc-2025-09-29-001", 1},
    {"a ghost in open", "ZADD %sopen 5 INC-2025-09-29-070", "ZCARD open", 1},
};
enum { DAMAGES = sizeof damages / sizeof *damages };

static void damage(struct stage *stage, size_t i) {
    char prefix[64];
    snprintf(prefix, sizeof prefix, "t:{%s}:", stage->workspace);
    server_do(stage->server, damages[i].damage, prefix);
}

static void mended_while_it_runs(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    for (size_t i = 0; i < DAMAGES; i++) {
        damage(stage, i);
        stage_pass(stage, ROUND);
        long long now = stage_number(stage, "%s", damages[i].holds);
        if (now != damages[i].number) {
            fail_msg("%s: %lld", damages[i].name, now);
        }
    }
    /* And the clock knows: the update is asked for. */
    node_advance(node, 16 * MINUTE);
    assert_true(said(node, place, "update") > 0);
}

/* One that cannot be read is set aside, and made anew at once, not with the next round. */
static void made_anew_when_set_aside(void **state) {
    static const char *const indexes[] = {"open", "due", "closed", "todo:net:ben"};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64], other[64];
    node_declare(node, id, place);
    node_say(node, "net:ana", place, "action add owner=@net:ben look at the pool");
    declare(node, "declare sev3 a second one", other);
    node_say(node, "net:ana", "net:#inc-2025-09-29-002", "cancel it was nothing");
    stage_pass(stage, ROUND);
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
        server_do(stage->server, "SET t:{%s}:%s poison", stage->workspace, indexes[i]);
        node_say(node, "net:ana", place, "note what now");
        node_say(node, "net:ana", place, "action add owner=@net:ben and again");
        node_say(node, "net:ana", NULL, "list");
        node_say(node, "net:ana", NULL, "list closed");
        stage_pass(stage, 2 * SECOND);
        if (stage_number(stage, "ZCARD %s", indexes[i]) < 1) {
            fail_msg("%s was not made anew", indexes[i]);
        }
    }
    struct answer list = node_say(node, "net:ana", NULL, "list");
    assert_non_null(strstr(list.text, id));
}

static void mended_at_the_start(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    for (size_t i = 0; i < DAMAGES; i++) {
        node_close(node);
        damage(stage, i);
        node = node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)i * SECOND);
        assert_int_equal(stage_number(stage, "%s", damages[i].holds), damages[i].number);
    }
}

/* Reminders had stood still: people are told, and the reminder comes. */
static void silence_is_said(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    damage(stage, 0);
    node_close(node);
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + HOUR);
    assert_int_equal(said(node, place, "had stood still"), 1);
    assert_true(said(node, place, "missed") + said(node, place, "late") > 0);
    stage_pass(stage, ROUND);
    assert_int_equal(said(node, place, "had stood still"), 1);
}

static void a_lane_is_found_again(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    const struct outcome later = {.kind = OUTCOME_RETRY, .retry_ms = HOUR};
    char id[64], place[64];
    node_declare(node, id, place);
    network_rule(node->network, (struct rule){.times = -1, .answer = later});
    node_say(node, "net:ana", place, "update kept back");
    node_crash(node);
    server_do(stage->server, "DEL t:{%s}:lanes", stage->workspace);
    network_free(node->network);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    assert_int_equal(said(node, place, "kept back"), 1);
    assert_int_equal(stage_waiting(stage), 0);
}

/* ---- numbers ---- */

static void numbers_that_cannot_be(void **state) {
    static const char *const stored[] = {
        NULL, "-5", "9223372036854775807", "two", "", "1", "0", "1000000", "\xff"};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], wanted[64];
    int n = 3;
    for (int i = 0; i < n; i++) {
        declare(node, "declare sev3 \"first ones\"", id);
    }
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        node_close(node);
        if (stored[i]) {
            server_do(stage->server, "SET t:{%s}:seq:2025-09-29 %s", stage->workspace,
                      stored[i]);
        } else {
            server_do(stage->server, "DEL t:{%s}:seq:2025-09-29", stage->workspace);
        }
        node = node_open(stage, 0, NET_CAPS, STAGE_START + (int64_t)i * SECOND);
        declare(node, "declare sev3 \"one more\"", id);
        snprintf(wanted, sizeof wanted, "INC-2025-09-29-%03d", ++n);
        assert_string_equal(id, wanted);
    }
}

/* Damaged under the bot, between two that are declared. */
static void a_number_is_changed_meanwhile(void **state) {
    static const char *const stored[] = {"-5", "9223372036854775807", "1", "two"};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], wanted[64];
    declare(node, "declare sev3 the first one", id);
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        server_do(stage->server, "SET t:{%s}:seq:2025-09-29 %s", stage->workspace,
                  stored[i]);
        declare(node, "declare sev3 \"one more\"", id);
        snprintf(wanted, sizeof wanted, "INC-2025-09-29-%03d", (int)i + 2);
        assert_string_equal(id, wanted);
    }
}

/* ---- what networks know ---- */

static void told(struct node *node, const char *const *names) {
    const struct host *host = bot_host(node->bot);
    for (; *names; names++) {
        host->known_id(host->self, *names);
    }
    host->known_id(host->self, NULL);
    stage_settle(node->stage);
}

/* A new process on an emptied database: the channels are still there, so the number of the
 * first incident waits for them. */
static void a_network_knows_numbers(void **state) {
    static const char *const names[] = {"inc-2025-09-29-002",
                                        "war-Inc-2025-09-29-007-2",
                                        "inc-2025-09-30-099",
                                        "inc-2025-09-29-",
                                        "inc-2025-09-29-99999999999999999999",
                                        "payments",
                                        NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS | CAP_IDS, STAGE_START);
    struct answer answer = {0};
    char id[64];
    node_type(node, &answer, NULL, "net:ana", "net:#general", "declare sev2 the first");
    stage_settle(stage);
    assert_int_equal(answer.calls, 0);
    told(node, names);
    assert_int_equal(answer.calls, 1);
    assert_string_equal(answer.incident, "INC-2025-09-29-008");
    assert_int_equal(stage_number(stage, "GET seq:2025-09-29"), 8);
    /* The next process has a database that knows, and waits for nobody. */
    node_close(node);
    node = node_open(stage, 0, NET_CAPS | CAP_IDS, STAGE_START + MINUTE);
    declare(node, "declare sev2 the second", id);
    assert_string_equal(id, "INC-2025-09-29-009");
}

/* One that does not answer is waited for no longer than people wait; what it says later
 * counts all the same. */
static void a_network_is_slow(void **state) {
    static const char *const names[] = {"inc-2025-09-29-004", NULL};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS | CAP_IDS, STAGE_START);
    struct answer answer = {0};
    char id[64];
    node_type(node, &answer, NULL, "net:ana", "net:#general", "declare sev2 the first");
    stage_settle(stage);
    assert_int_equal(answer.calls, 0);
    stage_pass(stage, 6 * SECOND);
    assert_int_equal(answer.calls, 1);
    assert_string_equal(answer.incident, "INC-2025-09-29-001");
    told(node, names);
    declare(node, "declare sev2 the second", id);
    assert_string_equal(id, "INC-2025-09-29-005");
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
        TEST(made_anew_when_set_aside),
        TEST(many_are_told_together),
        TEST(mended_while_it_runs),
        TEST(mended_at_the_start),
        TEST(silence_is_said),
        TEST(a_lane_is_found_again),
        TEST(numbers_that_cannot_be),
        TEST(a_number_is_changed_meanwhile),
        TEST(a_network_knows_numbers),
        TEST(a_network_is_slow),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime ground", tests, server_setup,
                                       server_teardown);
}
