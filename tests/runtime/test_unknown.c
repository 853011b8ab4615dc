/* A commit ends done, refused or unknown. Whatever happened, what the person reads is
 * true, what was saved is told to everybody once, and what was not is told to nobody. */
#include "harness.h"

struct row {
    const char *name;
    enum lie_kind lie;
    bool mute; /* the fence cannot tell either */
    enum reply_status status;
    bool duplicate, there;
    const char *text; /* part of the answer */
};

static const struct row rows[] = {
    {"applied, reply lost", LIE_LOST_REPLY, false, REPLY_DONE, true, true, NULL},
    {"lost", LIE_LOST_COMMIT, false, REPLY_REFUSED, false, false, "Nothing was saved"},
    {"late", LIE_LATE, false, REPLY_REFUSED, false, false, "Nothing was saved"},
    {"unavailable", LIE_UNAVAILABLE, false, REPLY_REFUSED, false, false,
     "Nothing was saved"},
    {"refused, an earlier copy looked for", LIE_OOM, true, REPLY_REFUSED, false, false,
     "Nothing was saved: the database is ill. Then send it again."},
    {"refused, and the fence tells", LIE_BUSY, false, REPLY_REFUSED, false, false,
     "Nothing was saved: the database is ill. Then send it again."},
    {"refused, nobody can tell of an earlier copy", LIE_BUSY, true, REPLY_UNKNOWN, false,
     false, "cannot tell yet whether this was saved: the database is ill."},
    {"applied, nobody can tell", LIE_LOST_REPLY, true, REPLY_UNKNOWN, false, true,
     "cannot tell"},
    {"lost, nobody can tell", LIE_LOST_COMMIT, true, REPLY_UNKNOWN, false, false,
     "cannot tell"},
};

struct story {
    const char *place; /* where everybody reads of it */
    bool opens;
};

static const struct story stories[] = {
    {"net:#incidents", false},
    {"net:#incidents", true},
};

static void play(struct node *node, const struct row *row, const struct story *story,
                 const char *place, size_t number) {
    struct stage *stage = node->stage;
    char token[32], text[128], key[32];
    snprintf(token, sizeof token, "token%zux", number);
    snprintf(text, sizeof text, story->opens ? "declare sev1 %s" : "update %s", token);
    snprintf(key, sizeof key, "key:%zu", number);
    liar_lie(&node->liar, (struct lie){.kind = row->lie, .touches = "tl:", .times = 1});
    if (row->mute) {
        liar_lie(&node->liar, (struct lie){.kind = LIE_FENCE, .times = 1});
    }
    struct answer answer, again;
    node_type(node, &answer, key, "net:ana", place, text);
    stage_settle(stage);
    if (answer.calls != 1 || answer.status != row->status ||
        answer.duplicate != row->duplicate) {
        fail_msg("%s, %s: %d calls, status %d: %s", row->name, text, answer.calls,
                 (int)answer.status, answer.text);
    }
    assert_true(!row->text || strstr(answer.text, row->text));
    if (row->lie == LIE_LATE) {
        enum commit_result result = COMMIT_DONE;
        assert_true(liar_late(&node->liar, &result));
        stage_settle(stage);
        assert_int_equal(result, COMMIT_DUPLICATE);
    }
    /* Time passes, and whatever waits for a retry has had it. */
    stage_pass(stage, 5 * MINUTE);
    size_t heard = network_count(node->network, HEARD_SEND, story->place, token);
    if (stage_holds(stage, token) != row->there || heard != row->there) {
        fail_msg("%s, %s: heard %zu times", row->name, text, heard);
    }
    /* The same input once more: what was done is said again, never done again; what was
     * given up stays given up, for its answer said so. */
    node_type(node, &again, key, "net:ana", place, text);
    stage_settle(stage);
    bool open_to_retry = row->mute && row->lie != LIE_OOM;
    if (row->there) {
        assert_int_equal(again.status, REPLY_DONE);
        assert_true(again.duplicate);
    } else {
        assert_int_equal(again.status, open_to_retry ? REPLY_DONE : REPLY_REFUSED);
    }
    heard = network_count(node->network, HEARD_SEND, story->place, token);
    assert_int_equal(heard, row->there || open_to_retry);
    node->liar.nlies = 0;
}

static void a_persons_commit(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    size_t number = 0;
    node_declare(node, id, place);
    for (size_t s = 0; s < sizeof stories / sizeof *stories; s++) {
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            play(node, &rows[r], &stories[s], place, number++);
        }
    }
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    assert_int_equal(history_count(&history, KIND_UPDATE), 4);
    history_free(&history);
    arena_free(arena);
    /* Numbers of the day are given out once: no gap, no reuse. */
    assert_int_equal(stage_number(stage, "GET seq:2025-09-29"), 5);
    assert_int_equal(stage_number(stage, "ZCARD open"), 5);
}

/* Two at once, and the database leaves the first without an answer: the second has waited
 * as long, and is not tried after it. */
static void one_that_stood_behind(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    struct answer first, second;
    char id[64], place[64];
    node_declare(node, id, place);
    liar_lie(&node->liar,
             (struct lie){.kind = LIE_LOST_COMMIT, .touches = "tl:", .times = 1});
    liar_lie(&node->liar, (struct lie){.kind = LIE_FENCE, .times = 1});
    node_type(node, &first, "key:1", "net:ana", place, "update token1x");
    node_type(node, &second, "key:2", "net:ben", place, "update token2x");
    stage_settle(stage);
    assert_int_equal(first.status, REPLY_UNKNOWN);
    assert_int_equal(second.status, REPLY_REFUSED);
    assert_non_null(strstr(second.text, "does not answer"));
    assert_false(stage_holds(stage, "token2x"));
    /* Who comes after that is tried. */
    stage_pass(stage, SECOND);
    node_type(node, &second, "key:3", "net:ben", place, "update token3x");
    stage_settle(stage);
    assert_int_equal(second.status, REPLY_DONE);
    assert_true(stage_holds(stage, "token3x"));
}

/* Machine inputs are never given up: decided again until the timeline has them, once. */
static void a_machines_commit(void **state) {
    static const struct {
        const char *name;
        enum lie_kind lie;
    } lies[] = {{"applied", LIE_LOST_REPLY},
                {"lost", LIE_LOST_COMMIT},
                {"unavailable", LIE_UNAVAILABLE}};
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        char id[64], place[64];
        /* The second commit to a timeline is the answer that the channel is open. */
        liar_lie(
            &node->liar,
            (struct lie){.kind = lies[i].lie, .touches = "tl:", .skip = 1, .times = 1});
        node_declare(node, id, place);
        stage_pass(stage, 5000);
        struct history history = history_read(stage, arena, id);
        assert_int_equal(history_count(&history, KIND_PLACE_BOUND), 1);
        history_free(&history);
        assert_int_equal(network_count(node->network, HEARD_SEND, place, "payments"), 1);

        /* The clock: one step, one entry. */
        const struct host *host = bot_host(node->bot);
        bool done = false;
        node->liar.nlies = 0;
        liar_lie(&node->liar,
                 (struct lie){.kind = lies[i].lie, .touches = "tl:", .times = 1});
        assert_true(host->step(host->self, 10 * SECOND, node_flag, &done));
        stage_pass(stage, 5000);
        assert_true(done);
        history = history_read(stage, arena, id);
        assert_int_equal(history_count(&history, KIND_CLOCK_STEPPED), 1);
        history_free(&history);
        node->liar.nlies = 0;
        node_say(node, "net:ana", place, "resolve it is over");
        node_say(node, "net:ana", place, "verify it holds");
        struct answer answer = node_say(node, "net:ana", place, "close");
        assert_int_equal(answer.status, REPLY_DONE);
    }
    /* A deadline: missed once. */
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        char id[64], place[64];
        node_declare(node, id, place);
        node_say(node, "net:ana", place, "role take commander");
        liar_lie(
            &node->liar,
            (struct lie){.kind = lies[i].lie, .touches = "tl:", .times = 2, .skip = 0});
        const struct host *host = bot_host(node->bot);
        bool done = false;
        assert_true(host->advance(host->self, 15 * MINUTE, node_flag, &done));
        stage_pass(stage, 10 * SECOND);
        assert_true(done);
        struct history history = history_read(stage, arena, id);
        assert_int_equal(history_count(&history, KIND_WARNED), 1);
        assert_int_equal(history_count(&history, KIND_MISSED), 1);
        assert_int_equal(history_count(&history, KIND_NUDGE_SENT), 2);
        history_free(&history);
        node->liar.nlies = 0;
        node_say(node, "net:ana", place, "resolve it is over");
    }
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_persons_commit, stage_setup, stage_teardown),
        cmocka_unit_test_setup_teardown(one_that_stood_behind, stage_setup,
                                        stage_teardown),
        cmocka_unit_test_setup_teardown(a_machines_commit, stage_setup, stage_teardown),
    };
    return cmocka_run_group_tests_name("runtime unknown", tests, server_setup,
                                       server_teardown);
}
