/* Who is who, who may do what, who may see what. */
#include "fixture.h"

#include "core/audience.h"
#include "core/command.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/names.h"
#include "core/people.h"
#include "core/rights.h"

static void test_same_person(void **state) {
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"console:ana", "slack:U1", true},   {"slack:U1", "console:ana", true},
        {"console:ana", "slack:U2", false},  {"console:new", "console:new", true},
        {"console:new", "slack:new", false}, {NULL, "console:ana", false},
        {"console:ana", NULL, false},        {NULL, NULL, false},
    };
    struct directory directory = fixture_directory();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(people_same(&directory, cases[i].a, cases[i].b), cases[i].same);
    }
}

static void test_names_and_groups(void **state) {
    struct directory directory = fixture_directory();

    (void)state;
    assert_string_equal(people_name(&directory, "slack:U1"), "Ana Alba");
    assert_string_equal(people_name(&directory, "slack:U99"), "U99");
    assert_string_equal(people_name(&directory, "odd"), "odd");
    assert_true(people_in_group(&directory, "slack:U1", "responders"));
    assert_false(people_in_group(&directory, "slack:U1", "admin"));
    assert_false(
        people_in_group(&directory, "matrix:zoe", "admin")); /* no groups at all */
    assert_false(people_in_group(&directory, "console:nobody", "responders"));
    assert_null(people_find(&directory, NULL));
}

/* Longer than any word of a command: Matrix has ids of 255 bytes. */
#define TEN "abcdefghij"
#define LONG_NAME TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void test_parse(void **state) {
    static const struct {
        const char *asker, *word, *actor;
    } cases[] = {
        {"console:ben", "@ana", "console:ana"},
        {"console:ben", "ANA", "console:ana"},
        {"console:ben", "console:Ana", "console:ana"},
        {"slack:U2", "ana alba", "slack:U1"}, /* known by the asker's network */
        {"slack:U2", "@u1", "slack:U1"},
        {"matrix:zoe", "Ana Alba", "console:ana"}, /* else the first identity */
        {"slack:U2", "console:ana", "console:ana"},
        {"console:ben", "zoe", "matrix:zoe"}, /* by her name */
        {"console:ben", "newcomer", "console:newcomer"},
        {"console:ben", "irc:newcomer", "irc:newcomer"},
        {"slack:U2", "ana", "slack:ana"}, /* nobody's name, user or identity */
        {"console:ben", "two words", NULL},
        {"console:ben", "@", NULL},
        {"console:ben", "", NULL},
        {"console:ben", NULL, NULL},
        {"console:ben", "irc:", NULL},
        {"console:ben", ":x", NULL},
        {"console:ben", "a>b", NULL},
        {"console:ben", "tocsin:clock", NULL}, /* our own name is nobody's */
        {"matrix:@bo:example.org", "@ana:example.org", "matrix:@ana:example.org"},
        {"matrix:@bo:example.org", "matrix:@ana:example.org", "matrix:@ana:example.org"},
        {"matrix:@bo:example.org", "@console:ana", "console:ana"}, /* configured */
        {"console:ben", "@matrix:@ana:example.org", "matrix:@ana:example.org"},
        {"console:ben", "@ana:example.org", "ana:example.org"}, /* here a network */
        {"console:ben", "matrix:@" LONG_NAME ":example.org",
         "matrix:@" LONG_NAME ":example.org"},
    };
    struct directory directory = fixture_directory();
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *actor =
            people_parse(arena, &directory, cases[i].asker, cases[i].word);

        if (!text_equal(actor, cases[i].actor)) {
            fail_msg("%s by %s: %s", cases[i].word, cases[i].asker, actor);
        }
    }
    arena_free(arena);
}

static const char *responders[] = {"slack:U2"};

static void test_visible(void **state) {
    static const struct {
        const char *actor, *why;
        bool visible;
    } cases[] = {
        {"slack:U1", "declared it", true},      {"console:ben", "responds", true},
        {"console:cleo", "has a role", true},   {"console:sam", "security", true},
        {"console:ada", "admin", true},         {"matrix:zoe", "nothing", false},
        {"console:stranger", "unknown", false},
    };
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);

    (void)state;
    incident->roles[0].actor = "console:cleo";
    incident->responders = responders;
    incident->nresponders = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        incident->restricted = true;
        if (visible(&directory, cases[i].actor, incident) != cases[i].visible) {
            fail_msg("%s: %s", cases[i].actor, cases[i].why);
        }
        incident->restricted = false;
        assert_true(visible(&directory, cases[i].actor, incident));
    }
    incident_free(incident);
}

static void test_may(void **state) {
    static const struct command anybody = {.name = "note"};
    static const struct command groups = {.name = "redact", .right = "security"};
    static const struct command orphan = {.name = "oddity", .right = "ghosts"};
    static const struct {
        const char *actor;
        const struct command *command;
        bool restricted;
        const char *says; /* NULL: allowed */
    } cases[] = {
        {"matrix:zoe", &anybody, false, NULL},
        {"console:sam", &groups, false, NULL},
        {"console:ada", &groups, false, NULL}, /* admin always */
        {"console:ana", &groups, false, "Ask one of them to do it: Sam."},
        {"console:ana", &orphan, false, "nobody is in it"},
        {"console:ada", &orphan, false, NULL},
        {"matrix:zoe", &anybody, true, "\"security\": Sam."},
        {"console:ana", &anybody, true, NULL},
        {"console:ada", &groups, true, NULL},
        {"console:ana", &groups, true,
         "for the group"}, /* seeing is not having the right */
    };
    struct directory directory = fixture_directory();
    struct incident *incident = fixture_incident(1);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};

        incident->restricted = cases[i].restricted;
        assert_int_equal(
            may(&directory, cases[i].actor, cases[i].command, incident, &err),
            cases[i].says == NULL);
        if (cases[i].says != NULL) {
            assert_int_equal(err.code, ERR_DENIED);
            assert_non_null(strstr(err.text, cases[i].says));
            /* A refusal gives nothing of the incident away. */
            assert_null(strstr(err.text, incident->summary));
        }
    }
    assert_true(may(&directory, "matrix:zoe", &anybody, NULL, NULL));
    incident_free(incident);
}

static const char *the_only_bo(void *ctx, const char *network, const char *name) {
    (void)ctx;
    return text_equal(network, "slack") && text_equal_nocase(name, "bo") ? "slack:U5"
                                                                         : NULL;
}

/* Where people have ids that nobody types, a bare name is somebody known, or nobody. */
static void test_opaque(void **state) {
    static const char *const opaque[] = {"slack", NULL};
    static const struct {
        const char *asker, *word, *actor;
    } cases[] = {
        {"slack:U2", "@Bo", "slack:U5"},        {"slack:U2", "bob", NULL},
        {"slack:U2", "slack:U77", "slack:U77"}, {"slack:U2", "@u1", "slack:U1"},
        {"console:ben", "bob", "console:bob"},
    };
    struct arena *arena = arena_new();
    struct directory directory = fixture_directory();

    (void)state;
    directory.opaque = opaque;
    assert_null(people_parse(arena, &directory, "slack:U2", "bo")); /* no names at all */
    directory.actor_named = the_only_bo;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *actor =
            people_parse(arena, &directory, cases[i].asker, cases[i].word);

        if (!text_equal(actor, cases[i].actor)) {
            fail_msg("%s: %s", cases[i].word, actor != NULL ? actor : "nobody");
        }
    }
    arena_free(arena);
}

static bool is_bot(void *ctx, const char *actor) {
    return text_equal(ctx, actor);
}

/* By its name or by its id on a network: the bot is nobody, whoever asks. */
static void the_bot_is_nobody(void **state) {
    static const struct {
        const char *asker, *word;
        bool bot;
    } cases[] = {
        {"console:ana", "tocsin", true},
        {"console:ana", "@Tocsin", true},
        {"console:ana", "console:tocsin", true},
        {"slack:U2", "tocsin:clock", true},
        {"slack:U2", "slack:UBOT", true},
        {"slack:U2", "@slack:UBOT", true},
        {"slack:U2", "UBOT", true},
        {"slack:U2", "slack:UBOTS", false},
        {"console:ana", "UBOT", false},
        {"console:ana", "tocsins", false},
    };
    struct directory directory = {.is_bot = is_bot, .name_ctx = (void *)"slack:UBOT"};
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (people_names_bot(&directory, cases[i].asker, cases[i].word) != cases[i].bot ||
            (people_parse(arena, &directory, cases[i].asker, cases[i].word) == NULL) !=
                cases[i].bot) {
            fail_msg("%s, asked by %s", cases[i].word, cases[i].asker);
        }
    }
    arena_free(arena);
}

static const char *learned(void *ctx, const char *actor) {
    (void)ctx;
    return text_equal(actor, "slack:U2BEN") ? "ben" : NULL;
}

/* Mentions in texts become names as of now; what only looks like one stays. */
static void test_names_in_text(void **state) {
    static const struct {
        const char *text, *named;
    } cases[] = {
        {"ask @slack:U2BEN, please", "ask @ben, please"},
        {"@slack:U2BEN: look", "@ben: look"},
        {"thanks to @slack:U2BEN.", "thanks to @ben."},
        {"@slack:U1 and @slack:U2BEN", "@Ana Alba and @ben"},
        {"@slack:U9NEW is new", "@slack:U9NEW is new"},
        {"@slack:U2BENJI", "@slack:U2BENJI"},
        {"mail x@slack:U2BEN", "mail x@slack:U2BEN"},
        {"<@slack:U2BEN>", "<@slack:U2BEN>"},
        {"slack:U2BEN", "slack:U2BEN"},
        {"@ @@ @:", "@ @@ @:"},
        {"", ""},
    };
    struct directory directory = fixture_directory();
    struct arena *arena = arena_new();
    json_t *tree;

    (void)state;
    directory.name_of = learned;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(names_in_text(arena, &directory, cases[i].text),
                            cases[i].named);
    }
    assert_null(names_in_text(arena, &directory, NULL));
    tree = arena_json(arena, markup_parse("*<@slack:U2BEN>*, <@slack:U9NEW>", 32));
    names_in_tree(&directory, tree);
    assert_string_equal(markup_plain(arena, tree), "@ben, slack:U9NEW");
    /* A text that was written before the name was known shows it all the same. */
    tree = arena_json(arena, json_pack("[{s:s, s:[{s:s, s:s}]}]", "k", "p", "c", "k", "t",
                                       "s", "ask @slack:U2BEN, not @slack:U9NEW"));
    names_in_tree(&directory, tree);
    assert_string_equal(markup_plain(arena, tree), "ask @ben, not @slack:U9NEW");
    assert_string_equal(people_name(&directory, "slack:U2BEN"), "ben");
    assert_string_equal(people_name(&directory, "slack:U9NEW"), "U9NEW");
    assert_null(people_known(&directory, "slack:U9NEW"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bot_is_nobody),     cmocka_unit_test(test_same_person),
        cmocka_unit_test(test_names_and_groups), cmocka_unit_test(test_parse),
        cmocka_unit_test(test_opaque),           cmocka_unit_test(test_visible),
        cmocka_unit_test(test_names_in_text),    cmocka_unit_test(test_may),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
