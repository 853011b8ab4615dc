/* An operator's own templates: which belong together, and what is named. */
#include "core/messages.h"
#include "core/messages_check.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct message_template shipped[] = {
    {"en", "opened", "{{> subject}} {{name}}"},
    {"en", "subject", "{{id}}"},
    {"en", "closed", "{{#s}}{{> subject}}{{/s}}"},
    {"fr", "opened", "{{> subject}}"},
};

static struct messages with(const struct message_template *own, size_t n) {
    return (struct messages){.language = "en",
                             .overrides = own,
                             .noverrides = n,
                             .builtin = shipped,
                             .nbuiltin = sizeof shipped / sizeof *shipped};
}

static void what_fits(void **state) {
    (void)state;
    const struct message_template own[] = {
        {"en", "opened", "{{> part}}{{#x}}{{> part}}{{/x}}{{> subject}}"},
        {"en", "part", "{{> leaf}}{{> leaf}}"},
        {"en", "leaf", "x"},
    };
    struct messages messages = with(own, 3);
    struct error err = {0};
    assert_true(messages_check(&messages, &err));
    messages = with(NULL, 0);
    assert_true(messages_check(&messages, &err));
}

static void what_does_not(void **state) {
    (void)state;
    static const struct {
        struct message_template own[3];
        size_t n;
        const char *words;
    } rows[] = {
        {{{"en", "opened", "{{> opened}}"}},
         1,
         "opened.mustache includes itself: opened > opened"},
        {{{"en", "subject", "{{> closed}}"}},
         1,
         "subject.mustache includes itself: subject > closed > subject"},
        {{{"en", "opened", "{{^a}}{{> nosuch}}{{/a}}"}},
         1,
         "opened.mustache includes {{> nosuch}}, and there is no such template"},
        {{{"en", "opend", "x"}},
         1,
         "opend.mustache: there is no message of this name and no template includes it; "
         "did you mean opened"},
        {{{"en", "a", "{{> b}}"}, {"en", "b", "{{> a}}"}},
         2,
         "a.mustache includes itself: a > b > a"},
        {{{"en", "a", "{{> b}}"}, {"en", "b", "x"}},
         2,
         "a.mustache: there is no message of this name and no template includes it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct messages messages = with(rows[i].own, rows[i].n);
        struct error err = {0};
        assert_false(messages_check(&messages, &err));
        assert_string_equal(err.text, rows[i].words);
    }
}

/* Twice as many ways at each step: each is gone once. */
static void a_lattice_takes_no_time(void **state) {
    (void)state;
    enum { N = 30 };
    static char names[N][16], texts[N][48];
    struct message_template own[N];
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], i ? "p%d" : "opened", i);
        snprintf(texts[i], sizeof texts[i], i + 1 < N ? "{{> p%d}}{{> p%d}}" : "x", i + 1,
                 i + 1);
        own[i] = (struct message_template){"en", names[i], texts[i]};
    }
    struct messages messages = with(own, N);
    struct error err = {0};
    assert_true(messages_check(&messages, &err));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits),
        cmocka_unit_test(what_does_not),
        cmocka_unit_test(a_lattice_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
