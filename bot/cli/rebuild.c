/* rebuild.c: `tocsin rebuild`: the indexes are made anew from the incidents themselves.
 *
 * A bot that starts does the same by itself, and goes on with it slowly while it runs.
 * This is for whoever does not want to wait, or wants to see what it finds. */
#include "base/err.h"
#include "cli/indexes.h"

#include <stdio.h>

static int rebuild(const struct setup *setup, struct database *db) {
    struct error err = {0};
    struct indexes indexes;
    if (!indexes_begin(&indexes, db, setup, true, &err) || !indexes_all(&indexes, &err)) {
        return cli_fail(&err);
    }
    if (indexes.unreadable > 0) {
        printf("%lld incident%s could not be read: tocsin audit --all says why.\n",
               (long long)indexes.unreadable, indexes.unreadable == 1 ? "" : "s");
    }
    printf("%s\n", indexes.mended == 0 ? "Every index says what the incidents say."
                                       : "The indexes say again what the incidents say.");
    return indexes.unreadable > 0 ? EXIT_FINDINGS : EXIT_FINE;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    struct setup *setup = setup_load(call, &err);
    struct database *db = setup ? database_open(setup, &err) : NULL;
    int status = db ? rebuild(setup, db) : cli_fail(&err);
    if (db) {
        database_close(db);
    }
    setup_free(setup);
    return status;
}

static const struct cli_option options[] = {CLI_COMMON_OPTIONS, {0}};

const struct cli_command cli_rebuild = {
    .name = "rebuild",
    .words = "",
    .summary = "make the indexes anew from the incidents; a bot may be at work",
    .details = "Names each index that was wrong and mends it. tocsin audit --all only\n"
               "names them. Ends with 3 when an incident could not be read.",
    .options = options,
    .run = run,
};
