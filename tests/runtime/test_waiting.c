/* What waits in the outbox is judged when it leaves: an incident that was restricted
 * meanwhile tells nobody outside what was written before, wherever it waited. */
#include "harness.h"
#include "runtime/parts.h"

#define SECRET "hunter2"

enum {
    CHAT = NET_CAPS | CAP_MIRROR | CAP_BOOKMARKS | CAP_MEMBERS | CAP_BUTTONS,
};

static const char *const wide[] = {"net:#incidents", "net:#leadership"};

static struct answer say(struct node *node, const char *place, const char *text) {
    struct answer answer = node_say(node, "net:ana", place, text);
    if (answer.status != REPLY_DONE) {
        fail_msg("%s: %s", text, answer.text);
    }
    return answer;
}

static void declare(struct node *node, char id[64], char place[64]) {
    struct answer answer =
        say(node, NULL, "declare sev1 " SECRET " is the password service=payments");
    snprintf(id, 64, "%s", answer.incident);
    snprintf(place, 64, "net:#%.50s", answer.incident);
    for (char *c = place; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
}

/* The network says "later" for this place, until it is told otherwise. */
static void slow(struct node *node, const char *place, const char *text) {
    network_rule(node->network,
                 (struct rule){.place = place,
                               .text = text,
                               .times = -1,
                               .answer = {.kind = OUTCOME_RETRY, .retry_ms = HOUR}});
}

/* Messages that were taken; edits are none. */
static size_t answered(const struct network *network, size_t from, const char *place,
                       const char *text) {
    size_t n = 0;
    for (size_t i = from; i < network->n; i++) {
        n += network->log[i].answer == OUTCOME_SENT && !network->log[i].slot &&
             strstr(network->log[i].place, place) && strstr(network->log[i].text, text);
    }
    return n;
}

static void check_nothing_out(struct node *node, size_t from, const char *place) {
    const struct network *network = node->network;
    for (size_t i = from; i < network->n; i++) {
        if (strstr(network->log[i].place, place) &&
            (strstr(network->log[i].text, SECRET) ||
             strstr(network->log[i].text, "could not be written"))) {
            fail_msg("%s (%s) was told: %s", network->log[i].place,
                     network->log[i].slot ? network->log[i].slot : "a message",
                     network->log[i].text);
        }
    }
}

/* Whoever reads the announce channel or leadership's is told once that it exists; the
 * messages of the hour before are not for them any more. After a restart as well. */
static void check_wide(struct stage *stage, bool restart) {
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    for (size_t i = 0; i < 2; i++) {
        slow(node, wide[i], NULL);
    }
    declare(node, id, place);
    say(node, place, "update " SECRET " was used");
    say(node, place, "severity 2 " SECRET " was used again");
    say(node, place, "set restricted=yes");
    if (restart) {
        node_close(node);
        network_free(node->network);
        node = node_open(stage, 0, CHAT, STAGE_START);
    }
    size_t from = restart ? 0 : node->network->n;
    node->network->nrules = 0;
    stage_pass(stage, HOUR);
    for (size_t i = 0; i < 2; i++) {
        check_nothing_out(node, from, wide[i]);
        assert_int_equal(answered(node->network, from, wide[i], "restricted incident"),
                         1);
    }
    assert_int_equal(stage_waiting(stage), 0);
}

static void wide_places(void **state) {
    check_wide(*state, false);
}

static void wide_places_after_a_restart(void **state) {
    check_wide(*state, true);
}

/* What is not restricted goes out as it was written, however long it waited; lifted again,
 * so does that, and that it was lifted. */
static void what_everybody_reads(void **state) {
    struct stage *stage = *state;
    stage->directory.people =
        (struct person[]){{"Ana", (const char *const[]){"net:ana", NULL},
                           (const char *const[]){"admin", NULL}}};
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    slow(node, wide[0], NULL);
    declare(node, id, place);
    say(node, place, "set restricted=yes");
    say(node, place, "set restricted=no");
    node->network->nrules = 0;
    stage_pass(stage, HOUR);
    assert_int_equal(answered(node->network, 0, wide[0], SECRET), 2);
    assert_int_equal(answered(node->network, 0, wide[0], "is no longer restricted"), 1);
}

/* A channel that is not there yet is opened for members only, and what waited for it goes
 * in; on-call people and those of the configuration are not among its members. */
static void its_channel(void **state) {
    static const char *const invite[] = {"net:UTEAM", "net:tom", NULL};
    static const struct directory_network networks[] = {{"net", invite, false}, {0}};
    struct stage *stage = *state;
    stage->directory.networks = networks;
    stage->directory.people =
        (struct person[]){{"Cal", (const char *const[]){"net:cal", NULL},
                           (const char *const[]){"oncall", NULL}},
                          {"Sue", (const char *const[]){"net:sue", NULL},
                           (const char *const[]){"security", NULL}}};
    stage->directory.npeople = 2;
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    network_rule(node->network,
                 (struct rule){.place = "#inc-",
                               .text = "",
                               .times = -1,
                               .answer = {.kind = OUTCOME_RETRY, .retry_ms = HOUR}});
    declare(node, id, place);
    say(node, NULL, "update 001 " SECRET " was used");
    struct answer answer = say(node, NULL, "set 001 restricted=yes");
    assert_non_null(strstr(answer.text, "it is opened for members only"));
    assert_null(strstr(answer.text, "Its channel is open"));
    say(node, NULL, "update 001 " SECRET " is changed");
    node->network->nrules = 0;
    size_t from = node->network->n;
    stage_pass(stage, HOUR);
    const struct network *network = node->network;
    size_t opened = network_find(network, from, HEARD_SEND, "#inc-", "");
    assert_true(opened < network->n && network->log[opened].kind == DELIVERY_OPEN &&
                network->log[opened].private_place);
    assert_true(answered(network, opened, place, SECRET " is the password") > 0);
    assert_true(answered(network, opened, place, SECRET " was used") > 0);
    assert_true(answered(network, opened, place, SECRET " is changed") > 0);
    assert_int_equal(answered(network, opened, place, "its members only"), 1);
    assert_int_equal(answered(network, opened, place, "This channel is open"), 0);
    char invited[256] = "";
    for (size_t i = opened; i < network->n; i++) {
        const struct heard *heard = &network->log[i];
        if (heard->step && !strcmp(heard->step, STEP_INVITE)) {
            snprintf(invited + strlen(invited), sizeof invited - strlen(invited), "%s ",
                     heard->people);
        }
    }
    assert_non_null(strstr(invited, "net:ana"));
    assert_non_null(strstr(invited, "net:sue"));
    assert_null(strstr(invited, "net:cal"));
    assert_null(strstr(invited, "net:UTEAM"));
    assert_null(strstr(invited, "net:tom"));
    assert_int_equal(stage_waiting(stage), 0);
}

/* Lifted again before it is there, it is opened for everybody. */
static void its_channel_after_all(void **state) {
    struct stage *stage = *state;
    stage->directory.people =
        (struct person[]){{"Ana", (const char *const[]){"net:ana", NULL},
                           (const char *const[]){"admin", NULL}}};
    stage->directory.npeople = 1;
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    slow(node, "#inc-", "");
    declare(node, id, place);
    say(node, NULL, "set 001 restricted=yes");
    say(node, NULL, "set 001 restricted=no");
    node->network->nrules = 0;
    size_t from = node->network->n;
    stage_pass(stage, HOUR);
    size_t opened = network_find(node->network, from, HEARD_SEND, "#inc-", "");
    assert_true(opened < node->network->n && !node->network->log[opened].private_place);
    say(node, place, "set restricted=yes"); /* and is open then */
    assert_int_equal(answered(node->network, from, place, "This channel is open"), 1);
}

/* Being made at that moment, it comes out open: it says so, with what to do, and nothing
 * of the contents. */
static void its_channel_on_its_way(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    network_rule(node->network,
                 (struct rule){.place = "#inc-", .text = "", .times = 1, .hold = true});
    declare(node, id, place);
    size_t opened = network_find(node->network, 0, HEARD_SEND, "#inc-", "");
    assert_true(opened < node->network->n && !node->network->log[opened].private_place);
    say(node, NULL, "update 001 " SECRET " was used");
    say(node, NULL, "set 001 restricted=yes");
    network_release(node->network,
                    (struct outcome){.kind = OUTCOME_SENT, .place = place});
    stage_settle(stage);
    stage_pass(stage, MINUTE);
    check_nothing_out(node, opened, "#inc-");
    const struct network *network = node->network;
    assert_int_equal(answered(network, opened, place, "everybody can read here"), 1);
    assert_int_equal(answered(network, opened, place, "make this channel private"), 1);
    /* Its mark stays, by which the channel is known to be ours. */
    size_t purpose = opened;
    while (purpose < network->n && (!network->log[purpose].step ||
                                    strcmp(network->log[purpose].step, STEP_PURPOSE))) {
        purpose++;
    }
    assert_true(purpose < network->n);
    assert_non_null(strstr(network->log[purpose].text, network->log[opened].id));
    assert_int_equal(stage_waiting(stage), 0);
    /* Made private, it goes on there. */
    say(node, place, "role take commander");
    say(node, place, "set channel=private");
    say(node, place, "update " SECRET " is changed");
    assert_int_equal(answered(network, opened, place, SECRET " is changed"), 1);
}

/* Being called by name lets nobody in. */
static void a_person(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    declare(node, id, place);
    slow(node, "net:@ben", NULL);
    say(node, place, "escalate net:ben " SECRET " was used");
    assert_int_equal(network_count(node->network, HEARD_SEND, "net:@ben", SECRET), 1);
    size_t from = node->network->n;
    say(node, place, "set restricted=yes");
    node->network->nrules = 0;
    stage_pass(stage, HOUR);
    check_nothing_out(node, from, "net:@ben");
    assert_int_equal(answered(node->network, from, "net:@ben", "restricted incident"), 1);
}

/* So does an edit that waits: the message says what outsiders are told from then on. */
static void edits(void **state) {
    struct stage *stage = *state;
    struct node *node = node_open(stage, 0, CHAT, STAGE_START);
    char id[64], place[64];
    node_declare(node, id, place);
    say(node, place, "update all is well");
    size_t update = network_find(node->network, 0, HEARD_SEND, wide[0], "all is well");
    slow(node, wide[0], NULL);
    say(node, place, "correct all is well, " SECRET " was used");
    /* The message itself, and that it was corrected. */
    assert_int_equal(network_count(node->network, HEARD_SEND, wide[0], SECRET), 2);
    size_t from = node->network->n, edited = 0;
    say(node, place, "set restricted=yes");
    node->network->nrules = 0;
    stage_pass(stage, HOUR);
    check_nothing_out(node, from, wide[0]);
    for (size_t i = from; i < node->network->n; i++) {
        const struct heard *heard = &node->network->log[i];
        edited += heard->answer == OUTCOME_SENT && heard->remote &&
                  !strcmp(heard->remote, node->network->log[update].id) &&
                  strstr(heard->text, "restricted incident");
    }
    assert_int_equal(edited, 1);
    assert_int_equal(answered(node->network, from, wide[0], "restricted incident"), 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_setup, stage_teardown)
    const struct CMUnitTest tests[] = {
        TEST(wide_places),
        TEST(wide_places_after_a_restart),
        TEST(what_everybody_reads),
        TEST(its_channel),
        TEST(its_channel_after_all),
        TEST(its_channel_on_its_way),
        TEST(a_person),
        TEST(edits),
    };
#undef TEST
    return cmocka_run_group_tests_name("runtime waiting", tests, server_setup,
                                       server_teardown);
}
