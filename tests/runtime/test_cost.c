/* What a command costs: how often the database is asked for it. The answer waits for each
 * of these questions, so one more is a decision, and not an accident. */
#include "harness.h"
#include "runtime/parts.h"

struct count {
    struct store copy;
    int reads, commits;
};

static struct count count;

static void read_counted(void *self, const struct write *cmds, size_t n, read_cb cb,
                         void *ctx) {
    count.reads++;
    count.copy.read(self, cmds, n, cb, ctx);
}

static void commit_counted(void *self, const struct commit *commit, commit_cb cb,
                           void *ctx) {
    count.commits++;
    count.copy.commit(self, commit, cb, ctx);
}

static void count_in(struct node *node) {
    count = (struct count){.copy = node->liar.store};
    node->liar.store.read = read_counted;
    node->liar.store.commit = commit_counted;
}

/* With what follows from them: messages that are sent and taken off, what is shown again.
 * The incident is in memory. */
static void questions(void **state) {
    static const struct {
        const char *text;
        bool in_channel;
        int reads, commits;
    } rows[] = {
        {"declare sev2 \"it is slow\"", false, 1, 7},
        {"note a note", true, 0, 1},
        {"update we look", true, 0, 5},
        {"role take commander", true, 0, 4},
        {"show", true, 0, 0},
        {"timeline", true, 1, 0},
        {"list", true, 1, 0},
        {"help", true, 0, 0},
        {"nonsense", true, 0, 1},
    };
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, NET_CAPS | CAP_MIRROR, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    count_in(node);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        count.reads = count.commits = 0;
        (void)node_say(node, "net:ana", rows[i].in_channel ? place : NULL, rows[i].text);
        if (count.reads != rows[i].reads || count.commits != rows[i].commits) {
            fail_msg("%s: %d reads, %d commits", rows[i].text, count.reads,
                     count.commits);
        }
    }
    node_close(node);
    /* The same incident, not in memory: its place, and all of it in one. */
    node = node_open(stage, 1, NET_CAPS | CAP_MIRROR, STAGE_START + MINUTE);
    count_in(node);
    (void)node_say(node, "net:ana", place, "note a note");
    assert_int_equal(count.reads, 2);
    assert_int_equal(count.commits, 1);
    node_close(node);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(questions),
    };
    return cmocka_run_group_tests(tests, server_setup, server_teardown);
}
