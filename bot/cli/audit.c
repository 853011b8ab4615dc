/* audit.c: `tocsin audit INC`: is this timeline the one that was written? */
#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"
#include "cli/aside.h"
#include "cli/indexes.h"
#include "cli/lost.h"

#include <stdio.h>
#include <string.h>

static int audit_one(const struct cli_call *call, const struct setup *setup,
                     struct database *db, const char *id) {
    struct error err = {0};
    struct indexes indexes;
    if (!indexes_begin(&indexes, db, setup, false, &err) ||
        !indexes_incident(&indexes, id, &err)) {
        return cli_fail(&err);
    }
    struct arena *arena = arena_new();
    struct stored stored;
    if (!database_incident(db, arena, id, &stored, &err)) {
        arena_free(arena);
        if (err.code == ERR_CORRUPT) {
            printf("%s: %s\n", id, err.text);
            return EXIT_FINDINGS;
        }
        return cli_fail(&err);
    }
    const char *lost = stored.version ? NULL : lost_line(db, arena, id);
    if (lost) {
        printf("%s\n", lost);
        arena_free(arena);
        return EXIT_FINDINGS;
    }
    struct audit_input input =
        timeline_audit_input(arena, database_workspace(db), &stored);
    input.expected = cli_value(call, "head");
    struct audit_report report;
    audit_timeline(arena, &input, &report);
    for (size_t i = 0; i < report.n; i++) {
        if (report.findings[i].n > 0) {
            printf("%s: entry %lld: %s\n", id, (long long)report.findings[i].n,
                   text_line(arena, report.findings[i].what));
        } else {
            printf("%s: %s\n", id, text_line(arena, report.findings[i].what));
        }
    }
    if (report.more) {
        printf("%s: and more\n", id);
    }
    if (report.n == 0) {
        printf("%s: %lld entries verified, head %s\n", id, (long long)report.versions,
               report.head);
        if (report.proved > 0) {
            printf("%s: the given head is that of entry %lld\n", id,
                   (long long)report.proved);
        }
    }
    int status = report.n == 0 && indexes.wrong == 0 ? EXIT_FINE : EXIT_FINDINGS;
    arena_free(arena);
    return status;
}

static void say_aside(void *ctx, const char *line, bool grave) {
    (void)ctx;
    (void)grave;
    printf("%s\n", line);
}

/* What belongs to no single incident. */
static int audit_rest(const struct cli_call *call, const struct setup *setup,
                      struct database *db, const json_t *ids) {
    (void)call;
    struct error err = {0};
    struct indexes indexes;
    if (!indexes_begin(&indexes, db, setup, false, &err) ||
        !indexes_rest(&indexes, ids, &err)) {
        return cli_fail(&err);
    }
    int aside = aside_list(db, say_aside, NULL, &err);
    if (aside < 0) {
        return cli_fail(&err);
    }
    int lost = lost_print(db, stdout, &err);
    if (lost < 0) {
        return cli_fail(&err);
    }
    return indexes.wrong == 0 && aside == 0 && lost == 0 ? EXIT_FINE : EXIT_FINDINGS;
}

/* A copy that lost a character would otherwise accuse a sound timeline. */
static bool is_hash(const char *text) {
    return strlen(text) == HASH_HEX - 1 && text[strspn(text, "0123456789abcdef")] == '\0';
}

static int run(const struct cli_call *call) {
    const char *head = cli_value(call, "head");
    if (head && !is_hash(head)) {
        return cli_usage(call, "--head is 64 hex digits, as tocsin show prints them");
    }
    if (head && cli_value(call, "all")) {
        return cli_usage(call, "--head belongs to one incident");
    }
    return timeline_command(call, audit_one, audit_rest);
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "all", .help = "every incident instead of one"},
    {.name = "head",
     .value = "HASH",
     .help = "a head hash kept outside, of this or an earlier version"},
    {0},
};

const struct cli_command cli_audit = {
    .name = "audit",
    .words = "INC",
    .summary = "verify timelines and indexes: what was changed or is missing is named",
    .details =
        "Exit code 3 when something was found; what an index has wrong, tocsin rebuild\n"
        "mends. Without --head a rewrite of the whole database cannot be seen: keep the\n"
        "head that tocsin show and tocsin export print.",
    .most = 1,
    .options = options,
    .run = run,
};
