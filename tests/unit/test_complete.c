/* test_complete.c: what a line may go on with, derived from the real commands. */
#include "fixture.h"

#include "core/complete.h"

extern const struct command_table command_table;

struct offers {
    const char *begun;
    char words[4096];
};

static void take(void *ctx, const char *word) {
    struct offers *offers = ctx;
    if (text_starts(word, offers->begun)) {
        size_t len = strlen(offers->words);
        snprintf(offers->words + len, sizeof offers->words - len, "%s%s",
                 len > 0 ? " " : "", word);
    }
}

static void next_words(void **state) {
    static const struct {
        const char *typed, *offered; /* those that go on as typed */
    } rows[] = {
        {"decl", "declare"},
        {"role ", "take assign handoff release"},
        {"role h", "handoff"},
        {"001 role h", "handoff"},
        {"role take com", "commander communications-lead"},
        {"severity sev", "sev1 sev2 sev3 sev4"},
        {"declare sev1 checkout se", "sev1 sev2 sev3 sev4 service="},
        {"declare source=m", "source=monitoring"},
        {"declare near", "near-miss"},
        {"update warm again im", "impact:"},
        {"role assign commander @b", "@ben @bea"},
        {"status tri", "triage"},
        {"help esc", "escalate"},
        {"0", "001 002"},
        {"I", "INC-2025-09-29-001 INC-2025-09-29-002"},
        {"link ", "INC-2025-09-29-001 INC-2025-09-29-002"},
        {"link 00", "001 002"},
        {"nonsense x", ""},
        {"evidence ", "add list"},
    };
    static const char *const incidents[] = {"INC-2025-09-29-001", "INC-2025-09-29-002",
                                            NULL};
    static const char *const actors[] = {"slack:U2BEN", "console:ben", "console:bea",
                                         NULL};
    static const char *const opaque[] = {"slack", NULL};
    struct fixture *fixture = fixture_new();
    struct directory directory = fixture->directory;

    (void)state;
    directory.npeople = 0;
    directory.opaque = opaque;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *space = strrchr(rows[i].typed, ' ');
        struct offers offers = {.begun = space != NULL ? space + 1 : rows[i].typed};
        struct completion completion = {
            .commands = &command_table,
            .policy = &fixture->policy,
            .directory = &directory,
            .incidents = incidents,
            .actors = actors,
            .take = take,
            .ctx = &offers,
        };
        complete_words(fixture->arena, &completion, rows[i].typed);
        if (strcmp(offers.words, rows[i].offered) != 0) {
            fail_msg("\"%s\": \"%s\", expected \"%s\"", rows[i].typed, offers.words,
                     rows[i].offered);
        }
    }
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(next_words)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
