/* rebuild.c: `tocsin rebuild`: the indexes are made anew from the incidents themselves.
 *
 * A bot that starts does the same by itself, and goes on with it slowly while it runs.
 * This is for whoever does not want to wait, or wants to see what it finds. --forget ends
 * what was looked into: the values that were set aside go, and the names of what is lost. */
#include "base/err.h"
#include "cli/aside.h"
#include "cli/database_ids.h"
#include "cli/indexes.h"
#include "cli/lost.h"
#include "core/index.h"
#include "tocsin/keys.h"

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

/* ---- --forget ---- */

static void print_line(void *ctx, const char *line, bool grave) {
    (void)ctx;
    (void)grave;
    printf("forgotten: %s\n", line);
}

static bool drop(struct database *db, const char *key, struct error *err) {
    struct arena *arena = arena_new();
    const struct write write = write_words(arena, key, "DEL", NULL);
    const struct commit commit = {.nwrites = 1, .writes = &write};
    bool ok = database_commit(db, &commit, err);
    arena_free(arena);
    return ok;
}

/* The values first: a list without them harms less than values without a list. */
static bool drop_values(struct database *db, struct error *err) {
    json_t *names = database_names(db, KEY_QUARANTINE ":", err), *name;
    bool ok = names != NULL;
    size_t i;
    json_array_foreach(names, i, name) {
        char key[512];
        snprintf(key, sizeof key, KEY_QUARANTINE ":%.400s", json_string_value(name));
        ok = ok && drop(db, key, err);
    }
    json_decref(names);
    return ok && drop(db, KEY_QUARANTINE, err) && drop(db, KEY_LOST, err);
}

static int forget(struct database *db) {
    struct error err = {0};
    int aside = aside_quarantine(db, print_line, NULL, &err);
    int lost = aside < 0 ? -1 : lost_print(db, stdout, &err);
    if (lost < 0 || !drop_values(db, &err)) {
        return cli_fail(&err);
    }
    printf("%d that %s set aside, %d that %s lost: forgotten.\n", aside,
           aside == 1 ? "was" : "were", lost, lost == 1 ? "was" : "were");
    return EXIT_FINE;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    struct setup *setup = setup_load(call, &err);
    struct database *db = setup ? database_open(setup, &err) : NULL;
    int status = !db                         ? cli_fail(&err)
                 : cli_value(call, "forget") ? forget(db)
                                             : rebuild(setup, db);
    if (db) {
        database_close(db);
    }
    setup_free(setup);
    return status;
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "forget",
     .help = "instead: throw away what was set aside, and the names of what is lost"},
    {0},
};

const struct cli_command cli_rebuild = {
    .name = "rebuild",
    .words = "",
    .summary = "make the indexes anew from the incidents; a bot may be at work",
    .details = "Names each index that was wrong and mends it. tocsin audit --all only\n"
               "names them. What cannot be used at all is set aside. Ends with 3\n"
               "when an incident could not be read.\n"
               "--forget is for afterwards: what doctor and audit name as set aside or\n"
               "lost is not to be seen again.",
    .options = options,
    .run = run,
};
