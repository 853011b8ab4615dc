/* test_repeats.c: what is already so is answered to the person who says it again, and
 * nobody else hears of it: each command that could say one thing twice is in a table. */
#include "harness.h"

#define OPENED                                                                           \
    { 0, "ana", "declare sev2 service=web web is slow", ERR_OK, NULL, NULL }

/* Said first, then said again a minute later. */
static const struct repeat {
    const char *command; /* of the table */
    const char *before;  /* what has to be so, or NULL */
    const char *first, *second;
    const char *answer;
} repeats[] = {
    {"ack", NULL, "ack", "ack",
     "already acknowledged by Ana Alba, since 2025-09-29T10:00"},
    {"severity", NULL, "severity sev1 worse", "severity sev1 much worse", "already"},
    {"role take", NULL, "role take commander", "role take commander", "already"},
    {"role assign", NULL, "role assign scribe @ben", "role assign scribe @ben",
     "already"},
    {"role handoff", "role take commander", "role handoff @ben", "role handoff @ben",
     "only they hand it off"},
    {"role release", "role take commander", "role release", "role release", "Nobody is"},
    {"contain", NULL, "contain key revoked", "contain key is revoked",
     "already contained by Ana Alba, since 2025-09-29T10:00"},
    {"mitigate", NULL, "mitigate second region", "mitigate second region",
     "mitigation 1 already, in place since 2025-09-29T10:00"},
    {"mitigate", NULL, "mitigate", "mitigate",
     "mitigated already since 2025-09-29T10:00"},
    {"mitigate", NULL, "mitigate part=eu", "mitigate part=eu",
     "eu is already mitigated since 2025-09-29T10:00"},
    {"mitigate", "mitigate second region", "mitigate 1 failed", "mitigate 1: no effect",
     "Already known: mitigation 1 failed, since 2025-09-29T10:00"},
    {"mitigate", "mitigate second region", "mitigate 1 taken back",
     "mitigate 1 reverted it was full",
     "mitigation 1 is taken back, since 2025-09-29T10:00"},
    {"restore", NULL, "restore", "restore",
     "already restored by Ana Alba, since 2025-09-29T10:00"},
    {"restore", NULL, "restore part=eu", "restore eu",
     "eu is already restored since 2025-09-29T10:00"},
    {"restore", NULL, "restore eu 45%", "restore EU 45%",
     "EU is already restored to 45 % since 2025-09-29T10:00"},
    {"restore", NULL, "restore 45%", "restore 45% of carts",
     "The service is already restored to 45 %"},
    {"restore", NULL, "restore all", "restore eu",
     "already restored by Ana Alba, since 2025-09-29T10:00"},
    {"broken", NULL, "broken eu timeouts", "broken eu timeouts",
     "eu is already known not to work since 2025-09-29T10:00"},
    {"resolve", NULL, "resolve rolled back", "resolve rolled back",
     "already resolved by Ana Alba, since 2025-09-29T10:00"},
    {"verify", "resolve rolled back; restore", "verify 500 orders", "verify",
     "already verified by Ana Alba, since 2025-09-29T10:00"},
    {"status", NULL, "status triage", "status triage", "already"},
    {"set", NULL, "set service=api", "set service=api", "so already"},
    {"set", NULL, "set env=prod type=outage", "set type=outage", "so already"},
    {"set", NULL, "set restricted=yes", "set restricted=yes", "so already"},
    {"detected", NULL, "detected 09:50", "detected 09:50", "already"},
    {"started", NULL, "started 09:50", "started 09:50", "already"},
    {"bridge", NULL, "bridge https://a.example/x", "bridge https://a.example/x",
     "already"},
    {"impact", NULL, "impact all", "impact all", "already"},
    {"summary", NULL, "summary web is gone", "summary web is gone", "already"},
    {"update", NULL, "update 2 % fail impact: all", "update 2 % fail impact: all",
     "says so already"},
    {"correct", "note one", "correct 2 two", "correct 2 two", "already"},
    {"undo", "note one", "undo 2", "undo 2", "already"},
    {"close", "resolve rolled back; restore; verify looked", "close", "close",
     "is closed"},
    {"cancel", NULL, "cancel no incident", "cancel no incident", "is cancelled"},
    {"reopen", "cancel no incident", "reopen it is one", "reopen it is one",
     "nothing to reopen"},
    {"action done", "action add write it up", "action done 1", "action done 1", "1"},
    {"duplicate", "declare sev2 the same", "duplicate 001", "duplicate 001", "already"},
    {"link", "declare sev2 the same", "link 001", "link 001", "already"},
};

/* Say something new each time, or only to the person. */
static const char *const others[] = {"action add", "declare",      "decision",
                                     "escalate",   "evidence add", "note",
                                     "redact",     "snooze",       NULL};

/* "a; b": one line each. */
static void say_all(struct bench *bench, const char *lines) {
    while (lines && *lines) {
        size_t len = strcspn(lines, ";");

        if (!bench_say(bench, "ana", arena_strndup(bench->arena, lines, len))) {
            fail_msg("%s: %s", lines, bench->reply);
        }
        lines += len + strspn(lines + len, "; ");
    }
}

static void said_twice(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof repeats / sizeof *repeats; i++) {
        const struct repeat *row = &repeats[i];
        struct bench *bench = bench_new();
        const struct step opened = OPENED;

        bench_step(bench, &opened);
        say_all(bench, row->before);
        if (!bench_say(bench, "ana", row->first)) {
            fail_msg("%s: %s", row->first, bench->reply);
        }
        bench->world.now += MINUTE;
        if (bench_say(bench, "ana", row->second) || bench->nadded > 0) {
            fail_msg("%s, twice: [%s] %s", row->second, bench_kinds(bench), bench->reply);
        }
        if (!strstr(bench->reply, row->answer)) {
            fail_msg("%s, twice: \"%s\" is not in: %s", row->second, row->answer,
                     bench->reply);
        }
        bench_free(bench);
    }
}

/* What differs is news. */
static void said_otherwise(void **state) {
    static const struct step steps[] = {
        OPENED,
        {0, "ana", "ack", ERR_OK, NULL, NULL},
        {0, "ana", "restore eu 45%", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore eu 60%", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore eu", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore eu 60%", ERR_OK, "part.changed", NULL},
        {0, "ana", "broken eu", ERR_OK, "part.changed", NULL},
        {0, "ana", "restore eu", ERR_OK, "part.changed", NULL},
        {0, "ana", "update still looking", ERR_OK, "update.posted", NULL},
        {0, "ana", "update still looking impact: all", ERR_OK, "update.posted", NULL},
        /* That nothing is new is worth saying, later. */
        {10, "ana", "update still looking", ERR_OK, "update.posted", NULL},
        {0, "ana", "mitigate second region", ERR_OK, NULL, "mitigation 1"},
        {0, "ana", "mitigate 1 failed", ERR_OK, "mitigation.changed",
         "mitigation 1 failed. None stands"},
        {0, "ana", "mitigate second region", ERR_OK, "incident.mitigated",
         "mitigation 2"},
    };

    (void)state;
    PLAYED(steps);
}

static bool is_named(const char *name) {
    for (size_t i = 0; i < sizeof repeats / sizeof *repeats; i++) {
        if (text_equal(repeats[i].command, name)) {
            return true;
        }
    }
    return text_in(name, others);
}

/* A new command has to say what it does the second time. */
static void none_is_missing(void **state) {
    struct bench *bench = bench_new();

    (void)state;
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];

        for (size_t k = 0; command->subs && command->subs[k]; k++) {
            const char *name = arena_printf(bench->arena, "%s %s", command->name,
                                            command->subs[k]->name);

            if (!(command->subs[k]->flags & COMMAND_READ) && !is_named(name)) {
                fail_msg("%s is in neither table", name);
            }
        }
        if (!command->subs && !(command->flags & COMMAND_READ) &&
            !is_named(command->name)) {
            fail_msg("%s is in neither table", command->name);
        }
    }
    bench_free(bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(said_twice),
        cmocka_unit_test(said_otherwise),
        cmocka_unit_test(none_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
