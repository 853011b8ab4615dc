/* Who reads what. Every command of the table is walked, by somebody who may not read a
 * restricted incident and by a member whose answer everybody reads; each text field of
 * that incident holds the same secret, and whatever comes of it is searched: answers,
 * refusals, notices to others, forms, and what the other incident says afterwards. */
#include "harness.h"

#include "core/announce.h"
#include "core/audience.h"
#include "core/decide.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/form.h"
#include "core/mirror.h"
#include "core/needs.h"
#include "tocsin/assets.h"

#define SECRET "Qzx7"
#define TYPED                                                                            \
    "Wyk3" /* a secret that the line itself brings: its answer may repeat it             \
            */
#define RESTRICTED "INC-2025-09-29-001"
#define OPEN "INC-2025-09-29-002"

/* ---- the rule --------------------------------------------------------------------- */

static void rule(void **state) {
    static const struct {
        const char *person, *place, *why;
        bool restricted, reads, open;
    } cases[] = {
        {"console:ana", "console:#general", "everybody, everywhere", false, true, false},
        {"console:ben", NULL, "declared it", true, true, false},
        {"console:ben", "console:#inc-1", "in its own channel", true, true, false},
        {"console:ben", "console:#general", "where everybody reads it", true, false,
         false},
        {"console:ben", "console:#incidents", "instead of a channel", true, false, false},
        {"console:ana", NULL, "an outsider", true, false, false},
        {"console:ana", "console:#inc-1", "an outsider in its channel", true, false,
         false},
        {"console:sam", NULL, "security", true, true, false},
        {"console:ada", NULL, "admin", true, true, false},
        {NULL, "console:#inc-1", "its own channel", true, true, false},
        {NULL, "console:#general", "another channel", true, false, false},
        {NULL, NULL, "whoever that is", true, false, false},
        {NULL, "console:#inc-1", "opened for everybody, restricted later", true, false,
         true},
        {"console:ben", "console:#inc-1", "its member in there", true, false, true},
        {"console:ben", NULL, "and alone", true, true, true},
    };
    struct bench *bench = bench_new();
    struct incident *incident = incident_new(RESTRICTED);

    (void)state;
    incident->declarer = "console:ben";
    incident->places[0] = (struct bound_place){"console", "console:#inc-1", false};
    incident->places[1] = (struct bound_place){"slack", "console:#incidents", true};
    incident->nplaces = 2;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reader reader = {cases[i].person, cases[i].place};

        incident->restricted = cases[i].restricted;
        incident->open_channel = cases[i].open;
        if (audience_reads(&bench->directory, &reader, incident) != cases[i].reads) {
            fail_msg("%s", cases[i].why);
        }
    }
    incident_free(incident);
    bench_free(bench);
}

/* ---- the world of the walk -------------------------------------------------------- */

/* The shipped messages, as "templates/en/opened.mustache" in the assets. */
static void give_messages(struct bench *bench) {
    static const char folder[] = "templates/", suffix[] = ".mustache";
    struct message_template *list = arena_array(bench->arena, assets_count, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < assets_count; i++) {
        const char *path = assets[i].path, *slash;

        if (!text_starts(path, folder)) {
            continue;
        }
        path += sizeof folder - 1;
        slash = strchr(path, '/');
        list[n].language = arena_strndup(bench->arena, path, (size_t)(slash - path));
        list[n].name = arena_strndup(bench->arena, slash + 1,
                                     strlen(slash + 1) - (sizeof suffix - 1));
        list[n++].text = assets[i].text;
    }
    bench->messages = (struct messages){.language = "en", .builtin = list, .nbuiltin = n};
}

static const char *dumped(struct bench *bench, const json_t *json) {
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
    const char *copy = arena_strdup(bench->arena, text);

    free(text);
    return copy;
}

static void silent(const char *text, const char *where, const char *said) {
    if (text != NULL && strstr(text, SECRET) != NULL) {
        fail_msg("\"%s\", %s: %s", said, where, text);
    }
}

/* Where not even what was just typed may be read. */
static void deaf(const char *text, const char *where, const char *said) {
    silent(text, where, said);
    if (strstr(text, TYPED) != NULL) {
        fail_msg("\"%s\", %s: %s", said, where, text);
    }
}

/* What others than the members are told of a change. */
static void search_notices(struct bench *bench, const struct change *change,
                           const char *said) {
    struct notice notices[NOTICES_MAX];
    size_t n = announce(bench->arena, &bench->world, change->before, change->after,
                        change->entries, change->nentries, notices);

    for (size_t i = 0; i < n; i++) {
        const struct notice *notice = &notices[i];
        struct reader reader = {notice->person, NULL};

        if (text_equal(notice->audience, AUDIENCE_INCIDENT)
                ? change->after->restricted && audience_in_channel(change->after)
                : audience_reads(&bench->directory, &reader, change->after) &&
                      change->after->restricted) {
            continue; /* its own channel, or a member */
        }
        deaf(dumped(bench, notice->body),
             arena_printf(bench->arena, "notice %s of %s to %s", notice->message,
                          change->id, notice->audience),
             said);
    }
}

/* What an open channel of a restricted incident shows of its state. */
static void search_mirrors(struct bench *bench, const struct change *change,
                           const char *said) {
    for (const char *const *slot = mirror_slots;
         *slot != NULL && !audience_in_channel(change->after); slot++) {
        json_t *shows = mirror_render(bench->arena, &bench->world, change->after, *slot);

        deaf(dumped(bench, shows), *slot, said);
        json_decref(shows);
    }
}

/* A typed line of somebody, whose answer is searched unless a member alone reads it. */
static bool say(struct bench *bench, const char *who, bool shown, const char *text) {
    struct input input = {
        .kind = INPUT_COMMAND,
        .key = "key",
        .actor = arena_printf(bench->arena, "console:%s", who),
        .place = "console:#general",
        .shown = shown,
        .text = text,
    };
    bool ok;
    struct needs needs = {0};
    struct turn turn;

    bench->err = (struct error){0};
    bench->nadded = 0;
    bench->place_incident = NULL;
    turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
    ok = dispatch_prepare(&turn, NULL, &needs, &bench->err);
    if (ok) {
        bench_fetch(bench, &turn, &needs);
        ok = dispatch_run(&turn, &bench->err);
    }
    for (size_t i = 0; ok && i < turn.nchanges; i++) {
        search_notices(bench, &turn.changes[i], text);
        search_mirrors(bench, &turn.changes[i], text);
    }
    if (ok) {
        bench_keep(bench, &turn);
    }
    bench->reply = bench_plain(bench, ok ? turn.reply.ptr : bench->err.text);
    turn_free(&turn);
    return ok;
}

/* Every field that takes a text of people, in the restricted incident. */
static const char *const told[] = {
    RESTRICTED " role take commander",
    RESTRICTED " set service=" SECRET ",web env=prod " SECRET,
    RESTRICTED " broken " SECRET " " SECRET,
    RESTRICTED " restore part=" SECRET " " SECRET,
    RESTRICTED " mitigate " SECRET,
    RESTRICTED " contain " SECRET " was cut off",
    RESTRICTED " snooze 5m " SECRET,
    RESTRICTED " role assign scribe @sam " SECRET,
    RESTRICTED " update " SECRET " impact: " SECRET " next: " SECRET
               " workaround: " SECRET " eta: " SECRET,
    RESTRICTED " note " SECRET,
    RESTRICTED " decision " SECRET,
    RESTRICTED " impact " SECRET " worse",
    RESTRICTED " evidence add " SECRET,
    RESTRICTED " evidence add https://" SECRET ".example.org",
    RESTRICTED " action add owner=@ana due=2d " SECRET,
    RESTRICTED " action add owner=@ben " SECRET,
    RESTRICTED " bridge https://" SECRET ".example.org",
    RESTRICTED " escalate @ana " SECRET,
    RESTRICTED " escalate leadership " SECRET,
    RESTRICTED " severity sev2 " SECRET,
    RESTRICTED " summary " SECRET " again",
};

static void tell(struct bench *bench, const char *const *lines, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!say(bench, "ben", false, lines[i])) {
            fail_msg("%s: %s", lines[i], bench->reply);
        }
    }
}

/* Its channel was opened, for everybody. */
static void open_channel(struct bench *bench) {
    json_t *data =
        json_pack("{s:s, s:b, s:s, s:s, s:b}", "what", "open", "ok", 1, "network",
                  "console", "place", "console:#inc-1", "private", 0);
    struct input input = {.kind = INPUT_ANSWER,
                          .key = "key",
                          .actor = ACTOR_BOT,
                          .incident = RESTRICTED,
                          .data = data};
    struct turn turn;

    turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
    turn.before = bench_find(bench, RESTRICTED)->state;
    assert_true(decide_answer(&turn, &bench->err));
    bench_keep(bench, &turn);
    turn_free(&turn);
    json_decref(data);
}

/* How it came to be restricted: at once, before its channel was there, or later, when that
 * is open. */
enum birth { AT_ONCE, SOON, LATER };

static struct bench *leak_bench_of(enum birth birth) {
    static const char *const at_once[] = {"declare sev1 type=security service=" SECRET
                                          " env=" SECRET " " SECRET " leaked"};
    static const char *const declared[] = {"declare sev1 a page is down"};
    static const char *const later[] = {RESTRICTED " set restricted=yes " SECRET,
                                        RESTRICTED " summary " SECRET " leaked"};
    struct bench *bench = bench_new();

    give_messages(bench);
    if (birth == AT_ONCE) {
        tell(bench, at_once, sizeof at_once / sizeof *at_once);
    } else {
        tell(bench, declared, 1);
        if (birth == LATER) {
            open_channel(bench);
        }
        tell(bench, later, sizeof later / sizeof *later);
    }
    tell(bench, told, sizeof told / sizeof *told);
    assert_int_equal(audience_in_channel(bench_state(bench, 0)), birth != LATER);
    assert_true(bench_state(bench, 0)->restricted);
    assert_true(say(bench, "cleo", false, "declare sev3 a slow page"));
    return bench;
}

static struct bench *leak_bench(void) {
    return leak_bench_of(AT_ONCE);
}

/* What an outsider can still read afterwards: the other incident, all lists. */
static void search_after(struct bench *bench, const char *said) {
    static const char *const reads[] = {"list",
                                        "list closed",
                                        "mine",
                                        "home",
                                        OPEN " show",
                                        OPEN " timeline all",
                                        OPEN " catchup",
                                        OPEN " who",
                                        OPEN " status",
                                        OPEN " evidence list",
                                        OPEN " action list"};

    if (visible(&bench->directory, "console:ana", bench_state(bench, 0))) {
        return; /* the line let her in */
    }
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        say(bench, "ana", false, reads[i]);
        deaf(bench->reply, reads[i], said);
    }
}

/* One line in a world of its own: by an outsider, by a member in the open, and by a
 * member alone, whose answer may hold it and whose notices may not. */
static void walk(const char *line) {
    static const struct {
        const char *who;
        bool shown;
        enum birth birth;
    } ways[] = {{"ana", false, AT_ONCE}, {"ana", true, AT_ONCE}, {"ben", true, AT_ONCE},
                {"ben", false, AT_ONCE}, {"ben", false, SOON},   {"ben", false, LATER}};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct bench *bench = leak_bench_of(ways[i].birth);

        say(bench, ways[i].who, ways[i].shown, line);
        if (!text_equal(ways[i].who, "ben") || ways[i].shown) {
            silent(bench->reply, ways[i].shown ? "in the open" : ways[i].who, line);
        }
        search_after(bench, line);
        bench_free(bench);
    }
}

static void walk_command(const struct command *command, const char *example) {
    struct arena *arena = arena_new();

    (void)command;
    walk(example);
    walk(arena_printf(arena, "%s %s", RESTRICTED, example));
    arena_free(arena);
}

static void every_command(void **state) {
    (void)state;
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];

        walk_command(command, command->example);
        walk_command(command, command->name);
        for (size_t s = 0; command->subs && command->subs[s]; s++) {
            walk_command(command, command->subs[s]->example);
        }
    }
}

/* Lines that name both incidents, and those that the words of a text could lead to. */
static void lines_of_two(void **state) {
    static const char *const lines[] = {
        RESTRICTED " link " OPEN " " TYPED,
        RESTRICTED " duplicate " OPEN,
        RESTRICTED " duplicate " OPEN " " TYPED,
        OPEN " link " RESTRICTED " " TYPED,
        OPEN " duplicate " RESTRICTED,
        OPEN " duplicate " RESTRICTED " " TYPED,
        OPEN " resolve " RESTRICTED " is fixed",
        RESTRICTED,
        RESTRICTED " 002",
        "list sev2",
        "mine",
        RESTRICTED " timeline 9",
        RESTRICTED " role take deputy",
        RESTRICTED " role assign @ana",
        RESTRICTED " escalate @ana " TYPED,
        RESTRICTED " action add owner=@ana " TYPED,
        RESTRICTED " resolve " TYPED " cause: " TYPED,
        RESTRICTED " reopen " TYPED,
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        walk(lines[i]);
    }
}

/* A form holds what is known of the incident: outsiders get none. */
static void every_form(void **state) {
    struct bench *bench = leak_bench();

    (void)state;
    for (size_t i = 0; i <= command_table.n; i++) {
        struct input input = {
            .kind = INPUT_FORM,
            .actor = "console:ana",
            .place = "console:#general",
            .incident = RESTRICTED,
            .command = i < command_table.n ? command_table.list[i]->name : NULL,
        };
        struct needs needs = {0};
        struct error err = {0};
        struct turn turn;

        turn_init(&turn, bench->arena, &bench->world, &command_table, &input);
        if (form_prepare(&turn, NULL, &needs, &err)) {
            turn.before = needs.incident ? bench_find(bench, RESTRICTED)->state : NULL;
            if (form_run(&turn, &err)) {
                silent(dumped(bench, turn.form), "form", input.command);
            }
        }
        silent(err.text, "refused form", input.command ? input.command : "menu");
        turn_free(&turn);
    }
    bench_free(bench);
}

/* The neutral lines themselves. */
static void what_is_said_instead(void **state) {
    static const struct {
        const char *line;
        bool shown, ok;
        const char *says;
    } cases[] = {
        {RESTRICTED " show", true, false, "everybody here reads this answer"},
        {RESTRICTED " show", false, true, SECRET},
        {RESTRICTED " status", true, false, "or type status " RESTRICTED},
        {RESTRICTED " evidence list", true, false, "type evidence list " RESTRICTED},
        {RESTRICTED " note x", true, true, "Recorded on " RESTRICTED},
        {RESTRICTED " close", true, false, "Nothing was saved on " RESTRICTED},
        {"list", true, true, "Only for you: list"},
        {"mine", true, true, "Only for you: mine"},
        {OPEN " show", true, true, "a slow page"},
        {RESTRICTED " action add owner=@ana x", false, true,
         "Ana Alba hears that there is an action, not what it is"},
        {RESTRICTED " escalate @ana x", false, true,
         "Ana Alba hears that they are wanted, not why"},
        {RESTRICTED " link " OPEN " same keys", false, true,
         "The reason is on " RESTRICTED " alone"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = leak_bench();
        bool ok = say(bench, "ben", cases[i].shown, cases[i].line);

        if (ok != cases[i].ok || strstr(bench->reply, cases[i].says) == NULL) {
            fail_msg("%s: %s", cases[i].line, bench->reply);
        }
        bench_free(bench);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule),
        cmocka_unit_test(every_command),
        cmocka_unit_test(lines_of_two),
        cmocka_unit_test(every_form),
        cmocka_unit_test(what_is_said_instead),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
