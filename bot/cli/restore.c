/* restore.c: `tocsin restore FILE`: a backup into an empty workspace.
 *
 * The whole file is read and every timeline verified before the first write. Then it is
 * all or nothing: a marker keeps everybody out until the last write (restoring.h), and a
 * restore that was killed is begun anew by restoring again. Indexes are computed anew from
 * the entries. The outbox goes into `unsent` and is not sent:
 * messages of the past would be news to nobody and alarms to everybody. */
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "cli/backup_lines.h"
#include "cli/restoring.h"
#include "cli/timeline.h"
#include "core/deadlines.h"
#include "core/entry_bytes.h"
#include "core/fold.h"
#include "core/history.h"
#include "core/index.h"
#include "io/file.h"
#include "tocsin/keys.h"
#include "tocsin/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 200 };

/* Writes are gathered and committed in batches, each of which checks the marker. */
struct batch {
    struct database *db;
    const struct setup *setup;
    struct restoring restoring;
    int64_t now; /* UTC ms */
    struct arena *arena;
    struct write writes[LIMIT_OPS];
    size_t n;
    int64_t incidents, unsent, shorter;
};

static bool flush(struct batch *batch, struct error *err) {
    bool ok = restoring_write(&batch->restoring, batch->writes, batch->n, err);
    batch->n = 0;
    arena_reset(batch->arena);
    return ok;
}

static bool add(struct batch *batch, struct write write, struct error *err) {
    batch->writes[batch->n++] = write;
    return batch->n < BATCH || flush(batch, err);
}

static struct stored stored_of(const json_t *line) {
    return (struct stored){
        .id = jsonx_string(line, "inc", ""),
        .version = jsonx_string(line, "n", NULL),
        .head = jsonx_string(line, "h", NULL),
        .stream = json_object_get(line, "stream"),
        .texts = json_object_get(line, "texts"),
    };
}

/* ---- looking before writing ---- */

static bool verify_incident(const char *workspace, const json_t *line,
                            struct error *err) {
    struct arena *arena = arena_new();
    struct stored stored = stored_of(line);
    struct audit_input input = timeline_audit_input(arena, workspace, &stored);
    struct audit_report report;
    audit_timeline(arena, &input, &report);
    bool ok = incident_id_valid(stored.id) && report.n == 0;
    if (!ok) {
        err_set(err, ERR_CORRUPT, "%s in the backup does not verify: %s", stored.id,
                report.n > 0 ? report.findings[0].what : "it has no valid id");
    }
    arena_free(arena);
    return ok;
}

/* Heads are chained from the name of the workspace: it must be the same. */
static bool verify_line(void *ctx, const json_t *line, struct error *err) {
    const struct setup *setup = ctx;
    const char *workspace = setup->config->directory.workspace;
    const char *from = jsonx_string(line, "workspace", workspace);
    if (strcmp(from, workspace) != 0) {
        return err_set(err, ERR_INVALID,
                       "the backup is of the workspace %s, and heads are chained from "
                       "its name: restore with `workspace: %s`",
                       from, from);
    }
    return !json_object_get(line, "inc") || verify_incident(workspace, line, err);
}

/* ---- writing ---- */

static bool write_entry(struct batch *batch, const struct stored *stored,
                        const struct audit_entry *entry, const char *number,
                        struct error *err) {
    struct arena *arena = batch->arena;
    const char *text = json_string_value(json_object_get(stored->texts, number));
    struct write xadd =
        write_words(arena, arena_printf(arena, KEY_TIMELINE "%s", stored->id), "XADD",
                    arena_strdup(arena, entry->id), "b",
                    arena_strndup(arena, entry->bytes, entry->len), "h",
                    arena_strdup(arena, entry->hash), NULL);
    struct write hset = {0};
    if (text) {
        hset = write_words(arena, arena_printf(arena, KEY_TEXTS "%s", stored->id), "HSET",
                           arena_strdup(arena, number), arena_strdup(arena, text), NULL);
    }
    batch->writes[batch->n++] = xadd;
    return !text ? batch->n < BATCH || flush(batch, err) : add(batch, hset, err);
}

/* Indexes as if the entries happened now, one after the other; only the last alarm
 * counts. The state is folded on the way. */
static bool write_indexes(struct batch *batch, const struct setup *setup,
                          const struct stored *stored, struct incident **state,
                          const struct entry *entry, bool last, struct error *err) {
    struct incident *before = *state;
    struct incident *after = before ? incident_clone(before) : incident_new(stored->id);
    bool ok = incident_apply(after, entry, err);
    if (ok) {
        struct write writes[INDEX_WRITES_MAX];
        int64_t alarm = last ? deadlines_alarm(after, setup->policy,
                                               &setup->config->directory, setup->civil)
                             : NEVER;
        if (batch->n + INDEX_WRITES_MAX > LIMIT_OPS) {
            ok = flush(batch, err);
        }
        size_t n = index_writes(batch->arena, before, after, alarm, writes);
        for (size_t i = 0; i < n && ok; i++) {
            batch->writes[batch->n++] = writes[i];
        }
        ok = ok && flush(batch, err);
    }
    incident_free(before);
    *state = after;
    return ok;
}

/* A bot knew it, and said that it is lost: it is there again, or what the backup has of
 * it. */
static bool write_found(struct batch *batch, const struct stored *stored,
                        struct error *err) {
    struct arena *arena = batch->arena;
    const char *id = arena_strdup(arena, stored->id);
    json_t *value = database_ask(batch->db, err, KEY_LOST, "HGET", id, NULL);
    const char *text = json_string_value(value);
    json_t *row = text ? jsonx_parse(text, strlen(text)) : NULL;
    int64_t seen = jsonx_int(row, "seen", 0);
    int64_t found = strtoll(stored->version, NULL, 10);
    bool ok = value != NULL;
    if (text && seen > found) {
        jsonx_set_int(row, "found", found);
        ok = add(
            batch,
            write_words(arena, KEY_LOST, "HSET", id, jsonx_canonical(arena, row), NULL),
            err);
        batch->shorter++;
    } else if (text) {
        ok = add(batch, write_words(arena, KEY_LOST, "HDEL", id, NULL), err);
    }
    json_decref(row);
    json_decref(value);
    return ok;
}

static bool write_incident(struct batch *batch, const struct setup *setup,
                           const json_t *line, struct error *err) {
    struct stored stored = stored_of(line);
    struct arena *arena = arena_new();
    struct audit_input input = timeline_audit_input(arena, "", &stored);
    struct incident *state = NULL;
    bool ok = true;
    struct entry *entries = arena_array(arena, input.nentries + 1, sizeof *entries);
    for (size_t i = 0; i < input.nentries && ok; i++) {
        const char *number = arena_printf(arena, "%zu", i + 1);
        const char *text = json_string_value(json_object_get(stored.texts, number));
        ok = entry_parse(arena, input.entries[i].bytes, input.entries[i].len, text,
                         &entries[i], err);
    }
    if (ok) {
        history_mark(arena, entries, input.nentries);
    }
    for (size_t i = 0; i < input.nentries && ok; i++) {
        const char *number = arena_printf(arena, "%zu", i + 1);
        ok = write_entry(batch, &stored, &input.entries[i], number, err) &&
             write_indexes(batch, setup, &stored, &state, &entries[i],
                           i + 1 == input.nentries, err);
    }
    struct arena *keys = batch->arena;
    ok = ok && add(batch,
                   write_words(keys, arena_printf(keys, KEY_INCIDENT "%s", stored.id),
                               "HSET", "n", arena_strdup(keys, stored.version), "h",
                               arena_strdup(keys, stored.head), NULL),
                   err);
    ok = ok && write_found(batch, &stored, err);
    incident_free(state);
    arena_free(arena);
    batch->incidents++;
    return ok && flush(batch, err);
}

/* The day's next number must be greater than any that was given. Ids come in order, so
 * the last one of a day has the highest. */
static bool write_number(struct batch *batch, const char *id, struct error *err) {
    struct arena *arena = batch->arena;
    const char *dash = strrchr(id, '-');
    char *day =
        arena_strndup(arena, id + strlen("INC-"), (size_t)(dash - id) - strlen("INC-"));
    long long number = strtoll(dash + 1, NULL, 10);
    return add(batch,
               write_words(arena, arena_printf(arena, KEY_SEQUENCE "%s", day), "SET",
                           arena_printf(arena, "%lld", number), NULL),
               err);
}

static bool write_unsent(struct batch *batch, const json_t *line, struct error *err) {
    const json_t *records = json_object_get(line, "records");
    bool ok = true;
    for (size_t i = 0; i + 1 < json_array_size(records) && ok; i += 2) {
        const char *record = json_string_value(json_array_get(records, i + 1));
        ok = add(batch,
                 write_words(batch->arena, KEY_UNSENT, "RPUSH",
                             arena_strdup(batch->arena, record ? record : ""), NULL),
                 err);
        batch->unsent++;
    }
    return ok;
}

/* Who sends a command again learns what became of it; what is over by now is left out. */
static bool write_reply(struct batch *batch, const json_t *line, struct error *err) {
    int64_t until = jsonx_int(line, "until", 0);
    int64_t most = batch->now + (int64_t)IDEM_TTL_S * 1000;
    if (until <= batch->now) {
        return true;
    }
    return add(
        batch,
        write_words(
            batch->arena, arena_strdup(batch->arena, jsonx_string(line, "idem", "")),
            "SET", arena_strdup(batch->arena, jsonx_string(line, "value", "")), "PXAT",
            arena_printf(batch->arena, "%lld", (long long)(until < most ? until : most)),
            NULL),
        err);
}

static bool write_names(struct batch *batch, const json_t *names, struct error *err) {
    const char *actor;
    json_t *name;
    bool ok = true;
    json_object_foreach((json_t *)names, actor, name) {
        ok = ok &&
             add(batch,
                 write_words(batch->arena, KEY_NAMES, "HSET",
                             arena_strdup(batch->arena, actor),
                             arena_strdup(batch->arena, json_string_value(name)), NULL),
                 err);
    }
    return ok;
}

static bool restore_line(void *ctx, const json_t *line, struct error *err) {
    struct batch *batch = ctx;
    if (json_object_get(line, "inc")) {
        return write_incident(batch, batch->setup, line, err) &&
               write_number(batch, jsonx_string(line, "inc", ""), err);
    }
    if (json_object_get(line, "idem")) {
        return write_reply(batch, line, err);
    }
    if (json_object_get(line, "names")) {
        return write_names(batch, json_object_get(line, "names"), err);
    }
    return !json_object_get(line, "lane") || write_unsent(batch, line, err);
}

/* ---- the whole ---- */

/* Before anything is made for it. NULL with err. */
static FILE *open_verified(const char *path, struct setup *setup, struct error *err) {
    FILE *file = file_open(path, err);
    if (file && !backup_lines(file, verify_line, setup, err)) {
        const struct error why = *err;
        err_set(err, why.code, "%s: %s. Nothing was restored", path, why.text);
        (void)fclose(file);
        return NULL;
    }
    return file;
}

static bool restore(FILE *file, struct batch *batch, struct error *err) {
    return restoring_begin(&batch->restoring, batch->db, err) &&
           backup_lines(file, restore_line, batch, err) && flush(batch, err) &&
           restoring_end(&batch->restoring, err);
}

static int64_t wall_now(struct database *db) {
    const struct loop *loop = database_loop(db);
    return loop->wall(loop->self);
}

static int restore_file(FILE *file, const struct setup *setup, struct database *db) {
    struct error err = {0};
    struct batch batch = {
        .db = db, .setup = setup, .arena = arena_new(), .now = wall_now(db)};
    int status = EXIT_FINE;
    if (!restore(file, &batch, &err)) {
        status = cli_fail(&err);
    } else {
        if (batch.shorter > 0) {
            printf(
                "%lld of them had more entries than the backup has: tocsin doctor names "
                "them.\n",
                (long long)batch.shorter);
        }
        if (batch.restoring.removed > 0) {
            printf("What a restore that did not end had left was removed first.\n");
        }
        printf("%lld incident%s restored and verified; %lld waiting message%s "
               "set aside, not to be sent.\n",
               (long long)batch.incidents, batch.incidents == 1 ? "" : "s",
               (long long)batch.unsent, batch.unsent == 1 ? "" : "s");
    }
    arena_free(batch.arena);
    return status;
}

static int undo(struct database *db) {
    struct error err = {0};
    int64_t removed = 0;
    if (!restoring_undo(db, &removed, &err)) {
        return cli_fail(&err);
    }
    printf("What the restore had left is removed (%lld keys): the workspace is empty.\n",
           (long long)removed);
    return EXIT_FINE;
}

static int run(const struct cli_call *call) {
    bool undoing = cli_value(call, "undo") != NULL;
    if (undoing == (call->argc > 0)) {
        return cli_usage(call, "name the file of a backup, or give --undo");
    }
    struct error err = {0};
    struct setup *setup = setup_load(call, &err);
    FILE *file = setup && !undoing ? open_verified(call->argv[0], setup, &err) : NULL;
    bool ready = setup && (undoing || file);
    struct database *db = ready ? database_open_how(setup, DATABASE_MAKE, &err) : NULL;
    int status = !db       ? cli_fail(&err)
                 : undoing ? undo(db)
                           : restore_file(file, setup, db);
    if (db) {
        database_close(db);
    }
    if (file) {
        (void)fclose(file);
    }
    setup_free(setup);
    return status;
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "undo",
     .help = "remove what a restore that did not end has left, and restore nothing"},
    {0},
};

const struct cli_command cli_restore = {
    .name = "restore",
    .words = "FILE",
    .summary = "read a backup into an empty workspace; its outbox is not sent",
    .details =
        "All or nothing: one that was stopped half way keeps everybody out of the\n"
        "workspace until it is run again, which begins anew, or undone. tocsin must not\n"
        "be at work; where incidents were declared since, restore into an empty Redis\n"
        "or a new --data folder, with the same workspace:. Into a new folder, copy the\n"
        "old one's known.json first, so that no number is given twice.",
    .most = 1,
    .options = options,
    .run = run,
};
