/* The section `slack:` of tocsin.yaml: what is taken, what is refused and how. */
#include "config_fixture.h"
#include "io/config_load.h"
#include "io/config_network.h"
#include "slack/section.h"

static void test_absent(void **state) {
    struct config *config = load_text(*state, "workspace: acme\n");
    assert_null(config_section(config, &network_slack));
    assert_null(config->directory.runbook);
    config_free(config);
}

static void test_defaults(void **state) {
    struct config *config = load_text(*state, "slack: {}\n");
    const struct slack_section *slack = config_section(config, &network_slack);
    assert_non_null(slack);
    assert_null(slack->app_token_file);
    assert_null(slack->bot_token_file);
    assert_string_equal(slack->api_url, "https://slack.com/api/");
    assert_int_equal(slack->sockets, 2);
    assert_string_equal(slack->command, "/inc");
    assert_string_equal(slack->channel, "{id}");
    assert_words(config->directory.networks[0].invite, "");
    assert_words(slack->teams, "");
    assert_false(config->directory.networks[0].archive);
    assert_words(slack->timeline, "pushpin");
    assert_words(slack->action, "white_check_mark ballot_box_with_check");
    config_free(config);
}

static void test_everything(void **state) {
    struct config *config =
        load_text(*state, "links: {runbook: \"https://wiki.x.example/r\"}\n"
                          "announce: [\"slack:#incidents\"]\n"
                          "leadership: [\"slack:C024BE91L\"]\n"
                          "slack:\n"
                          "  app_token_file: app\n"
                          "  bot_token_file: /run/bot\n"
                          "  api_url: http://127.0.0.1:8080/api\n"
                          "  sockets: 10\n"
                          "  command: /outage\n"
                          "  channel: ops-{id}-war_room\n"
                          "  invite: [U024BE7LH, S0614TZR7]\n"
                          "  teams: [T024BE7LD, E01, any]\n"
                          "  archive: true\n"
                          "  reactions:\n"
                          "    timeline: [pushpin, \"+1\"]\n"
                          "    action: []\n");
    const struct slack_section *slack = config_section(config, &network_slack);
    unlink(*state); /* nothing of it may be needed any more */
    assert_string_equal(slack->app_token_file, "/tmp/app");
    assert_string_equal(slack->bot_token_file, "/run/bot");
    assert_string_equal(slack->api_url, "http://127.0.0.1:8080/api/");
    assert_int_equal(slack->sockets, 10);
    assert_string_equal(slack->command, "/outage");
    assert_string_equal(slack->channel, "ops-{id}-war_room");
    assert_string_equal(config->directory.networks[0].name, "slack");
    assert_null(config->directory.networks[1].name);
    assert_words(config->directory.networks[0].invite, "slack:U024BE7LH slack:S0614TZR7");
    assert_words(slack->teams, "T024BE7LD E01 any");
    assert_true(config->directory.networks[0].archive);
    assert_words(slack->timeline, "pushpin +1");
    assert_words(slack->action, "");
    assert_string_equal(config->directory.runbook, "https://wiki.x.example/r");
    config_free(config);
    write_file(*state, "");
}

/* What its adapter keeps needs no configuration, and a reload is told by what it keeps. */
static void test_copied_and_compared(void **state) {
    static const struct {
        const char *text;
        bool same;
    } cases[] = {
        {"slack: {sockets: 3, teams: [T1, T2], command: /x}\n", true},
        {"slack: {sockets: 3, teams: [T1, T2], command: /x, invite: [U1]}\n", true},
        {"slack: {sockets: 3, teams: [T1, T2], command: /x, archive: true}\n", true},
        {"slack: {sockets: 4, teams: [T1, T2], command: /x}\n", false},
        {"slack: {sockets: 3, teams: [T1], command: /x}\n", false},
        {"slack: {sockets: 3, teams: [T1, T3], command: /x}\n", false},
        {"slack: {sockets: 3, teams: [T1, T2], command: /y}\n", false},
        {"slack: {sockets: 3, teams: [T1, T2], command: /x, bot_token_file: b}\n", false},
        {"workspace: acme\n", false},
    };
    struct arena *arena = arena_new();
    struct config *config = load_text(*state, cases[0].text);
    const struct slack_section *copy = config_section_copy(
        arena, &network_slack, config_section(config, &network_slack));
    config_free(config);
    assert_string_equal(copy->command, "/x");
    assert_words(copy->teams, "T1 T2");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct config *other = load_text(*state, cases[i].text);
        const void *section = config_section(other, &network_slack);
        if (config_section_same(&network_slack, copy, section) != cases[i].same)
            fail_msg("%s", cases[i].text);
        config_free(other);
    }
    assert_true(config_section_same(&network_slack, NULL, NULL));
    arena_free(arena);
}

static void test_api_url(void **state) {
    static const struct {
        const char *url;
        bool fine;
    } cases[] = {
        {"https://slack.com/api/", true},
        {"https://slack-gov.com/api", true},
        {"http://localhost:1/api/", true},
        {"http://127.9.9.9/", true},
        {"http://[::1]:8080/api/", true},
        {"http://slack.com/api/", false},
        {"http://localhost.evil.example/", false},
        {"http://127.0.0.1.evil.example/", false},
        {"http://[::1].evil.example/", false},
        {"https://u:p@slack.com/", false},
        {"https://slack.com/?x=", false},
        {"slack.com/api/", false},
        {"https://", false},
        {"https://slack.com/#a", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[256];
        struct error err = {0};
        snprintf(text, sizeof(text), "slack: {api_url: \"%s\"}\n", cases[i].url);
        write_file(*state, text);
        struct config *config = config_load(*state, config_networks, &err);
        if ((config != NULL) != cases[i].fine)
            fail_msg("%s: %s", cases[i].url, config ? "accepted" : err.text);
        config_free(config);
    }
}

static const struct broken broken[] = {
    {"slack:\n  app_token: xapp-1-secret",
     "2: slack.app_token: there is no such key; did you mean \"app_token_file\"? "
     "Possible: app_token_file, bot_token_file, api_url, sockets, command, channel, "
     "invite, teams, archive or reactions"},
    {"slack:\n  app_token_file: xapp-1-secret",
     "2: slack.app_token_file: holds a token; write the path of a file that holds it"},
    {"slack:\n  bot_token_file: xoxb-1-secret",
     "2: slack.bot_token_file: holds a token; write the path of a file that holds it"},
    {"slack:\n  api_url: http://slack.example/api/",
     "2: slack.api_url: would send the tokens in the clear; write https, or http to "
     "localhost, 127.0.0.1 or [::1]"},
    {"slack:\n\n  sockets: 11", "3: slack.sockets: must lie between 1 and 10"},
    {"slack:\n  sockets: 0", "2: slack.sockets: must lie between 1 and 10"},
    {"slack:\n  command: inc", "2: slack.command: \"inc\" is not a slash command; write "
                               "/inc, and give the app a command of that name"},
    {"slack:\n  command: /Inc", "2: slack.command: \"/Inc\" is not a slash command; "
                                "write /inc, and give the app a command of that name"},
    {"slack:\n  channel: incident", "2: slack.channel: must contain {id}, or every "
                                    "incident would want the same channel"},
    {"slack:\n  channel: \"INC {id}\"",
     "2: slack.channel: \"INC {id}\" cannot be the name of a channel: besides {id}, "
     "write lower-case letters, digits, - and _"},
    {"slack:\n  channel: \"{id}-{id}-{id}-0123456789012\"",
     "2: slack.channel: makes names of 76 characters; at most 74 are possible"},
    {"slack:\n  invite:\n    - U1\n    - \"@ana\"",
     "4: slack.invite[1]: \"@ana\" is not the id of a user or a user group; write "
     "U024BE7LH or S0614TZR7 (Slack: profile, Copy member ID)"},
    {"slack:\n  teams: [acme]",
     "2: slack.teams[0]: \"acme\" is not the id of a workspace; write T024BE7LD (the "
     "address of Slack in a browser has it), or any"},
    {"slack:\n  archive: never",
     "2: slack.archive: \"never\" is not possible; write true or false"},
    {"slack:\n  reactions:\n    timeline: [\":pushpin:\"]",
     "3: slack.reactions.timeline[0]: \":pushpin:\" is not the name of a reaction; write "
     "it without colons: pushpin"},
    {"slack:\n  reactions:\n    action: [pushpin]",
     "3: slack.reactions.action[0]: \"pushpin\" already puts a message on the timeline"},
    {"announce: [\"slack:incidents\"]",
     "1: announce[0]: \"slack:incidents\" is not a channel of Slack; write "
     "slack:#incidents, or its id: slack:C024BE91L"},
    {"leadership:\n  - \"slack:#Boss\"",
     "2: leadership[0]: \"slack:#Boss\" is not a channel of Slack; write "
     "slack:#incidents, or its id: slack:C024BE91L"},
    {"links: {runbook: wiki}", "1: links.runbook: is not a web address; write "
                               "https://wiki.example.org/runbook"},
    {"slack:", "1: slack: must have keys of its own (\"key: value\")"},
};

static void test_broken(void **state) {
    assert_broken(*state, broken, COUNT(broken));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, file_set_up, file_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_absent),     TEST(test_defaults),
        TEST(test_everything), TEST(test_copied_and_compared),
        TEST(test_api_url),    TEST(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
