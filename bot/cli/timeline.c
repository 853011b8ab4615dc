/* timeline.c: what show, export and audit have in common. */
#include "cli/timeline.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "cli/database_ids.h"
#include "cli/lost.h"
#include "core/history.h"
#include "core/index.h"
#include "core/reading.h"
#include "tocsin/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is left of a timeline says nothing true: an empty one would be an incident without a
 * title, opened in 1970. More than the head counts is a commit that broke off. */
static bool complete(const struct timeline *timeline, struct error *err) {
    const struct stored *stored = &timeline->stored;
    long long counted = strtoll(stored->version, NULL, 10);
    return (counted > 0 && (long long)timeline->n >= counted) ||
           err_set(err, ERR_CORRUPT,
                   "%s is damaged: its head counts %.20s entries, and %zu are there: run "
                   "tocsin audit %s",
                   stored->id, stored->version, timeline->n, stored->id);
}

bool timeline_read(struct database *db, struct arena *arena, const char *id,
                   struct timeline *ret, struct error *err) {
    memset(ret, 0, sizeof *ret);
    if (!database_incident(db, arena, id, &ret->stored, err)) {
        return false;
    }
    if (!ret->stored.version) {
        const char *lost = lost_line(db, arena, id);
        return err_set(err, ERR_NOT_FOUND, "%s",
                       lost ? lost
                            : arena_printf(arena,
                                           "there is no incident %s; tocsin list shows "
                                           "them",
                                           id));
    }
    if (!reading_timeline(arena, id, ret->stored.stream, ret->stored.texts, &ret->entries,
                          &ret->n, err)) {
        return err_set(err, ERR_CORRUPT, "%s: run tocsin audit %s",
                       arena_strdup(arena, err->text), id);
    }
    if (!complete(ret, err)) {
        return false;
    }
    ret->state = history_fold(arena, id, ret->entries, ret->n, NULL, 0, 0, err);
    if (!ret->state) {
        return false;
    }
    ret->state->chain = arena_strdup(ret->state->arena, ret->stored.head);
    return true;
}

struct audit_input timeline_audit_input(struct arena *arena, const char *workspace,
                                        const struct stored *stored) {
    struct audit_input input = {
        .workspace = workspace,
        .incident = stored->id,
        .nentries = json_array_size(stored->stream),
        .ntexts = json_object_size(stored->texts),
        .n = stored->version,
        .h = stored->head,
        .s = stored->snapshot,
        .sn = stored->snapshot_version,
    };
    struct audit_entry *entries = arena_array(arena, input.nentries + 1, sizeof *entries);
    for (size_t i = 0; i < input.nentries; i++) {
        const json_t *element = json_array_get(stored->stream, i);
        const json_t *bytes = element_field(element, "b");
        entries[i] = (struct audit_entry){
            .id = json_string_value(json_array_get(element, 0)),
            .bytes = json_string_value(bytes),
            .len = json_string_length(bytes),
            .hash = json_string_value(element_field(element, "h")),
        };
    }
    struct audit_text *texts = arena_array(arena, input.ntexts + 1, sizeof *texts);
    size_t n = 0;
    const char *number;
    json_t *text;
    json_object_foreach((json_t *)stored->texts, number, text) {
        texts[n++] = (struct audit_text){number, json_string_value(text)};
    }
    input.entries = entries;
    input.texts = texts;
    return input;
}

int timeline_show(const struct cli_call *call, const struct setup *setup,
                  struct database *db, const char *id, timeline_print print) {
    struct error err = {0};
    struct arena *arena = arena_new();
    struct timeline timeline;
    int status = EXIT_FINE;
    if (timeline_read(db, arena, id, &timeline, &err)) {
        print(call, setup, arena, &timeline);
        incident_free(timeline.state);
    } else {
        status = cli_fail(&err);
    }
    arena_free(arena);
    return status;
}

/* ---- which incidents ---- */

struct job {
    timeline_each each;
    timeline_rest rest; /* or NULL */
    bool open, closed;
};

typedef int (*with_database)(const struct cli_call *call, const struct setup *setup,
                             struct database *db, const struct job *job);

static const char *name_of(void *names, const char *actor) {
    return jsonx_string(names, actor, NULL);
}

/* What the networks call people, as the bot has learned it; without it ids are shown. */
static json_t *read_names(struct database *db) {
    json_t *pairs = database_ask(db, NULL, KEY_NAMES, "HGETALL", NULL);
    json_t *names = json_object();
    for (size_t i = 0; i + 1 < json_array_size(pairs); i += 2) {
        json_object_set(names, json_string_value(json_array_get(pairs, i)),
                        json_array_get(pairs, i + 1));
    }
    json_decref(pairs);
    return names;
}

static int with_names(const struct cli_call *call, const struct setup *setup,
                      struct database *db, with_database work, const struct job *job) {
    struct directory *directory = &setup->config->directory;
    json_t *names = read_names(db);
    directory->name_of = name_of;
    directory->name_ctx = names;
    int status = work(call, setup, db, job);
    directory->name_of = NULL;
    json_decref(names);
    return status;
}

static int connected(const struct cli_call *call, with_database work,
                     const struct job *job) {
    struct error err = {0};
    struct setup *setup = setup_load(call, &err);
    struct database *db = setup ? database_open_how(setup, DATABASE_READ, &err) : NULL;
    int status = db ? with_names(call, setup, db, work, job) : cli_fail(&err);
    if (db) {
        database_close(db);
    }
    setup_free(setup);
    return status;
}

/* An index may name what is not there. */
static bool is_there(struct database *db, const char *id) {
    struct arena *arena = arena_new();
    struct error err = {0};
    const struct write reads[] = {
        write_words(arena, arena_printf(arena, KEY_INCIDENT "%s", id), "EXISTS", NULL),
        write_words(arena, arena_printf(arena, KEY_TIMELINE "%s", id), "EXISTS", NULL),
    };
    json_t *replies = database_read(db, reads, 2, &err);
    bool there = !replies || json_integer_value(json_array_get(replies, 0)) > 0 ||
                 json_integer_value(json_array_get(replies, 1)) > 0;
    if (!there && !lost_line(db, arena, id)) {
        fprintf(stderr,
                "tocsin: an index names %s, which is not there: tocsin rebuild mends "
                "it\n",
                text_line(arena, id));
    }
    json_decref(replies);
    arena_free(arena);
    return there;
}

static int walk(const struct cli_call *call, const struct setup *setup,
                struct database *db, const struct job *job) {
    struct error err = {0};
    json_t *ids = database_ids(db, job->open, job->closed, &err);
    if (!ids) {
        return cli_fail(&err);
    }
    int status = EXIT_FINE;
    size_t i;
    json_t *id;
    json_array_foreach(ids, i, id) {
        const char *name = json_string_value(id);
        int one = is_there(db, name) ? job->each(call, setup, db, name) : EXIT_FINDINGS;
        status = one > status ? one : status;
    }
    if (job->rest) {
        int one = job->rest(call, setup, db, ids);
        status = one > status ? one : status;
    }
    json_decref(ids);
    return status;
}

static int named(const struct cli_call *call, const struct setup *setup,
                 struct database *db, const struct job *job) {
    struct error err = {0};
    struct arena *arena = arena_new();
    const char *id = database_resolve(db, arena, call->argv[0], &err);
    int status = id ? job->each(call, setup, db, id) : cli_fail(&err);
    arena_free(arena);
    return status;
}

int timeline_lost(const struct cli_call *call, const struct setup *setup,
                  struct database *db, const json_t *ids) {
    struct error err = {0};
    (void)call;
    (void)setup;
    (void)ids;
    int n = lost_print(db, stderr, &err);
    return n < 0 ? cli_fail(&err) : n > 0 ? EXIT_FINDINGS : EXIT_FINE;
}

int timeline_walk(const struct cli_call *call, bool open, bool closed, timeline_each each,
                  timeline_rest rest) {
    const struct job job = {.each = each, .rest = rest, .open = open, .closed = closed};
    return connected(call, walk, &job);
}

int timeline_command(const struct cli_call *call, timeline_each each,
                     timeline_rest rest) {
    const struct job job = {.each = each, .rest = rest, .open = true, .closed = true};
    bool all = cli_value(call, "all") != NULL;
    if (all == (call->argc > 0)) {
        return cli_usage(call, "name one incident, or give --all");
    }
    return connected(call, all ? walk : named, &job);
}
