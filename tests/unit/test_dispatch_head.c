/* test_dispatch_head.c: the first words: which command, on which incident, and what must
 * be fetched for it. Refusals are compared whole. */
#include "core/dispatch_head.h"
#include "core/needs.h"
#include "crew.h"

/* ---- which command, which incident ---- */

struct head {
    const char *typed;
    const char *here;     /* incident of the channel */
    const char *command;  /* "action done"; NULL: refused */
    const char *incident; /* needs.incident */
    const char *rest;     /* or the whole refusal */
};

/* `mention`: with what the text begins, which may be another incident. */
static void check_head(const struct head *row, const char *mention) {
    struct desk desk;
    struct needs needs = {0};
    const struct turn *turn = &desk.turn;
    const char *name = NULL;

    desk_open(&desk, &table, row->typed);
    if (dispatch_prepare(&desk.turn, row->here, &needs, &desk.err)) {
        name = turn->sub != NULL ? arena_printf(desk.fixture->arena, "%s %s",
                                                turn->command->name, turn->sub->name)
                                 : turn->command->name;
    }
    if (!text_equal(name, row->command) || !text_equal(needs.incident, row->incident) ||
        !text_equal(name != NULL ? turn->rest : desk.err.text, row->rest) ||
        !text_equal(turn->mention_own ? NULL : needs.mention, mention)) {
        fail_msg("%s in %s:\ncommand %s, incident %s, mention %s, rest [%s]", row->typed,
                 row->here != NULL ? row->here : "no channel",
                 name != NULL ? name : "none",
                 needs.incident != NULL ? needs.incident : "none",
                 needs.mention != NULL ? needs.mention : "none",
                 name != NULL ? turn->rest : desk.err.text);
    }
    desk_close(&desk);
}

static void heads(void **state) {
    static const struct head rows[] = {
        {"note it is warm", ID, "note", ID, "it is warm"},
        {"  note\n it is warm ", ID, "note", ID, "it is warm "},
        {"NOTE x", ID, "note", ID, "x"},
        {"note: x", ID, "note", ID, "x"},
        {"log x", ID, "note", ID, "x"},
        {"\xC2\xA0note\xC2\xA0x", ID, "note", ID, "x"},
        /* an incident in front */
        {"001 note x", NULL, "note", "001", "x"},
        {"#1 note x", NULL, "note", "#1", "x"},
        {"1 note x", NULL, "note", "1", "x"},
        {"001: note x", NULL, "note", "001", "x"},
        {"004 note x", ID, "note", "004", "x"},
        {OTHER " note x", ID, "note", OTHER, "x"},
        {"inc-2025-09-28-004 note x", NULL, "note", OTHER, "x"},
        /* behind the command */
        {"note 001 x", NULL, "note", "001", "x"},
        {"note #1 x", NULL, "note", "#1", "x"},
        {"note 2 x", NULL, "note", "2", "x"},
        {"note 3: x", NULL, "note", "3", "x"},
        {"note " OTHER " x", NULL, "note", OTHER, "x"},
        {"note 3 nodes are back", ID, "note", ID, "3 nodes are back"},
        /* in a channel, its own */
        {"note 001 x", ID, "note", ID, "x"},
        {"note #1 x", ID, "note", ID, "x"},
        {"note " ID " x", ID, "note", ID, "x"},
        {"resolve 001", ID, "resolve", ID, ""},
        {"action add 001 x", ID, "action add", ID, "x"},
        {"note \"004 x\"", ID, "note", ID, "\"004 x\""},
        {"note x 004", ID, "note", ID, "x 004"},
        {"action done 4", ID, "action done", ID, "4"},
        {"action done 001", ID, "action done", ID, ""},
        {"note inc 001 x", ID, "note", ID, "x"},
        {"note INC-1: x", ID, "note", ID, "x"},
        {"note inc 4 x", NULL, "note", "004", "x"},
        {"incident 4 note x", ID, "note", "004", "x"},
        {"link inc 4 x", ID, "link", ID, "inc 4 x"},
        {"action 004 add x", ID, "action add", "004", "x"},
        /* a day without its year keeps it: no other day's is taken for it */
        {"09-28-004 note x", NULL, "note", "09-28-004", "x"},
        {"note 09-28-004 x", NULL, "note", "09-28-004", "x"},
        {"show 09-28-004", ID, "show", "09-28-004", ""},
        {"show 09-28-001", ID, "show", "09-28-001", ""},
        {"note 09-29-001 x", ID, "note", ID, "x"},
        {"show 09-29-001", ID, "show", ID, ""},
        /* a count */
        {"note 1 of 3 nodes is back", ID, "note", ID, "1 of 3 nodes is back"},
        {"note 2 nodes are back", ID, "note", ID, "2 nodes are back"},
        {"link 004 x", ID, "link", ID, "004 x"},
        /* subcommands */
        {"action add x", ID, "action add", ID, "x"},
        {"todo ADD x", ID, "action add", ID, "x"},
        {"action finished 2", ID, "action done", ID, "2"},
        {"001 action done 2", NULL, "action done", "001", "2"},
        {"action 001 done 2", NULL, "action done", "001", "2"},
        {"action done 001 2", NULL, "action done", "001", "2"},
        /* an incident that is an argument */
        {"link 002", ID, "link", ID, "002"},
        {"link " OTHER, ID, "link", ID, OTHER},
        {"link 001 002", NULL, "link", "001", "002"},
        {"link " ID " " OTHER, NULL, "link", ID, OTHER},
        {"001 link 002", NULL, "link", "001", "002"},
        /* no incident wanted, or only perhaps */
        {"declare x", NULL, "declare", NULL, "x"},
        {"declare x", ID, "declare", NULL, "x"},
        {"declare 001 x", NULL, "declare", NULL, "001 x"},
        {"show", ID, "show", ID, ""},
        {"001 show", NULL, "show", "001", ""},
        /* by the id of its channel */
        {"#slack:C4 note x", ID, "note", "#slack:C4", "x"},
        {"note #slack:C4 x", NULL, "note", "#slack:C4", "x"},
        {"note x #slack:C4", ID, "note", ID, "x #slack:C4"},
        {"note #slack: x", ID, "note", ID, "#slack: x"},
        /* nothing typed */
        {"", NULL, "help", NULL, ""},
        {NULL, NULL, "help", NULL, ""},
        {" \n", NULL, "help", NULL, ""},
        {"", ID, "glance", ID, ""},
        {"001", NULL, "glance", "001", ""},
        {OTHER, ID, "glance", OTHER, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_head(&rows[i], NULL);
    }
}

/* In an incident's channel another one in front of the text is a question, whatever the
 * command. */
static void others_mentioned(void **state) {
    static const struct {
        struct head head;
        const char *mention;
    } rows[] = {
        {{"note 004 x", ID, "note", ID, "004 x"}, "004"},
        {{"note 004: x", ID, "note", ID, "004: x"}, "004"},
        {{"note #4 x", ID, "note", ID, "#4 x"}, "#4"},
        {{"note 500 errors are gone", ID, "note", ID, "500 errors are gone"}, "500"},
        {{"note " OTHER " x", ID, "note", ID, OTHER " x"}, OTHER},
        {{"resolve 004", ID, "resolve", ID, "004"}, "004"},
        {{"close inc-2025-09-28-004", ID, "close", ID, "inc-2025-09-28-004"}, OTHER},
        {{"action add 004 x", ID, "action add", ID, "004 x"}, "004"},
        {{"action done 004", ID, "action done", ID, "004"}, "004"},
        {{"note 4 x", ID, "note", ID, "4 x"}, "4"},
        {{"note 4", ID, "note", ID, "4"}, "4"},
        {{"note 4 is back", ID, "note", ID, "4 is back"}, "4"},
        {{"note 1 x", ID, "note", ID, "1 x"}, "1"},
        {{"note inc 4 x", ID, "note", ID, "inc 4 x"}, "004"},
        {{"note INC-4 x", ID, "note", ID, "INC-4 x"}, "004"},
        {{"note incident #4: x", ID, "note", ID, "incident #4: x"}, "004"},
        {{"note #slack:C4 x", ID, "note", ID, "#slack:C4 x"}, "#slack:C4"},
        {{"note 09-28-001 x", ID, "note", ID, "09-28-001 x"}, "09-28-001"},
        {{"note 10-28-004 x", ID, "note", ID, "10-28-004 x"}, "10-28-004"},
        /* behind an incident that was named */
        {{"004 note 003 x", ID, "note", "004", "003 x"}, "003"},
        {{"001 note 002 x", NULL, "note", "001", "002 x"}, "002"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_head(&rows[i].head, rows[i].mention);
    }
}

static void heads_refused(void **state) {
    static const struct head rows[] = {
        {"declrae x", NULL, NULL, NULL,
         "There is no command \"declrae\". Did you mean <!declare x>? All commands: "
         "<!help>"},
        /* it looks whether the incident goes on (test_unknown.c) */
        {"noet it is \"warm\"", ID, "advice", ID, ""},
        /* what ends or removes something is never suggested */
        {"fixd x", NULL, NULL, NULL,
         "There is no command \"fixd\". One that ends or removes something is not "
         "guessed: type it in full. All commands: <!help>"},
        {"reso", NULL, NULL, NULL,
         "There is no command \"reso\". One that ends or removes something is not "
         "guessed: type it in full. All commands: <!help>"},
        {"frobnicate", NULL, NULL, NULL,
         "There is no command \"frobnicate\". To declare an incident: <!declare what is "
         "broken>\nAll commands: <!help>"},
        /* several words are a report */
        {"checkout is down", NULL, NULL, NULL,
         "There is no command \"checkout\". To declare it as an incident: "
         "<!declare checkout is down>"},
        {"checkout is down", ID, NULL, NULL,
         "There is no command \"checkout\".\n"
         "To post it here: <!update checkout is down>\n"
         "To declare it as an incident: <!declare checkout is down>\n"
         "All commands: <!help>"},
        {"<@slack:U1> x", NULL, NULL, NULL,
         "There is no command \"\\<@slack:U1\\>\". To declare it as an incident: "
         "<!declare \\<@slack:U1\\> x>"},
        /* the incident is missing: a look at the open ones (advice.h) */
        {"note x", NULL, "advice", NULL, ""},
        {"note 3 nodes are back", NULL, "advice", NULL, ""},
        {"link 002", NULL, "advice", NULL, ""},
        {"action done 2", NULL, "advice", NULL, ""},
        {"noet x", NULL, "advice", NULL, ""},
        /* the second word */
        {"action", ID, "advice", ID, ""},
        {"action raise the limit", ID, "advice", ID, ""},
        {"action ad x", ID, "advice", ID, ""},
        {"action frob", ID, "advice", ID, ""},
        {"link", ID, NULL, NULL,
         "other is missing: the other one.\nUsage: `link \\<other\\> \\[reason\\]`\n"
         "Example: <!link 002 same disk>"},
        {"link x", ID, NULL, NULL,
         "\"x\" is not an incident: write its id, INC-2025-09-29-001, or its number, "
         "001.\nExample: <!link 002 same disk>"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_head(&rows[i], NULL);
    }
}

static void what_must_be_fetched(void **state) {
    static const struct {
        const char *typed;
        const char *other;
        bool timeline, open, closed, new_id;
    } rows[] = {
        {"note x", NULL, false, false, false, false},
        {"show", NULL, true, false, false, false},
        {"list", NULL, false, true, false, false},
        {"list closed", NULL, false, false, true, false},
        {"declare x", NULL, false, false, false, true},
        {"link 002 x", "002", false, false, false, false},
        {"link inc-2025-09-28-004", OTHER, false, false, false, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct desk desk;
        struct needs needs = {0};

        desk_open(&desk, &table, rows[i].typed);
        assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
        assert_true(text_equal(needs.other, rows[i].other));
        assert_int_equal(needs.timeline, rows[i].timeline);
        assert_int_equal(needs.open, rows[i].open);
        assert_int_equal(needs.closed, rows[i].closed);
        assert_int_equal(needs.new_id, rows[i].new_id);
        desk_close(&desk);
    }
}

/* A button names its incident; what is typed names another one all the same. */
static void incident_of_the_input(void **state) {
    struct desk desk;
    struct needs needs = {0};

    (void)state;
    desk_open(&desk, &table, "note x");
    desk.input.incident = OTHER;
    assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
    assert_string_equal(needs.incident, OTHER);
    desk_close(&desk);
}

static void names_and_usages(void **state) {
    static const struct command plain = {.name = "plain"};
    static const struct {
        const struct command *command, *sub;
        const char *usage;
    } rows[] = {
        {&cmd_declare, NULL,
         "declare [severity] [near-miss] [service=…] [type=…] [env=…] [detected=…] "
         "[source=monitoring|user|audit] <summary>"},
        {&cmd_action, NULL, "action add|done"},
        {&cmd_action, &cmd_done, "action done <number>"},
        {&cmd_list, NULL, "list [closed]"},
        {&cmd_link, NULL, "link <other> [reason]"},
        {&plain, NULL, "plain"},
    };
    static const struct command update = {.name = "update", .args = desk_update_args};
    static const struct command mode = {.name = "mode", .args = desk_mode_args};
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(command_usage(arena, rows[i].command, rows[i].sub),
                            rows[i].usage);
    }
    assert_string_equal(command_usage(arena, &update, NULL),
                        "update [update] [impact: …] [next: …] [workaround: …] [eta: …]");
    assert_string_equal(command_usage(arena, &mode, NULL), "mode slow|fast [quiet]");
    assert_ptr_equal(command_find(&table, "OPEN"), &cmd_declare);
    assert_null(command_find(&table, "decl"));
    assert_null(command_find(&table, NULL));
    assert_ptr_equal(command_find_sub(&cmd_action, "Finished"), &cmd_done);
    assert_null(command_find_sub(&cmd_action, "fin"));
    assert_null(command_find_sub(&cmd_note, "add"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads),
        cmocka_unit_test(others_mentioned),
        cmocka_unit_test(heads_refused),
        cmocka_unit_test(what_must_be_fetched),
        cmocka_unit_test(incident_of_the_input),
        cmocka_unit_test(names_and_usages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
