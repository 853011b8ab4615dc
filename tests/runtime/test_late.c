/* What was typed while nobody read it, and is too old to be carried out: it is refused and
 * stays refused, unless an earlier copy was carried out; and a refusal that asks for a part
 * asks for it again when it is given again. */
#include "harness.h"
#include "runtime/parts.h"

struct heard_late {
    struct answer answer;
    bool missing;
    char field[32];
};

static void came(void *ctx, const struct reply *reply) {
    struct heard_late *heard = ctx;
    heard->missing = reply->missing;
    snprintf(heard->field, sizeof heard->field, "%s", reply->field ? reply->field : "");
    answer_came(&heard->answer, reply);
}

static struct heard_late hand_in(struct node *node, const char *key, const char *place,
                                 const char *text, int64_t late, bool stranger) {
    struct heard_late heard = {0};
    const struct host *host = bot_host(node->bot);
    host->input(host->self, &(struct input){.kind = INPUT_COMMAND,
                                            .key = key,
                                            .actor = "net:ana",
                                            .place = place,
                                            .text = text,
                                            .late = late,
                                            .stranger = stranger,
                                            .done = came,
                                            .ctx = &heard});
    stage_settle(node->stage);
    assert_int_equal(heard.answer.calls, 1);
    return heard;
}

static size_t notes(struct stage *stage, const char *id) {
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    size_t n = history_count(&history, KIND_NOTE);
    history_free(&history);
    arena_free(arena);
    return n;
}

static void too_old(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    struct heard_late late = hand_in(node, "old", place, "note old", 2 * HOUR, false);
    assert_int_equal(late.answer.status, REPLY_REFUSED);
    assert_non_null(strstr(late.answer.text, "Nothing was done: this was typed 2 h ago"));
    assert_false(late.missing);
    assert_int_equal(notes(stage, id), 0);
    /* It stays refused, whoever hands it in again, and however late it seems then. */
    struct heard_late again = hand_in(node, "old", place, "note old", 0, false);
    assert_true(again.answer.duplicate);
    assert_int_equal(again.answer.status, REPLY_REFUSED);
    assert_string_equal(again.answer.text, late.answer.text);
    node_crash(node);
    node = node_open(stage, 0, NET_CAPS, STAGE_START + MINUTE);
    again = hand_in(node, "old", place, "note old", 0, false);
    assert_int_equal(again.answer.status, REPLY_REFUSED);
    assert_int_equal(notes(stage, id), 0);
}

static void carried_out_before(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    struct heard_late first = hand_in(node, "in time", place, "note in time", 0, false);
    assert_int_equal(first.answer.status, REPLY_DONE);
    node_crash(node); /* before it could answer, and before it knew how far it had read */
    node = node_open(stage, 0, NET_CAPS, STAGE_START + 3 * HOUR);
    struct heard_late copy =
        hand_in(node, "in time", place, "note in time", 3 * HOUR, false);
    assert_int_equal(copy.answer.status, REPLY_DONE);
    assert_true(copy.answer.duplicate);
    assert_string_equal(copy.answer.text, first.answer.text);
    assert_int_equal(notes(stage, id), 1);
}

/* Whoever is none of ours is told so, and nothing of what was late. */
static void of_a_stranger(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    struct heard_late late = hand_in(node, "theirs", place, "note x", 2 * HOUR, true);
    assert_int_equal(late.answer.status, REPLY_REFUSED);
    assert_non_null(strstr(late.answer.text, "people of its own workspace"));
}

static void asked_again(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS, STAGE_START);
    static const struct {
        const char *text, *field; /* NULL: nothing can be typed behind it */
    } rows[] = {
        {"note", "note"},
        {"update", "update"},
        {"escalate leadership", "reason"},
        {"update impact: all of them", NULL}, /* it would be of the impact */
        {"nonsense", NULL},
    };
    char id[64], place[64], key[32];
    node_declare(node, id, place);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(key, sizeof key, "row:%zu", i);
        for (int copy = 0; copy < 2; copy++) {
            struct heard_late heard = hand_in(node, key, place, rows[i].text, 0, false);
            assert_int_equal(heard.answer.status, REPLY_REFUSED);
            assert_int_equal(heard.answer.duplicate, copy == 1);
            if (heard.missing != (rows[i].field != NULL)) {
                fail_msg("%s: %s", rows[i].text, heard.answer.text);
            }
            if (rows[i].field) {
                assert_string_equal(heard.field, rows[i].field);
            }
        }
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(too_old),
        TEST(carried_out_before),
        TEST(of_a_stranger),
        TEST(asked_again),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime late", tests, server_setup,
                                       server_teardown);
}
