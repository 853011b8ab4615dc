/* backup.c: `tocsin backup FILE`: every incident as stored, one JSON object a line.
 *
 * Stored bytes are copied, not what they mean, so that a restored timeline verifies with
 * the same head. While a bot is at work each incident is consistent in itself: its
 * entries are cut at the version its head had when it was read. The
 * replies that are kept for commands that come again are read first: each belongs to an
 * entry that is in the file, never to one that came later. */
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "cli/database_ids.h"
#include "cli/indexes.h"
#include "cli/lost.h"
#include "cli/outfile.h"
#include "tocsin/keys.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool write_line(struct outfile *out, json_t *json) {
    errno = 0; /* not each way to fail has a reason of the system */
    int done = json_dumpf(json, out->file, JSON_COMPACT);
    json_decref(json);
    out->rows++;
    return done == 0 && fputc('\n', out->file) != EOF;
}

struct written {
    size_t incidents, damaged;
};

/* One that cannot be read does not keep the others out. */
static bool write_incident(struct database *db, struct outfile *out, const char *id,
                           struct written *written, struct error *err) {
    struct arena *arena = arena_new();
    struct stored stored;
    bool ok = database_incident(db, arena, id, &stored, err);
    if (ok && stored.version) {
        written->incidents++;
        ok = write_line(out, json_pack("{s:s, s:s, s:s, s:O, s:O}", "inc", id, "n",
                                       stored.version, "h", stored.head, "stream",
                                       stored.stream, "texts", stored.texts)) ||
             outfile_failed(out->path, err);
    } else if (!ok && err->code == ERR_CORRUPT) {
        fprintf(stderr,
                "tocsin: %s cannot be read (%s) and is left out: tocsin audit %s\n", id,
                err->text, id);
        *err = (struct error){0};
        written->damaged++;
        ok = true;
    }
    arena_free(arena);
    return ok;
}

static bool write_lane(struct database *db, struct outfile *out, const char *lane,
                       struct error *err) {
    struct arena *arena = arena_new();
    const char *list = arena_printf(arena, KEY_LANE "%s", lane);
    const char *hash = arena_printf(arena, KEY_OUTBOX "%s", lane);
    json_t *ids =
        database_usable(db, database_ask(db, err, list, "LRANGE", "0", "-1", NULL), err);
    json_t *records =
        ids ? database_usable(db, database_ask(db, err, hash, "HGETALL", NULL), err)
            : NULL;
    bool ok = records != NULL;
    if (json_is_array(ids) && json_is_array(records)) {
        ok = write_line(out, json_pack("{s:s, s:O, s:O}", "lane", lane, "ids", ids,
                                       "records", records)) ||
             outfile_failed(out->path, err);
    }
    json_decref(ids);
    json_decref(records);
    arena_free(arena);
    return ok;
}

/* ---- replies that are kept, and names ---- */

static bool write_reply(struct database *db, struct outfile *out, const char *key,
                        struct error *err) {
    const struct loop *loop = database_loop(db);
    json_t *value = database_usable(db, database_ask(db, err, key, "GET", NULL), err);
    json_t *left = value ? database_ask(db, err, key, "PTTL", NULL) : NULL;
    bool ok = left != NULL;
    if (ok && json_is_string(value) && json_integer_value(left) > 0) {
        ok = write_line(out,
                        json_pack("{s:s, s:O, s:I}", "idem", key, "value", value, "until",
                                  loop->wall(loop->self) + json_integer_value(left))) ||
             outfile_failed(out->path, err);
    }
    json_decref(value);
    json_decref(left);
    return ok;
}

static bool write_replies(struct database *db, struct outfile *out, struct error *err) {
    json_t *hashes = database_names(db, KEY_IDEM, err), *hash;
    struct arena *arena = arena_new();
    bool ok = hashes != NULL;
    size_t i;
    json_array_foreach(hashes, i, hash) {
        ok = ok && write_reply(
                       db, out,
                       arena_printf(arena, KEY_IDEM "%s", json_string_value(hash)), err);
    }
    arena_free(arena);
    json_decref(hashes);
    return ok;
}

static bool write_names(struct database *db, struct outfile *out, struct error *err) {
    json_t *pairs =
        database_usable(db, database_ask(db, err, KEY_NAMES, "HGETALL", NULL), err);
    json_t *names = json_object();
    for (size_t i = 0; i + 1 < json_array_size(pairs); i += 2) {
        json_object_set(names, json_string_value(json_array_get(pairs, i)),
                        json_array_get(pairs, i + 1));
    }
    bool ok = pairs && (write_line(out, json_pack("{s:O}", "names", names)) ||
                        outfile_failed(out->path, err));
    json_decref(names);
    json_decref(pairs);
    return ok;
}

static bool write_all(struct database *db, struct outfile *out, struct written *written,
                      struct error *err) {
    bool ok = (write_line(out, json_pack("{s:i, s:s}", "tocsin", 1, "workspace",
                                         database_workspace(db))) ||
               outfile_failed(out->path, err)) &&
              write_replies(db, out, err) && write_names(db, out, err);
    json_t *ids = ok ? database_ids(db, true, true, err) : NULL;
    json_t *lanes = ids ? database_names(db, KEY_LANE, err) : NULL;
    ok = lanes != NULL;
    size_t i;
    json_t *item;
    json_array_foreach(ids, i, item) {
        ok = ok && write_incident(db, out, json_string_value(item), written, err);
    }
    json_array_foreach(lanes, i, item) {
        ok = ok && write_lane(db, out, json_string_value(item), err);
    }
    ok = ok && (write_line(out, json_pack("{s:b, s:I, s:I}", "end", 1, "incidents",
                                          (json_int_t)written->incidents, "rows",
                                          (json_int_t)out->rows)) ||
                outfile_failed(out->path, err));
    json_decref(ids);
    json_decref(lanes);
    return ok;
}

/* What was there before may be the only copy of what the database lost. */
static bool keeps_what_is_lost(struct database *db, const char *path, struct error *err) {
    struct arena *arena = arena_new();
    struct lost_ids lost;
    json_t *pairs = database_ask(db, err, KEY_LOST, "HGETALL", NULL);
    bool ok = pairs || err->code == ERR_CORRUPT; /* timeline_lost() says that */
    lost_read(arena, pairs, &lost);
    if (ok && lost.nwhole + lost.nparts > 0 && access(path, F_OK) == 0) {
        ok = err_set(err, ERR_CONFLICT,
                     "%s is there, and may have what the database lost: %s. Name another "
                     "file. The way back: " WAY_BACK,
                     path, lost_sentence(arena, &lost));
    }
    json_decref(pairs);
    arena_free(arena);
    return ok;
}

/* What was there before may have them whole. */
static bool may_replace(const char *path, const struct written *written,
                        struct error *err) {
    return written->damaged == 0 || access(path, F_OK) != 0 ||
           err_set(err, ERR_CONFLICT,
                   "%s is there, and may have what is damaged now: name another file",
                   path);
}

static bool backup(struct database *db, const char *path, struct written *written,
                   struct error *err) {
    struct outfile out;
    if (!keeps_what_is_lost(db, path, err) || !outfile_open(&out, path, err)) {
        return false;
    }
    bool ok = write_all(db, &out, written, err) && may_replace(path, written, err);
    return outfile_close(&out, ok, err) && ok;
}

/* The file is whole all the same: it is made from the incidents. */
static int look_at_indexes(const struct setup *setup, struct database *db) {
    struct error err = {0};
    struct indexes indexes;
    if (!indexes_begin(&indexes, db, setup, false, &err)) {
        return cli_fail(&err);
    }
    indexes.to = stderr;
    if (!indexes_all(&indexes, &err)) {
        return cli_fail(&err);
    }
    if (indexes.wrong == 0) {
        return EXIT_FINE;
    }
    fprintf(stderr, "The backup is whole, but the indexes are not: tocsin rebuild mends "
                    "them, or says who does.\n");
    return EXIT_FINDINGS;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    struct written written = {0};
    struct setup *setup = setup_load(call, &err);
    struct database *db = setup ? database_open_how(setup, DATABASE_READ, &err) : NULL;
    int status = EXIT_FINE;
    if (!db || !backup(db, call->argv[0], &written, &err)) {
        status = cli_fail(&err);
    } else {
        size_t n = written.incidents;
        printf("%zu incident%s backed up to %s.\n", n, n == 1 ? "" : "s", call->argv[0]);
        status = look_at_indexes(setup, db);
        if (status == EXIT_FINE && written.damaged + database_left_out(db) > 0) {
            status = EXIT_FINDINGS;
        }
        int lost = timeline_lost(call, setup, db, NULL);
        status = lost > status ? lost : status;
    }
    if (db) {
        database_close(db);
    }
    setup_free(setup);
    return status;
}

static const struct cli_option options[] = {CLI_COMMON_OPTIONS, {0}};

const struct cli_command cli_backup = {
    .name = "backup",
    .words = "FILE",
    .summary = "write every incident to a file; a bot may be at work",
    .least = 1,
    .most = 1,
    .options = options,
    .run = run,
};
