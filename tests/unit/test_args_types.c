/* test_args_types.c: a value of each type, what is said when it is none, and forms. */
#include "core/args_form.h"
#include "core/args_tokens.h"
#include "rows.h"

/* ---- the other types ---- */

static void people_and_roles(void **state) {
    static const struct row rows[] = {
        {"scribe @ben", "role=scribe | who=console:ben", NULL},
        {"@ben scribe", "role=scribe | who=console:ben", NULL},
        {"@ben", "who=console:ben", NULL},
        {"ben", "who=console:ben", NULL},
        {"@BEN", "who=console:ben", NULL},
        {"\"Ana Alba\"", "who=console:ana", NULL},
        {LDQ "Ana Alba" RDQ " scribe", "role=scribe | who=console:ana", NULL},
        {"slack:U1", "who=slack:U1", NULL},
        {"tl @ben he knows it",
         "role=technical-lead | who=console:ben | note=he knows it", NULL},
        {"technical lead @ben", "role=technical-lead | who=console:ben", NULL},
        {"@ben communications lead speaks",
         "role=communications-lead | who=console:ben | "
         "note=speaks",
         NULL},
        {"role=scribe who=@ben why not", "role=scribe | who=console:ben | note=why not",
         NULL},
        {"scribe", NULL, "who is missing: the person."},
        {"comander @ben", NULL,
         "\"comander\" is not a role. Did you mean commander? One of: commander, "
         "deputy, "},
        {"@", NULL, "\"@\" is not a person that is known: write @name."},
        {"role=foo @ben", NULL, "\"foo\" is not a role. One of:"},
    };

    (void)state;
    CHECK(assign, rows);
}

static void words_of_the_policy(void **state) {
    static const struct row phases[] = {
        {"", "", NULL},
        {"triage", "phase=triage", NULL},
        {"Triage", "phase=triage", NULL},
        {"triage all is hit", "phase=triage | note=all is hit", NULL},
        {"foo", NULL, "\"foo\" is not a phase. One of: detection, triage, containment, "},
        {"triag", NULL, "Did you mean triage?"},
        {"\xE2\x80\x9Cx*", NULL, "x\\*\" is not a phase."},
    };
    static const struct row severities[] = {
        {"sev2", "severity=2", NULL},
        {"2", "severity=2", NULL},
        {"2 half of it is back", "severity=2 | reason=half of it is back", NULL},
        {"sev 2 half", "severity=2 | reason=half", NULL},
        {"High half", "severity=2 | reason=half", NULL},
        {"", NULL, "severity is missing: how bad."},
        {"half", NULL, "\"half\" is not a severity."},
        {"5 x", NULL, "\"5\" is not a severity."},
    };
    static const struct row modes[] = {
        {"fast", "mode=fast", NULL},
        {"Slow quiet", "mode=slow | quiet=yes", NULL},
        {"quiet fast", "mode=fast | quiet=yes", NULL},
        {"fats", NULL,
         "\"fats\" is not possible for mode. Did you mean fast? One of: slow, fast."},
        {"fast slow", NULL, "\"slow\" is one word too many."},
    };

    (void)state;
    CHECK(status, phases);
    CHECK(severity, severities);
    CHECK(mode, modes);
}

static void numbers_and_links(void **state) {
    static const struct row numbers[] = {
        {"3", "number=3", NULL},         {"#3", "number=3", NULL},
        {"007", "number=7", NULL},       {"number=3", "number=3", NULL},
        {"0", NULL, "is not a number"},  {"-1", NULL, "is not a number"},
        {"3x", NULL, "is not a number"}, {"9999999999999999", NULL, "is not a number"},
        {"", NULL, "number is missing"}, {"3 4", NULL, "\"4\" is one word too many."},
    };
    static const struct row links[] = {
        {"002", "other=002", NULL},
        {"#2 same disk", "other=#2 | reason=same disk", NULL},
        {"INC-2025-09-29-002", "other=INC-2025-09-29-002", NULL},
        {"inc-2025-09-29-002 x", "other=INC-2025-09-29-002 | reason=x", NULL},
        {"INC-2025-09-002", NULL, "is not an incident: write its id"},
        {"1234567", NULL, "is not an incident"},
        {"#", NULL, "is not an incident"},
    };
    static const struct row urls[] = {
        {"", "", NULL},
        {"https://meet.example.org/x?y#z", "url=https://meet.example.org/x?y#z", NULL},
        {"http://a", "url=http://a", NULL},
        {"<https://a.b/c|a.b/c>", "url=https://a.b/c", NULL},
        {"<https://a.b/c>", "url=https://a.b/c", NULL},
        {"https://", NULL, "is not a link: write it from https:// on"},
        {"javascript:alert(1)", NULL, "is not a link"},
        {"ftp://a", NULL, "is not a link"},
        {"https:///x", NULL, "is not a link"},
        {"https://a`b", NULL, "is not a link"},
    };
    static const struct row words[] = {
        {"update", "command=update", NULL},
        {"a*b", NULL, "\"a\\*b\" does not fit command: letters, digits and"},
    };
    static const struct row flags[] = {{"", "", NULL},
                                       {"closed", "closed=yes", NULL},
                                       {"--closed", "closed=yes", NULL},
                                       {"foo", NULL, "\"foo\" is one word too many."}};

    (void)state;
    CHECK(done, numbers);
    CHECK(link_to, links);
    CHECK(bridge, urls);
    CHECK(help, words);
    CHECK(list, flags);
}

static void durations(void **state) {
    static const struct row rows[] = {
        {"20m", "span=1200000", NULL},
        {"20", "span=1200000", NULL},
        {"2 hours", "span=7200000", NULL},
        {"2 hours off", "span=7200000 | reason=off", NULL},
        {"1h 30m restore runs", "span=5400000 | reason=restore runs", NULL},
        {"1h30m", "span=5400000", NULL},
        {"0m", NULL, "\"0m\" is not a duration"},
        {"soon", NULL, "\"soon\" is not a duration: write 20m, 2h, 1h30m or 3d."},
        {"-5m", NULL, "is not a duration"},
    };

    (void)state;
    CHECK(wait_for, rows);
}

/* ---- limits and errors ---- */

static char *text_of_length(struct arena *arena, size_t len) {
    char *text = arena_alloc(arena, len + 1);

    memset(text, 'x', len);
    return text;
}

static char *wide_text(struct arena *arena, size_t characters) {
    char *text = arena_alloc(arena, characters * 3 + 1);

    for (size_t i = 0; i < characters; i++) {
        memcpy(text + i * 3, "\xE3\x81\x82", 4);
    }
    return text;
}

static void limits(void **state) {
    struct desk desk;

    (void)state;
    desk_open(&desk, NULL, NULL);
    assert_non_null(parse(&desk, &note, text_of_length(desk.fixture->arena, LIMIT_TEXT)));
    assert_null(parse(&desk, &note, text_of_length(desk.fixture->arena, LIMIT_TEXT + 1)));
    assert_int_equal(desk.err.code, ERR_LIMIT);
    assert_string_equal(desk.err.text,
                        "note is too long: of its 12289 characters 12288 fit. Shorten "
                        "it, or put the rest into a second one.");
    /* Counted as people count: a character of three bytes is one. */
    assert_null(parse(&desk, &note, wide_text(desk.fixture->arena, 5000)));
    assert_string_equal(desk.err.text,
                        "note is too long: of its 5000 characters 4096 fit. Shorten it, "
                        "or put the rest into a second one.");
    /* What a form promises fits in whatever script. */
    assert_non_null(parse(&desk, &note, wide_text(desk.fixture->arena, 3000)));
    assert_null(
        parse(&desk, &note, text_of_length(desk.fixture->arena, LIMIT_INPUT + 1)));
    assert_string_equal(desk.err.text,
                        "That is too long: of its 16385 characters 16384 fit. Shorten "
                        "it, or send it in pieces.");
    assert_null(parse(&desk, &update,
                      arena_printf(desk.fixture->arena, "x impact: %s",
                                   text_of_length(desk.fixture->arena, LIMIT_TEXT + 1))));
    assert_int_equal(desk.err.code, ERR_LIMIT);
    desk_close(&desk);
}

/* What somebody typed is quoted in an error, and must not become markup or a flood. */
static void errors_quote_safely(void **state) {
    struct desk desk;
    char *word;

    (void)state;
    desk_open(&desk, NULL, NULL);
    assert_null(parse(&desk, &status, "<@console:ben>"));
    assert_non_null(strstr(desk.err.text, "\"\\<@console:ben\\>\" is not a phase."));
    word = text_of_length(desk.fixture->arena, 5000);
    assert_null(parse(&desk, &status, word));
    assert_true(strlen(desk.err.text) < 400);
    assert_null(parse(&desk, &declare, ""));
    assert_string_equal(
        desk.err.text,
        "summary is missing: what is broken.\nUsage: `declare \\[severity\\] "
        "\\[near-miss\\] \\[service=…\\] \\[type=…\\] \\[env=…\\] \\[detected=…\\] "
        "\\[source=monitoring|user|audit\\] \\<summary\\>`\nExample: <!declare ...>");
    desk_close(&desk);
}

/* ---- forms ---- */

static void forms(void **state) {
    static const struct {
        const struct command *command;
        const char *form, *args, *said;
    } rows[] = {
        {&declare, "{'severity': 'sev1', 'summary': ' down ', 'service': 'a,b'}",
         "severity=1 | service=a,b | summary=down", NULL},
        {&declare, "{'service': ['a', 'b'], 'summary': 'sev1 is text here'}",
         "service=a,b | summary=sev1 is text here", NULL},
        {&declare, "{'near-miss': true, 'summary': 'x'}", "near-miss=yes | summary=x",
         NULL},
        {&declare, "{'near-miss': 'Yes', 'summary': 'x'}", "near-miss=yes | summary=x",
         NULL},
        {&declare, "{'near-miss': false, 'env': '', 'summary': 'x'}", "summary=x", NULL},
        {&declare, "{'near-miss': 'perhaps', 'summary': 'x'}", NULL,
         "near-miss is either yes or no."},
        {&declare, "{'summary': '  '}", NULL, "summary is missing"},
        {&declare, "{'summary': 'x', 'env': 'a b'}", NULL, "does not fit env"},
        {&declare, "{'summary': 'x', 'foo': 'y'}", NULL, "declare has no field \"foo\"."},
        {&declare, "{'summary': 7}", NULL, "summary must be text."},
        {&declare, "{'summary': 'x', 'service': [7]}", NULL, "service must be text."},
        {&update, "{'update': 'a', 'impact': 'next: b'}", "update=a | impact=next: b",
         NULL},
        {&snooze, "{'until': '20m'}", "until=1759134000000", NULL},
        {&assign, "{'who': 'ben', 'role': 'Technical Lead'}",
         "role=technical-lead | who=console:ben", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct desk desk;
        json_t *form, *args = NULL;
        char *source;
        bool ok;

        desk_open(&desk, NULL, NULL);
        source = arena_strdup(desk.fixture->arena, rows[i].form);
        for (char *c = source; *c != '\0'; c++) {
            *c = (char)(*c == '\'' ? '"' : *c);
        }
        form = arena_json(desk.fixture->arena, jsonx_parse(source, strlen(source)));
        assert_non_null(form);
        desk.turn.command = rows[i].command;
        ok = args_from_map(&desk.turn, rows[i].command, form, &args, &desk.err);
        if (ok != (rows[i].args != NULL)) {
            fail_msg("%s: %s", rows[i].form, ok ? "accepted" : desk.err.text);
        }
        if (ok) {
            assert_string_equal(desk_shown(desk.fixture->arena, rows[i].command, args),
                                rows[i].args);
        } else if (rows[i].said == NULL || strstr(desk.err.text, rows[i].said) == NULL) {
            fail_msg("%s: refused otherwise: %s", rows[i].form, desk.err.text);
        }
        desk_close(&desk);
    }
}

/* A text of opening quotes must not be read again for each of them. */
static void quotes_take_linear_time(void **state) {
    struct desk desk;
    struct strbuf text;
    struct token_reader reader;
    struct token token;
    size_t tokens = 0;

    (void)state;
    desk_open(&desk, NULL, NULL);
    strbuf_init(&text, LIMIT_INPUT);
    while (text.len + 6 <= LIMIT_INPUT) {
        strbuf_add(&text, "\"a 'b ");
    }
    token_start(&reader, text.ptr);
    while (token_next(&reader, &token)) {
        tokens++;
        assert_false(token.quoted);
    }
    assert_true(tokens > LIMIT_INPUT / 4);
    assert_int_not_equal(reader.unclosed, 0);
    strbuf_free(&text);
    desk_close(&desk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_and_roles),
        cmocka_unit_test(words_of_the_policy),
        cmocka_unit_test(numbers_and_links),
        cmocka_unit_test(durations),
        cmocka_unit_test(limits),
        cmocka_unit_test(errors_quote_safely),
        cmocka_unit_test(forms),
        cmocka_unit_test(quotes_take_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
