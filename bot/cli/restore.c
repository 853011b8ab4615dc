/* restore.c: `tocsin restore FILE`: a backup into an empty workspace.
 *
 * The whole file is read and every timeline verified before the first write. Indexes are
 * computed anew from the entries. The outbox goes into `quarantine` and is not sent:
 * messages of the past would be news to nobody and alarms to everybody. */
#include "base/err.h"
#include "base/jsonx.h"
#include "cli/timeline.h"
#include "core/deadlines.h"
#include "core/history.h"
#include "core/index.h"
#include "io/file.h"
#include "tocsin/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 200 };

/* Writes are gathered and committed in batches: the workspace was empty and nobody else
 * may write into it, so all of it together need not be one commit. */
struct batch {
    struct database *db;
    struct arena *arena;
    struct write writes[LIMIT_OPS];
    size_t n;
    int64_t incidents, quarantined;
};

static bool flush(struct batch *batch, struct error *err) {
    struct commit commit = {.nwrites = batch->n, .writes = batch->writes};
    bool ok = batch->n == 0 || database_commit(batch->db, &commit, err);
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

static bool verify_incident(struct database *db, const char *workspace,
                            const json_t *line, struct error *err) {
    (void)db;
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

typedef bool (*line_fn)(struct batch *batch, const char *workspace, const json_t *line,
                        const struct setup *setup, struct error *err);

/* The last line says how many incidents there were: one that is missing whole could not
 * be noticed otherwise. */
static bool check_end(const json_t *line, int64_t incidents, struct error *err) {
    int64_t wanted = jsonx_int(line, "incidents", -1);
    return wanted == incidents ||
           err_set(err, ERR_CORRUPT,
                   "the backup was altered: it had %lld incidents and has %lld",
                   (long long)wanted, (long long)incidents);
}

/* Calls each line's function; false when the file is not a whole backup. */
static bool for_lines(FILE *file, struct batch *batch, const char *workspace,
                      const struct setup *setup, line_fn each, struct error *err) {
    char *text = NULL;
    size_t size = 0;
    ssize_t len;
    long number = 0;
    int64_t incidents = 0;
    bool ended = false, ok = true;
    rewind(file);
    while (ok && (len = getline(&text, &size, file)) > 0) {
        number++;
        json_t *line = jsonx_parse(text, (size_t)len);
        incidents += json_object_get(line, "inc") ? 1 : 0;
        if (!line || ended || (number == 1 && jsonx_int(line, "tocsin", 0) != 1)) {
            ok = err_set(err, ERR_INVALID, "line %ld is not one of a whole tocsin backup",
                         number);
        } else if (jsonx_bool(line, "end", false)) {
            ended = true;
            ok = check_end(line, incidents, err);
        } else {
            ok = each(batch, workspace, line, setup, err);
        }
        json_decref(line);
    }
    free(text);
    if (ok && !ended) {
        ok = err_set(err, ERR_INVALID, "the backup is cut off: it has no last line");
    }
    return ok;
}

static bool verify_line(struct batch *batch, const char *workspace, const json_t *line,
                        const struct setup *setup, struct error *err) {
    (void)setup;
    const char *from = jsonx_string(line, "workspace", workspace);
    if (strcmp(from, workspace) != 0) {
        return err_set(err, ERR_INVALID,
                       "the backup is of the workspace %s, and heads are chained from "
                       "its name: restore with `workspace: %s`",
                       from, from);
    }
    return !json_object_get(line, "inc") ||
           verify_incident(batch->db, workspace, line, err);
}

/* ---- writing ---- */

static bool write_entry(struct batch *batch, const struct stored *stored,
                        const struct audit_entry *entry, const char *number,
                        struct error *err) {
    struct arena *arena = batch->arena;
    const char *text = json_string_value(json_object_get(stored->texts, number));
    struct write xadd = write_words(arena, arena_printf(arena, "tl:%s", stored->id),
                                    "XADD", arena_strdup(arena, entry->id), "b",
                                    arena_strndup(arena, entry->bytes, entry->len), "h",
                                    arena_strdup(arena, entry->hash), NULL);
    struct write hset = {0};
    if (text) {
        hset = write_words(arena, arena_printf(arena, "tx:%s", stored->id), "HSET",
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
                   write_words(keys, arena_printf(keys, "inc:%s", stored.id), "HSET", "n",
                               arena_strdup(keys, stored.version), "h",
                               arena_strdup(keys, stored.head), NULL),
                   err);
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
               write_words(arena, arena_printf(arena, "seq:%s", day), "SET",
                           arena_printf(arena, "%lld", number), NULL),
               err);
}

static bool write_quarantine(struct batch *batch, const json_t *line, struct error *err) {
    const json_t *records = json_object_get(line, "records");
    bool ok = true;
    for (size_t i = 0; i + 1 < json_array_size(records) && ok; i += 2) {
        const char *record = json_string_value(json_array_get(records, i + 1));
        ok = add(batch,
                 write_words(batch->arena, "quarantine", "RPUSH",
                             arena_strdup(batch->arena, record ? record : ""), NULL),
                 err);
        batch->quarantined++;
    }
    return ok;
}

static bool restore_line(struct batch *batch, const char *workspace, const json_t *line,
                         const struct setup *setup, struct error *err) {
    (void)workspace;
    if (json_object_get(line, "inc")) {
        return write_incident(batch, setup, line, err) &&
               write_number(batch, jsonx_string(line, "inc", ""), err);
    }
    return !json_object_get(line, "lane") || write_quarantine(batch, line, err);
}

/* ---- the whole ---- */

static bool nothing_there(struct database *db, struct error *err) {
    json_t *lease = database_ask(db, err, "lease", "EXISTS", NULL);
    json_t *open = lease ? database_ask(db, err, "open", "EXISTS", NULL) : NULL;
    json_t *closed = open ? database_ask(db, err, "closed", "EXISTS", NULL) : NULL;
    bool ok = closed != NULL;
    if (ok && json_integer_value(lease) > 0) {
        ok = err_set(err, ERR_CONFLICT,
                     "a bot is at work on this workspace: stop it first");
    } else if (ok && json_integer_value(open) + json_integer_value(closed) > 0) {
        ok = err_set(err, ERR_CONFLICT,
                     "there are incidents already: restore into an empty workspace "
                     "(another --data folder, or another `workspace:`)");
    }
    json_decref(lease);
    json_decref(open);
    json_decref(closed);
    return ok;
}

static bool restore(const struct setup *setup, struct database *db, const char *path,
                    struct batch *batch, struct error *err) {
    FILE *file = file_open(path, err);
    if (!file) {
        return false;
    }
    /* Heads are chained from the name of the workspace: it must be the same. */
    const char *workspace = database_workspace(db);
    bool ok = nothing_there(db, err) &&
              for_lines(file, batch, workspace, setup, verify_line, err) &&
              for_lines(file, batch, workspace, setup, restore_line, err) &&
              flush(batch, err);
    (void)fclose(file);
    return ok;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    struct setup *setup = setup_load(call, &err);
    struct database *db = setup ? database_open(setup, &err) : NULL;
    struct batch batch = {.db = db, .arena = arena_new()};
    int status = EXIT_FINE;
    if (!db || !restore(setup, db, call->argv[0], &batch, &err)) {
        status = cli_fail(&err);
    } else {
        printf("%lld incident%s restored and verified; %lld waiting message%s "
               "quarantined, not to be sent.\n",
               (long long)batch.incidents, batch.incidents == 1 ? "" : "s",
               (long long)batch.quarantined, batch.quarantined == 1 ? "" : "s");
    }
    arena_free(batch.arena);
    if (db) {
        database_close(db);
    }
    setup_free(setup);
    return status;
}

static const struct cli_option options[] = {CLI_COMMON_OPTIONS, {0}};

const struct cli_command cli_restore = {
    .name = "restore",
    .words = "FILE",
    .summary = "read a backup into an empty workspace; its outbox is not sent",
    .least = 1,
    .most = 1,
    .options = options,
    .run = run,
};
