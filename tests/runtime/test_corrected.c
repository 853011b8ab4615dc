/* An update that was corrected is edited where it was posted: with the right text, as of
 * its own moment, and nowhere where it must not be read. */
#include "harness.h"
#include "runtime/bot.h"
#include "runtime/slots.h"

#include "base/text.h"

enum { EDITS = NET_CAPS | CAP_MIRROR | CAP_BUTTONS };

static void say(struct node *node, const char *place, const char *text) {
    struct answer answer = node_say(node, "net:ana", place, text);
    if (answer.status != REPLY_DONE || !answer.saved) {
        fail_msg("%s: %s", text, answer.text);
    }
}

/* Posts it; the number of its entry. */
static long long post(struct stage *stage, struct node *node, const char *id,
                      const char *place, const char *text) {
    struct arena *arena = arena_new();
    say(node, place, text);
    struct history history = history_read(stage, arena, id);
    long long n = 0;
    for (size_t i = 0; i < history.n; i++) {
        n = strcmp(history.entries[i].kind, KIND_UPDATE) ? n : history.entries[i].n;
    }
    history_free(&history);
    arena_free(arena);
    return n;
}

static void correct(struct node *node, const char *place, long long n, const char *text) {
    char line[256];
    snprintf(line, sizeof line, "correct %lld %s", n, text);
    say(node, place, line);
}

/* Number of the entry that has the text. */
static long long entry_with(struct stage *stage, const char *id, const char *text) {
    struct arena *arena = arena_new();
    struct history history = history_read(stage, arena, id);
    long long n = 0;
    for (size_t i = 0; i < history.n && n == 0; i++) {
        char *all = json_dumps(history.entries[i].text, JSON_COMPACT);
        n = all && strstr(all, text) ? history.entries[i].n : 0;
        free(all);
    }
    history_free(&history);
    arena_free(arena);
    return n;
}

/* The message that was posted there with that text. */
static const struct heard *posted(const struct network *network, const char *place,
                                  const char *text) {
    for (size_t i = 0; i < network->n; i++) {
        const struct heard *heard = &network->log[i];
        if (heard->kind == DELIVERY_POST && text_equal(heard->place, place) &&
            strstr(heard->text, text)) {
            return heard;
        }
    }
    fail_msg("\"%s\" was never posted in %s", text, place);
    return NULL;
}

/* Its last edit; NULL: none. */
static const char *edited(const struct network *network, size_t from,
                          const struct heard *message) {
    const char *text = NULL;
    for (size_t i = from; i < network->n; i++) {
        const struct heard *heard = &network->log[i];
        if (heard->slot && text_starts(heard->slot, SLOT_BUTTONS) &&
            text_equal(heard->place, message->place) &&
            text_equal(heard->remote, message->id)) {
            text = heard->text;
        }
    }
    return text;
}

static size_t edits(const struct network *network, size_t from) {
    size_t n = 0;
    for (size_t i = from; i < network->n; i++) {
        n += network->log[i].slot && text_starts(network->log[i].slot, SLOT_BUTTONS);
    }
    return n;
}

static const char *const outside[] = {"net:#incidents", "net:#leadership"};

/* The message says the right text in each place, whatever happened since; a restart and a
 * second correction as well. */
static void in_each_place(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, EDITS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    say(node, place, "role take commander");
    long long n = post(stage, node, id, place, "update 20 of 100 fail impact: all");
    node_advance(node, 40 * MINUTE); /* reminders, with buttons, come meanwhile */
    say(node, place, "impact some");
    say(node, place, "resolve rolled back");
    size_t from = node->network->n;
    correct(node, place, n, "2 of 100 fail");
    const char *const where[] = {place, outside[0], outside[1]};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
        const char *text = edited(node->network, from,
                                  posted(node->network, where[i], "20 of 100 fail"));
        assert_non_null(text);
        assert_non_null(strstr(text, "Update: 2 of 100 fail"));
        assert_null(strstr(text, "20 of 100"));
        assert_non_null(strstr(text, "Impact: all"));
        assert_non_null(strstr(text, "Corrected by ana"));
        assert_null(strstr(text, "Status: Resolved"));
    }
    assert_int_equal(edits(node->network, from), 3);
    assert_int_equal(stage_number(stage, "ZCARD dirty"), 0);
    /* The notice stays. */
    assert_int_equal(network_count(node->network, HEARD_SEND, outside[0],
                                   "correction by ana to the update: 2 of 100 fail"),
                     1);
    /* Nothing else edits it again. */
    from = node->network->n;
    say(node, place, "note nothing new");
    assert_int_equal(edits(node->network, from), 0);
    node_crash(node); /* the far side remembers what it heard */
    node = node_open(stage, 0, EDITS, STAGE_START + 60 * MINUTE);
    from = node->network->n;
    correct(node, place, n, "field=impact those in the east");
    const char *text =
        edited(node->network, from, posted(node->network, outside[0], "20 of 100 fail"));
    assert_non_null(text);
    assert_non_null(strstr(text, "Update: 2 of 100 fail"));
    assert_non_null(strstr(text, "Impact: those in the east"));
}

/* Whatever came after it: people come back to the first message. */
static void alert_is_kept_current(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, EDITS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    node_advance(node, 3 * HOUR);
    for (int i = 0; i < 5; i++) {
        say(node, place, "update we look into it");
        node_advance(node, 10 * MINUTE);
    }
    size_t from = node->network->n;
    say(node, place, "restore it works");
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        const char *text = edited(node->network, from,
                                  posted(node->network, outside[i], "INCIDENT ALERT"));
        assert_non_null(text);
        assert_non_null(strstr(text, "Status: Service restored"));
        assert_null(strstr(text, "Investigating"));
    }
}

/* Who may know no more than that it exists reads no more by a correction: neither when it
 * was restricted from the beginning, nor when it was made so after the update. */
static void check_restricted(struct stage *stage, bool later) {
    struct node *node = node_open(stage, 0, EDITS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    if (!later) {
        say(node, place, "set restricted=yes channel=private");
    }
    long long n = post(stage, node, id, place, "update 20 of 100 fail");
    if (later) {
        say(node, place, "set restricted=yes channel=private");
    }
    size_t from = node->network->n;
    correct(node, place, n, "hunter2 leaked");
    const char *text =
        edited(node->network, from, posted(node->network, place, "20 of 100 fail"));
    assert_non_null(text);
    assert_non_null(strstr(text, "hunter2 leaked"));
    assert_int_equal(edits(node->network, from), 1);
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_int_equal(network_count(node->network, HEARD_SEND, outside[i], "hunter2"),
                         0);
    }
}

static void restricted(void **state) {
    check_restricted(*state, false);
}

static void restricted_since(void **state) {
    check_restricted(*state, true);
}

/* What was removed is in no body that is kept, and no correction brings it back. */
static void removed(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, EDITS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    say(node, place, "impact hunter2 leaked");
    long long gone = (long long)slot_get(node->bot, id)->state->version;
    long long n = post(stage, node, id, place, "update hunter3 too");
    correct(node, place, n, "hunter4 too");
    assert_true(stage_holds(stage, "hunter4"));
    struct answer answer = {0};
    struct input input = {.kind = INPUT_REDACT,
                          .actor = "tocsin:operator",
                          .incident = id,
                          .number = n,
                          .done = answer_came,
                          .ctx = &answer};
    const struct host *host = bot_host(node->bot);
    host->input(host->self, &input);
    stage_settle(stage);
    assert_int_equal(answer.status, REPLY_DONE);
    assert_false(stage_holds(stage, "hunter3"));
    assert_false(stage_holds(stage, "hunter4"));
    /* The message of an update that follows shows an impact that is removed after it. */
    n = post(stage, node, id, place, "update it goes on");
    answer = (struct answer){0};
    input.number = gone;
    host->input(host->self, &input);
    stage_settle(stage);
    assert_int_equal(answer.status, REPLY_DONE);
    size_t from = node->network->n;
    correct(node, place, n, "it goes on in the east");
    assert_int_equal(edits(node->network, from), 0);
    assert_false(stage_holds(stage, "hunter2"));
}

/* The reply to the correction was lost, and it was saved. */
static void reply_lost(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, EDITS, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    long long n = post(stage, node, id, place, "update 20 of 100 fail");
    size_t from = node->network->n;
    liar_lie(&node->liar,
             (struct lie){.kind = LIE_LOST_REPLY, .touches = "tl:", .times = 1});
    correct(node, place, n, "2 of 100 fail");
    stage_pass(stage, MINUTE);
    const char *text =
        edited(node->network, from, posted(node->network, place, "20 of 100 fail"));
    assert_non_null(text);
    assert_non_null(strstr(text, "Update: 2 of 100 fail"));
}

/* Any text, however many came after it and however long it is; and taken back, the
 * message says again what it said. */
static void any_text(void **state) {
    static const struct {
        const char *typed, *shown;
    } rows[] = {
        {"decision wait for the vendor", "wait for the vendor"},
        {"impact the north", "the north"},
        {"severity sev2 the south works", "the south works"},
        {"mitigate second region", "second region"},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, EDITS, STAGE_START);
    char id[64], place[64], line[9000];
    node_declare(node, id, place);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        say(node, place, rows[i].typed);
        for (int k = 0; k < 3; k++) { /* and what comes after it */
            snprintf(line, sizeof line, "update step %zu.%d", i, k);
            say(node, place, line);
        }
        snprintf(line, sizeof line, "correct %lld rather this",
                 entry_with(stage, id, rows[i].shown));
        size_t from = node->network->n;
        say(node, place, line);
        const struct heard *message = posted(node->network, place, rows[i].shown);
        const char *text = edited(node->network, from, message);
        assert_non_null(text);
        assert_non_null(strstr(text, "rather this"));
        assert_non_null(strstr(text, "Corrected by ana"));
        from = node->network->n;
        say(node, place, "undo");
        message =
            posted(node->network, place, rows[i].shown); /* the log may have moved */
        text = edited(node->network, from, message);
        assert_non_null(text);
        assert_non_null(strstr(text, rows[i].shown));
        assert_null(strstr(text, "rather this"));
        assert_null(strstr(text, "Corrected by"));
    }
    memcpy(line, "update ", 7);
    memset(line + 7, 'x', 8000);
    line[8007] = '\0';
    long long n = post(stage, node, id, place, line);
    size_t from = node->network->n;
    memcpy(line + 7, "then ", 5);
    char again[9100];
    snprintf(again, sizeof again, "correct %lld %s", n, line + 7);
    say(node, place, again);
    const char *text =
        edited(node->network, from, posted(node->network, place, "xxxxxxxx"));
    assert_non_null(text);
    assert_non_null(strstr(text, "then xxxxxxxx"));
}

/* A network that cannot edit gets the notice alone. */
static void notice_alone(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS | CAP_MIRROR, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    long long n = post(stage, node, id, place, "update 20 of 100 fail");
    correct(node, place, n, "2 of 100 fail");
    assert_int_equal(edits(node->network, 0), 0);
    assert_int_equal(network_count(node->network, HEARD_SEND, outside[0],
                                   "correction by ana to the update: 2 of 100 fail"),
                     1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {TEST(in_each_place), TEST(alert_is_kept_current),
                                       TEST(restricted),    TEST(restricted_since),
                                       TEST(removed),       TEST(reply_lost),
                                       TEST(any_text),      TEST(notice_alone)};
#undef TEST
    return cmocka_run_group_tests_name("runtime corrected", tests, server_setup,
                                       server_teardown);
}
