/* test_dispatch.c: from typed text to a decided turn, with commands made for the purpose.
 *
 * Every refusal is compared whole once: it is what people read when something does not
 * work, and it must say what to do. */
#include "desk.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define ID "INC-2025-09-29-001"
#define OTHER "INC-2025-09-28-004"

/* ---- commands ---- */

static bool run_declare(struct turn *turn, struct error *err) {
    const struct world *world = turn->world;

    return turn_open(turn,
                     json_pack("{s:i, s:[], s:s, s:I, s:s}", "severity",
                               (int)turn_arg_int(turn, "severity", 2), "services",
                               "phase", world->policy->phases[0].key, "detected",
                               (json_int_t)turn_arg_int(turn, "detected", world->now),
                               "policy", world->policy->name),
                     json_pack("{s:s}", "summary", turn_arg(turn, "summary")), err);
}

static bool run_note(struct turn *turn, struct error *err) {
    const char *note = turn_arg(turn, "note");

    if (!turn_add(turn, KIND_NOTE, NULL, json_pack("{s:s}", "note", note), err)) {
        return false;
    }
    turn_say(turn, "Noted: {{note}}\n", json_pack("{s:s}", "note", note));
    return true;
}

/* Fails after it has changed and said something. */
static bool run_stumble(struct turn *turn, struct error *err) {
    turn->go_to = "console:#nowhere";
    return run_note(turn, err) && err_set(err, ERR_PHASE, "Stumbled.");
}

static bool run_resolve(struct turn *turn, struct error *err) {
    return turn_add(turn, KIND_RESOLVED, NULL, NULL, err);
}

static bool run_close(struct turn *turn, struct error *err) {
    return turn_add(turn, KIND_CLOSED, NULL, NULL, err);
}

static bool run_link(struct turn *turn, struct error *err) {
    return turn_add(turn, KIND_LINKED,
                    json_pack("{s:s, s:s}", "other", turn->other->id, "as", "related"),
                    NULL, err) &&
           turn_add_other(
               turn, KIND_LINKED,
               json_pack("{s:s, s:s}", "other", turn->before->id, "as", "related"), NULL,
               err);
}

static bool run_look(struct turn *turn, struct error *err) {
    (void)err;
    turn_say(turn, "Looked.\n", NULL);
    return true;
}

static bool run_answered(struct turn *turn, struct error *err) {
    turn->answered = true;
    return run_note(turn, err);
}

static const struct command cmd_add = {.name = "add",
                                       .example = "action add raise the threshold",
                                       .args = desk_note_args,
                                       .scope = SCOPE_INCIDENT,
                                       .run = run_note};
static const struct command cmd_done = {.name = "done",
                                        .aliases = LIST("finished"),
                                        .example = "action done 2",
                                        .args = desk_done_args,
                                        .scope = SCOPE_INCIDENT,
                                        .run = run_look};
static const struct command *const action_subs[] = {&cmd_add, &cmd_done, NULL};

static const struct command cmd_action = {.name = "action",
                                          .aliases = LIST("todo"),
                                          .example = "action add raise the threshold",
                                          .subs = action_subs,
                                          .scope = SCOPE_INCIDENT};
static const struct command cmd_close = {
    .name = "close", .example = "close", .scope = SCOPE_INCIDENT, .run = run_close};
static const struct command cmd_declare = {.name = "declare",
                                           .aliases = LIST("new", "open"),
                                           .example = "declare sev1 it is down",
                                           .args = desk_declare_args,
                                           .scope = SCOPE_ANY,
                                           .run = run_declare};
static const struct command cmd_help = {.name = "help",
                                        .example = "help update",
                                        .args = desk_help_args,
                                        .scope = SCOPE_ANY,
                                        .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
                                        .run = run_look};
static const struct command cmd_link = {.name = "link",
                                        .example = "link 002 same disk",
                                        .args = desk_link_args,
                                        .scope = SCOPE_INCIDENT,
                                        .flags = COMMAND_NEEDS_OTHER,
                                        .run = run_link};
static const struct command cmd_list = {.name = "list",
                                        .example = "list",
                                        .args = desk_list_args,
                                        .scope = SCOPE_ANY,
                                        .flags = COMMAND_READ | COMMAND_NEEDS_OPEN |
                                                 COMMAND_NEEDS_CLOSED,
                                        .run = run_look};
static const struct command cmd_note = {.name = "note",
                                        .aliases = LIST("log"),
                                        .example = "note it is warm",
                                        .args = desk_note_args,
                                        .scope = SCOPE_INCIDENT,
                                        .flags = COMMAND_RESPONDS,
                                        .run = run_note};
static const struct command cmd_purge = {.name = "purge",
                                         .example = "purge",
                                         .scope = SCOPE_INCIDENT,
                                         .right = "admin",
                                         .run = run_look};
static const struct command cmd_quiet = {.name = "quiet",
                                         .example = "quiet x",
                                         .args = desk_note_args,
                                         .scope = SCOPE_INCIDENT,
                                         .flags = COMMAND_WHEN_CLOSED,
                                         .run = run_answered};
static const struct command cmd_resolve = {.name = "resolve",
                                           .aliases = LIST("fixed"),
                                           .example = "resolve it was the disk",
                                           .scope = SCOPE_INCIDENT,
                                           .flags = COMMAND_RESPONDS,
                                           .run = run_resolve};
static const struct command cmd_show = {.name = "show",
                                        .example = "show",
                                        .scope = SCOPE_MAYBE,
                                        .flags = COMMAND_READ | COMMAND_WHEN_CLOSED |
                                                 COMMAND_NEEDS_TIMELINE,
                                        .run = run_look};
static const struct command cmd_stumble = {.name = "stumble",
                                           .example = "stumble x",
                                           .args = desk_note_args,
                                           .scope = SCOPE_INCIDENT,
                                           .flags = COMMAND_RESPONDS,
                                           .run = run_stumble};

static const struct command *const commands[] = {
    &cmd_action, &cmd_close, &cmd_declare, &cmd_help,    &cmd_link, &cmd_list,
    &cmd_note,   &cmd_purge, &cmd_quiet,   &cmd_resolve, &cmd_show, &cmd_stumble};
static const struct command_table table = {commands, COUNT(commands)};

/* ---- which command, which incident ---- */

struct head {
    const char *typed;
    const char *here;     /* incident of the channel */
    const char *command;  /* "action done"; NULL: refused */
    const char *incident; /* needs.incident */
    const char *rest;     /* or the whole refusal */
};

static void check_head(const struct head *row) {
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
        !text_equal(name != NULL ? turn->rest : desk.err.text, row->rest)) {
        fail_msg("%s in %s:\ncommand %s, incident %s, rest [%s]", row->typed,
                 row->here != NULL ? row->here : "no channel",
                 name != NULL ? name : "none",
                 needs.incident != NULL ? needs.incident : "none",
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
        {"note " OTHER " x", NULL, "note", OTHER, "x"},
        {"note " OTHER " x", ID, "note", OTHER, "x"},
        {"note 001 x", ID, "note", ID, "001 x"},
        {"note #1 x", ID, "note", ID, "#1 x"},
        {"note 3 nodes are back", ID, "note", ID, "3 nodes are back"},
        {"001 note 002 x", NULL, "note", "001", "002 x"},
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
        {"show", NULL, "show", NULL, ""},
        {"show", ID, "show", ID, ""},
        {"001 show", NULL, "show", "001", ""},
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
        check_head(&rows[i]);
    }
}

static void heads_refused(void **state) {
    static const struct head rows[] = {
        {"declrae x", NULL, NULL, NULL,
         "There is no command \"declrae\". Did you mean <!declare>? All commands: "
         "<!help>"},
        {"fixd x", NULL, NULL, NULL,
         "There is no command \"fixd\". Did you mean <!resolve>? All commands: <!help>"},
        {"reso", NULL, NULL, NULL,
         "There is no command \"reso\". Did you mean <!resolve>? All commands: <!help>"},
        {"frobnicate x", ID, NULL, NULL,
         "There is no command \"frobnicate\". All commands: <!help>"},
        {"<@slack:U1> x", ID, NULL, NULL,
         "There is no command \"\\<@slack:U1\\>\". All commands: <!help>"},
        {"note x", NULL, NULL, NULL,
         "note needs an incident. Type it in the incident's channel, or put its number "
         "first: <!001 note it is warm>\nOpen incidents: <!list>"},
        {"note 3 nodes are back", NULL, NULL, NULL,
         "note needs an incident. Type it in the incident's channel, or put its number "
         "first: <!001 note it is warm>\nOpen incidents: <!list>"},
        {"link 002", NULL, NULL, NULL,
         "link needs an incident. Type it in the incident's channel, or put its number "
         "first: <!001 link 002 same disk>\nOpen incidents: <!list>"},
        {"action done 2", NULL, NULL, NULL,
         "action done needs an incident. Type it in the incident's channel, or put its "
         "number first: <!001 action done 2>\nOpen incidents: <!list>"},
        {"action", ID, NULL, NULL,
         "action needs a second word.\nUsage: `action add|done`\n"
         "Example: <!action add raise the threshold>"},
        {"action ad x", ID, NULL, NULL,
         "There is no \"action ad\". Did you mean add?\nUsage: `action add|done`\n"
         "Example: <!action add raise the threshold>"},
        {"action frob x", ID, NULL, NULL,
         "There is no \"action frob\".\nUsage: `action add|done`\n"
         "Example: <!action add raise the threshold>"},
        {"link", ID, NULL, NULL,
         "other is missing: the other one.\nUsage: `link \\<other\\> \\[reason\\]`\n"
         "Example: <!link 002 same disk>"},
        {"link x", ID, NULL, NULL,
         "\"x\" is not an incident: write its id, INC-2025-09-29-001, or its number, "
         "001.\nExample: <!link 002 same disk>"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_head(&rows[i]);
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

/* ---- running ---- */

/* Runs one line as `who` on an incident (NULL: none). */
static bool run(struct desk *desk, const char *who, const char *typed,
                const struct incident *incident) {
    struct needs needs = {0};

    desk_open(desk, &table, typed);
    desk->input.actor = who;
    if (!dispatch_prepare(&desk->turn, incident != NULL ? incident->id : NULL, &needs,
                          &desk->err)) {
        return false;
    }
    desk->turn.before = desk->turn.command->scope != SCOPE_ANY ? incident : NULL;
    desk->turn.new_id = needs.new_id ? ID : NULL;
    return dispatch_run(&desk->turn, &desk->err);
}

static const char *kinds(const struct desk *desk, size_t change) {
    const struct change *changed = &desk->turn.changes[change];
    const char *list = "";

    for (size_t i = 0; change < desk->turn.nchanges && i < changed->nentries; i++) {
        list = arena_printf(desk->fixture->arena, "%s%s%s", list, i > 0 ? " " : "",
                            changed->entries[i].kind);
    }
    return list;
}

/* What an incident of Ana's is like before the line. */
enum twist {
    AS_IS,
    CLOSED,
    READ_ONLY,
    RESTRICTED,
    UNANSWERED,
    TRIAGED,
    RESOLVING,
    RESOLVED,
    FULL,
    NEARLY_FULL,
};

static struct incident *twisted(enum twist twist) {
    struct incident *incident = fixture_incident(2);

    switch (twist) {
    case AS_IS:
        break;
    case CLOSED:
        incident->closed = true;
        incident->phase = "closure";
        break;
    case READ_ONLY:
        incident->read_only = true;
        incident->unknown_kind = "moon.rose";
        break;
    case RESTRICTED:
        incident->restricted = true;
        break;
    case UNANSWERED:
        incident->milestones[MILESTONE_ACKNOWLEDGED] = 0;
        incident->nroles = 0;
        break;
    case TRIAGED:
        incident->milestones[MILESTONE_TRIAGED] = T0;
        break;
    case RESOLVING:
        incident->milestones[MILESTONE_TRIAGED] = T0;
        incident->phase = "resolution";
        break;
    case RESOLVED:
        incident->milestones[MILESTONE_RESOLVED] = T0;
        incident->milestones[MILESTONE_RECOVERED] = T0;
        incident->milestones[MILESTONE_VERIFIED] = T0;
        break;
    case FULL:
        incident->version = LIMIT_ENTRIES;
        break;
    case NEARLY_FULL:
        incident->version = LIMIT_ENTRIES - LIMIT_TURN_ENTRIES;
        incident->milestones[MILESTONE_VERIFIED] = T0;
        break;
    }
    return incident;
}

struct refusal {
    const char *who, *typed;
    enum twist twist;
    enum error_code code;
    const char *said;
};

static void refusals(void **state) {
    static const struct refusal rows[] = {
        {"console:zed", "note x", RESTRICTED, ERR_DENIED,
         ID
         " is restricted to the people who work on it. To be let in, ask its commander "
         "to give you a role, or somebody in the group \"security\": Sam."},
        {"console:zed", "", RESTRICTED, ERR_DENIED,
         ID
         " is restricted to the people who work on it. To be let in, ask its commander "
         "to give you a role, or somebody in the group \"security\": Sam."},
        {"console:zed", "note", RESTRICTED, ERR_DENIED,
         ID
         " is restricted to the people who work on it. To be let in, ask its commander "
         "to give you a role, or somebody in the group \"security\": Sam."},
        {"console:ben", "purge", AS_IS, ERR_DENIED,
         "\"purge\" is for the group \"admin\". Ask one of them to do it: Ada."},
        {"console:ana", "note x", READ_ONLY, ERR_CORRUPT,
         ID " has an entry of a kind that this tocsin does not know: \"moon.rose\". It "
            "can be read, but not changed. Upgrade tocsin."},
        {"console:ana", "note x", CLOSED, ERR_PHASE,
         ID " is closed: note is not possible any more. If it came back: "
            "<!reopen what came back>"},
        {"console:ana", "note", CLOSED, ERR_PHASE,
         ID " is closed: note is not possible any more. If it came back: "
            "<!reopen what came back>"},
        {"console:ana", "resolve", AS_IS, ERR_PHASE,
         "resolve is not possible yet: " ID " must be triaged first: <!status triage>"},
        {"console:ana", "note", AS_IS, ERR_INVALID,
         "note is missing: what happened.\nUsage: `note \\<note\\>`\n"
         "Example: <!note it is warm>"},
        {"console:ana", "stumble x", UNANSWERED, ERR_PHASE, "Stumbled."},
        {"console:ana", "note x", FULL, ERR_LIMIT,
         ID " has 100000 entries, which is the limit. Close it, and go on in a new "
            "incident that is linked with it."},
        {"console:ana", "note x", NEARLY_FULL, ERR_LIMIT,
         ID " has 99968 entries, which is the limit. Close it, and go on in a new "
            "incident that is linked with it."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(rows[i].twist);
        struct desk desk;

        if (run(&desk, rows[i].who, rows[i].typed, incident)) {
            fail_msg("%s: accepted", rows[i].typed);
        }
        assert_string_equal(desk.err.text, rows[i].said);
        assert_int_equal(desk.err.code, rows[i].code);
        /* Nothing is left of it. */
        assert_int_equal(desk.turn.nchanges, 0);
        assert_int_equal(desk.turn.reply.len, 0);
        assert_null(desk.turn.go_to);
        desk_close(&desk);
        incident_free(incident);
    }
}

static void refused_without_incident(void **state) {
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "note x");
    desk.turn.command = &cmd_note;
    assert_false(dispatch_run(&desk.turn, &desk.err));
    assert_int_equal(desk.err.code, ERR_NOT_FOUND);
    assert_string_equal(desk.err.text,
                        "There is no such incident. Open incidents: <!list>");
    desk_close(&desk);
}

struct accepted {
    const char *who, *typed;
    enum twist twist;
    const char *kinds;
    const char *reply; /* whole */
};

#define ONWARDS "Next: <!status triage>\n"

static void accepted(void **state) {
    static const struct accepted rows[] = {
        {"console:ana", "note it *is* warm", AS_IS, KIND_NOTE,
         "Noted: it \\*is\\* warm\n" ONWARDS},
        /* acknowledged by responding, once, by people only */
        {"console:ben", "note x", UNANSWERED, KIND_ACKNOWLEDGED " " KIND_NOTE,
         "Noted: x\nNext: <!role take commander>\n"},
        {"tocsin:bot", "note x", UNANSWERED, KIND_NOTE,
         "Noted: x\nNext: <!ack>, then <!role take commander>\n"},
        {"console:ben", "action add x", UNANSWERED, KIND_NOTE,
         "Noted: x\nNext: <!ack>, then <!role take commander>\n"},
        /* the policy's step */
        {"console:ana", "resolve", TRIAGED, KIND_RESOLVED " " KIND_PHASE,
         "Now in phase *Resolution*. Remove the cause.\n"
         "Next: <!restore how you know>\n"},
        {"console:ana", "resolve", RESOLVING, KIND_RESOLVED,
         "Next: <!restore how you know>\n"},
        {"console:ana", "close", RESOLVED, KIND_CLOSED " " KIND_PHASE,
         "Now in phase *Closure*. Nothing is left.\n"
         "Next: <!reopen what came back>, should it come back\n"},
        {"console:ana", "close", NEARLY_FULL, KIND_CLOSED " " KIND_PHASE,
         "Now in phase *Closure*. Nothing is left.\n"
         "Next: <!reopen what came back>, should it come back\n"},
        /* closed, read-only, restricted: what still goes */
        {"console:ana", "quiet x", CLOSED, KIND_NOTE, "Noted: x\n"},
        {"console:ana", "show", CLOSED, "", "Looked.\n"},
        {"console:ana", "show", READ_ONLY, "", "Looked.\n"},
        {"console:sam", "show", RESTRICTED, "", "Looked.\n"},
        {"console:ada", "purge", AS_IS, "", "Looked.\n" ONWARDS},
        /* nothing typed */
        {"console:ana", "", AS_IS, "",
         "*" ID "* Sev2, Detection: Cards are refused\n" ONWARDS},
        {"console:ana", "", CLOSED, "",
         "*" ID "* Sev2, Closure, closed: Cards are refused\n"
         "Next: <!reopen what came back>, should it come back\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(rows[i].twist);
        struct desk desk;

        if (!run(&desk, rows[i].who, rows[i].typed, incident)) {
            fail_msg("%s: %s", rows[i].typed, desk.err.text);
        }
        assert_string_equal(kinds(&desk, 0), rows[i].kinds);
        assert_string_equal(desk.turn.reply.ptr, rows[i].reply);
        desk_close(&desk);
        incident_free(incident);
    }
}

/* Policies differ in what resolving means: here it restores the service as well. */
static void step_restores(void **state) {
    static const struct policy_step steps[] = {{"resolve", NULL, NULL, true}};
    struct incident *incident = twisted(AS_IS);
    struct needs needs = {0};
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "resolve");
    desk.fixture->policy.steps = steps;
    desk.fixture->policy.nsteps = COUNT(steps);
    assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
    desk.turn.before = incident;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    assert_string_equal(kinds(&desk, 0), KIND_RESOLVED " " KIND_RESTORED);
    assert_non_null(strstr(desk.turn.reply.ptr, "The service counts as restored."));
    assert_true(turn_incident(&desk.turn)->milestones[MILESTONE_RECOVERED] != 0);
    desk_close(&desk);
    incident_free(incident);
}

static void opening(void **state) {
    static const struct {
        const char *typed, *kinds;
        int64_t late;
    } rows[] = {
        {"declare sev1 it is down", KIND_OPENED, 0},
        {"declare detected=15m it is down", KIND_OPENED, 0},
        {"declare detected=20m it is down", KIND_OPENED " " KIND_MISSED, MINUTES(5)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct change *change;
        struct desk desk;

        assert_true(run(&desk, "console:ana", rows[i].typed, NULL));
        change = &desk.turn.changes[0];
        assert_string_equal(kinds(&desk, 0), rows[i].kinds);
        assert_string_equal(change->id, ID);
        assert_null(change->before);
        assert_int_equal(change->after->version, change->nentries);
        if (rows[i].late > 0) {
            const struct entry *missed = &change->entries[1];

            assert_string_equal(missed->actor, ACTOR_CLOCK);
            assert_string_equal(jsonx_string(missed->data, "deadline", ""), "logging");
            assert_int_equal(jsonx_int(missed->data, "late", 0), rows[i].late);
            assert_int_equal(jsonx_int(missed->data, "due", 0), T0 - rows[i].late);
        }
        desk_close(&desk);
    }
}

/* A policy without a rule for logging has no late one. */
static void opening_without_a_rule(void **state) {
    struct needs needs = {0};
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "declare detected=3d it is down");
    desk.fixture->policy = fixture_moko();
    assert_true(dispatch_prepare(&desk.turn, NULL, &needs, &desk.err));
    desk.turn.new_id = ID;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    assert_string_equal(kinds(&desk, 0), KIND_OPENED);
    desk_close(&desk);
}

/* Entries carry what the commit will seal: number, moment, actor, input. */
static void entries(void **state) {
    struct incident *incident = twisted(UNANSWERED);
    const struct entry *entry;
    struct desk desk;
    struct needs needs = {0};

    (void)state;
    desk_open(&desk, &table, "note x");
    desk.turn.input_hash = "0123456789abcdef0123456789abcdef";
    assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
    desk.turn.before = incident;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    entry = &desk.turn.changes[0].entries[1];
    assert_int_equal(entry->n, incident->version + 2);
    assert_int_equal(entry->at, desk.fixture->world.now);
    assert_string_equal(entry->actor, "console:ana");
    assert_string_equal(entry->in, "0123456789abcdef0123456789abcdef");
    assert_int_equal(entry->v, entry_kind_version(KIND_NOTE));
    assert_string_equal(jsonx_string(entry->text, "note", ""), "x");
    /* The state before is as it was. */
    assert_int_equal(incident->version, 3);
    assert_int_equal(desk.turn.changes[0].after->version, 5);
    assert_ptr_equal(desk.turn.changes[0].before, incident);
    desk_close(&desk);
    incident_free(incident);
}

static void second_incident(void **state) {
    static const struct {
        const char *who;
        enum twist twist; /* of the other one */
        const char *refusal;
    } rows[] = {
        {"console:ana", AS_IS, NULL},
        {"console:zed", RESTRICTED,
         OTHER " is restricted to the people who work on it. Ask one of them."},
        {"console:ana", READ_ONLY,
         OTHER
         " has an entry of a kind that this tocsin does not know: \"moon.rose\". It "
         "can be read, but not changed. Upgrade tocsin."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct incident *incident = twisted(AS_IS), *other = twisted(rows[i].twist);
        struct needs needs = {0};
        struct desk desk;
        bool ok;

        other->id = OTHER;
        desk_open(&desk, &table, "link 004 same disk");
        desk.input.actor = rows[i].who;
        assert_true(dispatch_prepare(&desk.turn, ID, &needs, &desk.err));
        assert_string_equal(needs.other, "004");
        desk.turn.before = incident;
        desk.turn.other = other;
        ok = dispatch_run(&desk.turn, &desk.err);
        assert_int_equal(ok, rows[i].refusal == NULL);
        if (ok) {
            assert_int_equal(desk.turn.nchanges, 2);
            assert_string_equal(kinds(&desk, 0), KIND_LINKED);
            assert_string_equal(kinds(&desk, 1), KIND_LINKED);
            assert_string_equal(desk.turn.changes[1].id, OTHER);
            /* the number has become an id */
            assert_string_equal(turn_arg(&desk.turn, "other"), OTHER);
        } else {
            assert_string_equal(desk.err.text, rows[i].refusal);
            assert_int_equal(desk.turn.nchanges, 0);
        }
        desk_close(&desk);
        incident_free(incident);
        incident_free(other);
    }
}

/* What is typed in one incident's channel about another says so first. */
static void says_which_incident(void **state) {
    struct incident *incident = twisted(AS_IS);
    struct needs needs = {0};
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, "001 note x");
    assert_true(dispatch_prepare(&desk.turn, OTHER, &needs, &desk.err));
    desk.turn.before = incident;
    assert_true(dispatch_run(&desk.turn, &desk.err));
    assert_string_equal(desk.turn.reply.ptr,
                        "On *" ID "*, which is not the incident of this channel:\n"
                        "Noted: x\n" ONWARDS);
    desk_close(&desk);
    incident_free(incident);
}

/* ---- turn ---- */

static void a_turn_has_limits(void **state) {
    struct incident *incident = twisted(AS_IS);
    struct desk desk;

    (void)state;
    desk_open(&desk, &table, NULL);
    desk.turn.before = incident;
    for (int i = 0; i < LIMIT_TURN_ENTRIES; i++) {
        assert_true(turn_add(&desk.turn, KIND_ACKNOWLEDGED, NULL, NULL, &desk.err));
    }
    assert_false(turn_add(&desk.turn, KIND_ACKNOWLEDGED, NULL, NULL, &desk.err));
    assert_int_equal(desk.err.code, ERR_LIMIT);
    assert_string_equal(desk.err.text,
                        "One command can write at most 32 entries. Split it in two.");
    turn_drop(&desk.turn);
    assert_false(turn_add_other(&desk.turn, KIND_NOTE, NULL, NULL, &desk.err));
    assert_string_equal(desk.err.text, "There is no second incident to write this to.");
    assert_false(turn_open(&desk.turn, NULL, NULL, &desk.err));
    assert_string_equal(desk.err.text, "This command cannot open an incident.");
    desk.turn.before = NULL;
    assert_false(turn_add(&desk.turn, KIND_NOTE, NULL, NULL, &desk.err));
    assert_string_equal(desk.err.text, "There is no incident to write this to.");
    desk_close(&desk);
    incident_free(incident);
}

static void a_long_reply_is_cut_and_says_so(void **state) {
    static const char end[] = "\n(cut: too long for one answer)\n";
    struct desk desk;
    const char *line;

    (void)state;
    desk_open(&desk, &table, NULL);
    line = memset(arena_alloc(desk.fixture->arena, 1000), 'x', 999);
    for (int i = 0; i < 2 * LIMIT_RENDERED / 1000; i++) {
        turn_say(&desk.turn, "*{{x}}*\n", json_pack("{s:s}", "x", line));
    }
    turn_finish(&desk.turn);
    assert_in_range(desk.turn.reply.len, LIMIT_RENDERED - 2000, LIMIT_RENDERED);
    assert_string_equal(desk.turn.reply.ptr + desk.turn.reply.len - strlen(end), end);
    assert_int_equal(desk.turn.reply.ptr[desk.turn.reply.len - strlen(end) - 1], '*');
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
        cmocka_unit_test(heads_refused),
        cmocka_unit_test(what_must_be_fetched),
        cmocka_unit_test(incident_of_the_input),
        cmocka_unit_test(refusals),
        cmocka_unit_test(refused_without_incident),
        cmocka_unit_test(accepted),
        cmocka_unit_test(step_restores),
        cmocka_unit_test(opening),
        cmocka_unit_test(opening_without_a_rule),
        cmocka_unit_test(entries),
        cmocka_unit_test(second_incident),
        cmocka_unit_test(says_which_incident),
        cmocka_unit_test(a_turn_has_limits),
        cmocka_unit_test(a_long_reply_is_cut_and_says_so),
        cmocka_unit_test(names_and_usages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
