/* test_advice.c: whatever an answer gives to type is typed, as it stands and where it was
 * read: no hint may lack a word, or the incident. Walked in every phase, in the
 * incident's channel and outside of it, for every command and every word of other tools.
 */
#include "harness.h"

#include "core/hints_words.h"

enum { SEEN_MAX = 8192, LINE_BYTES = 512 };

/* How an incident comes to where the walk begins, and what may be missing there. */
static const char *const fresh[] = {"declare sev2 checkout fails service=web", NULL};
static const char *const led[] = {"declare sev2 checkout fails service=web", "ack",
                                  "role take", "update looking into it", NULL};
static const char *const mitigated[] = {"declare sev2 checkout fails service=web", "ack",
                                        "role take", "mitigate pool doubled", NULL};
static const char *const resolved[] = {"declare sev2 checkout fails service=web",
                                       "ack",
                                       "role take",
                                       "resolve pool doubled",
                                       "restore orders go through",
                                       NULL};
static const char *const verified[] = {"declare sev2 checkout fails service=web",
                                       "ack",
                                       "role take",
                                       "resolve pool doubled",
                                       "restore orders go through",
                                       "verify by hand",
                                       NULL};
static const char *const closed[] = {"declare sev2 checkout fails service=web",
                                     "ack",
                                     "role take",
                                     "resolve pool doubled",
                                     "restore orders go through",
                                     "verify by hand",
                                     "close",
                                     NULL};
static const char *const cancelled[] = {"declare sev2 checkout fails service=web",
                                        "cancel a test alert", NULL};
static const char *const several[] = {"declare sev2 web is slow",
                                      "declare sev2 db is slow", NULL};
static const char *const *const situations[] = {
    fresh, led, mitigated, resolved, verified, closed, cancelled, several,
};
enum { SITUATIONS = sizeof situations / sizeof *situations };

struct walk {
    const char *const *situation;
    bool away; /* read and typed outside every incident's channel */
    struct bench *bench;
    char seen[SEEN_MAX][LINE_BYTES]; /* situation, place and line that were tried */
    size_t nseen, tried, wrong;
};

static void set_up(struct walk *walk) {
    if (walk->bench) {
        bench_free(walk->bench);
    }
    walk->bench = bench_new();
    for (size_t i = 0; walk->situation[i]; i++) {
        assert_true(bench_say(walk->bench, "ana", walk->situation[i]));
    }
    if (walk->away) {
        walk->bench->place_incident = NULL;
    }
}

static bool is_new(struct walk *walk, const char *trigger, const char *line) {
    char key[LINE_BYTES];

    assert_true(snprintf(key, sizeof key, "%s|%s", trigger, line) < LINE_BYTES);
    for (size_t i = 0; i < walk->nseen; i++) {
        if (strcmp(walk->seen[i], key) == 0) {
            return false;
        }
    }
    assert_true(walk->nseen < SEEN_MAX);
    memcpy(walk->seen[walk->nseen++], key, sizeof key);
    return true;
}

/* Refused because something was left out of the line: what no hint may be. */
static const char *lacks(const struct bench *bench, const char *trigger) {
    static const char *const marks[] = {" is missing",
                                        "needs an incident",
                                        "second word",
                                        "There is no command",
                                        "one word too",
                                        "Nothing was posted",
                                        "is not a ",
                                        "is not an ",
                                        "no such command",
                                        "\xE2\x80\xA6",
                                        "is not possible any more",
                                        NULL};

    /* The second word is looked at before the state: a role on what is closed. */
    bool early = bench->err.code == ERR_PHASE && strstr(trigger, "role what was said");

    for (size_t i = 0; bench->err.code != ERR_OK && !early && marks[i]; i++) {
        if (strstr(bench->reply, marks[i])) {
            return marks[i];
        }
    }
    return NULL;
}

/* Words that only stand for somebody's own are refused, never published: what a hint has
 * in their place is known (args_stand.c). `trigger`: what is in it was somebody's. */
static const char *published(const struct bench *bench, const char *trigger,
                             const char *line) {
    static const char *const stand[] = {"what ", "why",   "who is",    "how ",
                                        "when ", "@name", "the right", "text or"};
    const struct entry *entry = bench->nadded > 0 ? bench->added : NULL;
    const char *key;
    json_t *value;

    for (size_t i = 0; entry && i < bench->nadded; i++) {
        json_object_foreach((json_t *)entry[i].text, key, value) {
            const char *says = json_string_value(value);

            for (size_t k = 0; says && k < sizeof stand / sizeof *stand; k++) {
                if (text_starts(says, stand[k]) && strstr(line, says) &&
                    !strstr(trigger, "what was said")) {
                    return "words that only stand for something";
                }
            }
        }
    }
    return NULL;
}

/* Where a line ends must be seen where nothing marks it: at the end of the answer's line,
 * or in front of a mark. No line of an answer begins with a blank. */
static const char *blurred(const char *markup) {
    for (const char *c = markup; *c; c++) {
        const char *end;

        if ((c == markup || c[-1] == '\n') && *c == ' ') {
            return "a blank in front of a line";
        }
        if (c[0] != '<' || c[1] != '!' || (c > markup && c[-1] == '\\')) {
            continue;
        }
        for (end = c; *end && *end != '>'; end++) {
            end += *end == '\\' && end[1] ? 1 : 0;
        }
        if (*end && !strchr("\n.,:;?)", end[1])) {
            return "no end that can be seen behind a line";
        }
    }
    return NULL;
}

/* The line to type at s, behind its "<!"; what the mark-up hides is shown. */
static void read_line(const char *s, char *ret, size_t size) {
    size_t n = 0;

    for (; *s && *s != '>' && n + 1 < size; s++) {
        s += *s == '\\' && s[1] ? 1 : 0;
        ret[n++] = *s;
    }
    ret[n] = '\0';
}

/* Types one line that the answer to `trigger` gave. "in its channel" says where. */
static void try_line(struct walk *walk, const char *trigger, bool changed,
                     const char *line, bool in_channel) {
    const char *fault;

    if (!is_new(walk, changed ? trigger : "", line)) {
        return;
    }
    set_up(walk);
    if (changed) {
        bench_say(walk->bench, "ben", trigger);
    }
    if (walk->away) {
        walk->bench->place_incident =
            in_channel ? bench_state(walk->bench, walk->bench->nincidents - 1)->id : NULL;
    }
    bench_say(walk->bench, "ben", line);
    fault = lacks(walk->bench, trigger);
    fault = fault ? fault : published(walk->bench, trigger, line);
    walk->tried++;
    if (fault) {
        print_error("%s%s: the answer to \"%s\" has \"%s\": %s\n",
                    walk->situation[0] ? walk->situation[1] ? walk->situation[1] : "fresh"
                                       : "",
                    walk->away ? ", elsewhere" : "", trigger, line, walk->bench->reply);
        walk->wrong++;
    }
}

static void walk_trigger(struct walk *walk, const char *trigger) {
    char line[LINE_BYTES];
    const char *said, *at;
    bool changed;

    bench_say(walk->bench, "ben", trigger);
    if (strstr(walk->bench->markup, "Usage and an example of each") ||
        (text_starts(trigger, "help") && walk->bench->err.code == ERR_OK)) {
        return; /* the help names commands, it does not say what to type */
    }
    if (blurred(walk->bench->markup)) {
        print_error("the answer to \"%s\" has %s: %s\n", trigger,
                    blurred(walk->bench->markup), walk->bench->markup);
        walk->wrong++;
    }
    changed = walk->bench->nadded > 0;
    said = strdup(walk->bench->markup);
    assert_non_null(said);
    for (at = said; (at = strstr(at, "<!")) != NULL; at += 2) {
        const char *from = at;

        if (at > said && at[-1] == '\\') {
            continue;
        }
        while (from > said && from[-1] != '\n') {
            from--;
        }
        read_line(at + 2, line, sizeof line);
        try_line(walk, trigger, changed, line,
                 strstr(from, "in its channel") && strstr(from, "in its channel") < at);
    }
    free((char *)said);
    set_up(walk);
}

static void walk_commands(struct walk *walk) {
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];
        char line[LINE_BYTES];

        walk_trigger(walk, command->name);
        walk_trigger(walk, command->example);
        snprintf(line, sizeof line, "%s what was said", command->name);
        walk_trigger(walk, line);
        snprintf(line, sizeof line, "INC-2025-09-29-001 %s", command->name);
        walk_trigger(walk, line);
        for (size_t s = 0; command->subs && command->subs[s]; s++) {
            snprintf(line, sizeof line, "%s %s", command->name, command->subs[s]->name);
            walk_trigger(walk, line);
            walk_trigger(walk, command->subs[s]->example);
            snprintf(line, sizeof line, "INC-2025-09-29-001 %s %s", command->name,
                     command->subs[s]->name);
            walk_trigger(walk, line);
        }
    }
}

static void walk_hints(struct walk *walk) {
    static const char *const others[] = {"",
                                         "frobnicate",
                                         "checkout is down",
                                         "udpate",
                                         "udpate it is warm",
                                         "resovle x",
                                         "sev1",
                                         "sev9",
                                         "add @cleo",
                                         "new @cleo",
                                         "commander",
                                         "im on it",
                                         "at 02:45 what",
                                         "at 25:99 foo",
                                         "action frob",
                                         "role frob",
                                         "status monitoring",
                                         "status resolved",
                                         "at 25:00 x",
                                         "at 09:50 001 note x",
                                         "at 02:45 001 frob",
                                         "declare sev1 foo=bar is down",
                                         "declare web is down env: prod",
                                         "action add due=2d foo=bar it",
                                         "action 1 done",
                                         "list foo=bar",
                                         "role assign scribe @cleo nxt=x",
                                         "escalate pam it burns",
                                         "escalate the db team",
                                         "update eta 20 min",
                                         "update problem: x",
                                         "update nxt: x",
                                         "restore not yet",
                                         "contain only eu",
                                         "mitigate failed",
                                         "undo",
                                         "reject it",
                                         "severity 002 sev1",
                                         "resolve 002 fixed",
                                         "restore at=23:50 all good",
                                         "snooze 5h",
                                         NULL};
    const struct hint *hint;

    for (size_t i = 0; others[i]; i++) {
        walk_trigger(walk, others[i]);
    }
    for (size_t i = 0; (hint = hints_at(i)) != NULL; i++) {
        char line[LINE_BYTES];

        walk_trigger(walk, hint->word);
        snprintf(line, sizeof line, "%s @cleo", hint->word);
        walk_trigger(walk, line);
        snprintf(line, sizeof line, "help %s", hint->word);
        walk_trigger(walk, line);
    }
}

/* Every line that an answer gives, in every situation. */
static void lines_are_whole(void **state) {
    struct walk *walk = calloc(1, sizeof *walk);

    (void)state;
    assert_non_null(walk);
    for (size_t i = 0; i < 2 * SITUATIONS; i++) {
        walk->situation = situations[i / 2];
        walk->away = i % 2 == 1;
        walk->nseen = 0;
        set_up(walk);
        walk_commands(walk);
        if (i < 2 || i / 2 >= SITUATIONS - 1) {
            walk_hints(walk);
        }
    }
    bench_free(walk->bench);
    assert_int_equal(walk->wrong, 0);
    assert_true(walk->tried > 400);
    free(walk);
}

/* Whatever a policy suggests as the next step is said as a line that works. */
static void next_is_whole(void **state) {
    static const char *const words[] = {
        "ack",     "action",    "broken",   "catchup", "close",    "contain", "decision",
        "declare", "escalate",  "evidence", "impact",  "mitigate", "note",    "resolve",
        "restore", "role take", "severity", "show",    "status",   "summary", "timeline",
        "update",  "verify",    "who",      NULL};

    (void)state;
    for (size_t i = 0; words[i]; i++) {
        const char *const next[] = {words[i], NULL};
        struct policy_phase phases[sizeof bench_phases / sizeof *bench_phases];
        struct bench *bench = bench_new();
        const char *at;
        char line[LINE_BYTES];

        memcpy(phases, bench_phases, sizeof phases);
        for (size_t p = 0; p < sizeof phases / sizeof *phases; p++) {
            phases[p].next = next;
        }
        bench->policy.phases = phases;
        assert_true(bench_say(bench, "ana", "declare sev2 checkout fails"));
        assert_true(bench_say(bench, "ana", "ack"));
        assert_true(bench_say(bench, "ana", "role take"));
        assert_true(bench_say(bench, "ana", ""));
        at = strstr(bench->markup, "Next: <!");
        if (at) {
            read_line(strstr(at, "<!") + 2, line, sizeof line);
            bench_say(bench, "ana", line);
            if (lacks(bench, "")) {
                fail_msg("next: %s is said as \"%s\": %s", words[i], line, bench->reply);
            }
        }
        bench_free(bench);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_whole),
        cmocka_unit_test(next_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
