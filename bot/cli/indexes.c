/* indexes.c: see indexes.h. What an index must say is decided in core/reindex.c. */
#include "cli/indexes.h"
#include "base/err.h"
#include "base/stored.h"
#include "base/text.h"
#include "cli/database_ids.h"
#include "core/deadlines.h"
#include "core/index.h"
#include "core/reindex.h"
#include "tocsin/keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRIES = 10 };

static const char *number(struct arena *arena, int64_t n) {
    return arena_printf(arena, "%lld", (long long)n);
}

static int64_t wall_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool indexes_begin(struct indexes *indexes, struct database *db,
                   const struct setup *setup, bool mend, struct error *err) {
    *indexes = (struct indexes){.db = db, .setup = setup, .mend = mend, .to = stdout};
    json_t *derived = database_ask(db, err, KEY_META, "HGET", "derived", NULL);
    const char *text = json_string_value(derived);
    indexes->same = !text || text_equal(text, setup->derivation);
    json_decref(derived);
    return derived != NULL;
}

/* Names one, and mends it with its check; what changed meanwhile is left as it is. */
static bool take(struct indexes *indexes, const char *index, const char *what,
                 const struct check *check, const struct write *write,
                 struct error *err) {
    struct error why = {0};
    bool done = false;
    if (indexes->mend) {
        const struct commit commit = {
            .nchecks = 1, .checks = check, .nwrites = 1, .writes = write};
        done = database_commit(indexes->db, &commit, &why);
        if (!done && why.code != ERR_CONFLICT) {
            *err = why;
            return false;
        }
        if (!done) {
            return true;
        }
    }
    indexes->wrong++;
    indexes->mended += done;
    if (indexes->to) {
        fprintf(indexes->to, "%s %s%s\n", index, what, done ? ": mended" : "");
    }
    return true;
}

static struct check field_is(const char *key, const char *field, const char *value) {
    return (struct check){.kind = CHECK_FIELD,
                          .key = {key, strlen(key)},
                          .field = {field, strlen(field)},
                          .value = {value, strlen(value)}};
}

static struct check value_is(const char *key, const char *value) {
    return (struct check){
        .kind = CHECK_VALUE, .key = {key, strlen(key)}, .value = {value, strlen(value)}};
}

/* ---- one incident ---- */

static bool judge(struct indexes *indexes, struct arena *arena,
                  const struct incident *state, const json_t *replies,
                  struct error *err) {
    const struct setup *setup = indexes->setup;
    struct write *writes = arena_array(arena, REINDEX_MAX, sizeof *writes);
    struct reindex_fault *faults = arena_array(arena, REINDEX_MAX, sizeof *faults);
    int64_t alarm =
        deadlines_alarm(state, setup->policy, &setup->config->directory, setup->civil);
    size_t n = reindex_compare(arena, state, alarm, wall_now(), replies, writes, faults);
    const struct check check = field_is(arena_printf(arena, KEY_INCIDENT "%s", state->id),
                                        "n", number(arena, state->version));
    for (size_t i = 0; i < n; i++) {
        if (faults[i].policy && !indexes->same) {
            continue;
        }
        const char *what =
            arena_printf(arena, "%s (index %s)", faults[i].what, faults[i].index);
        if (!take(indexes, arena_printf(arena, "%s: the index", state->id), what, &check,
                  &writes[i], err)) {
            return false;
        }
    }
    return true;
}

/* One after another, because one of them is of the wrong type: it counts as empty. Those
 * that hold all incidents are named with the rest. */
static json_t *read_each(struct indexes *indexes, const struct write *reads, size_t n,
                         struct error *err) {
    static const char *const shared[] = {KEY_OPEN, KEY_CLOSED, KEY_DUE, NULL};
    json_t *replies = json_array();
    for (size_t i = 0; i < n; i++) {
        struct error why = {0};
        json_t *one = database_read(indexes->db, &reads[i], 1, &why);
        bool named = indexes->mend || !text_in(reads[i].key.ptr, shared);
        if (!one && (why.code != ERR_CORRUPT ||
                     (named && !indexes_aside_key(indexes, reads[i].key.ptr, &why)))) {
            *err = why;
            json_decref(replies);
            return NULL;
        }
        json_array_append_new(replies,
                              one ? json_incref(json_array_get(one, 0)) : json_null());
        json_decref(one);
    }
    return replies;
}

/* The version of the head came with the answers: *ret_same says whether it is still that
 * of the state. */
static bool look(struct indexes *indexes, struct arena *arena, const char *id,
                 bool *ret_same, struct error *err) {
    struct timeline timeline;
    *ret_same = true;
    if (!timeline_read(indexes->db, arena, id, &timeline, err)) {
        bool answered = err->code != ERR_UNAVAILABLE;
        indexes->unreadable += answered && err->code != ERR_NOT_FOUND;
        return answered; /* what is wrong with it, others say */
    }
    struct write *reads = arena_array(arena, REINDEX_MAX, sizeof *reads);
    size_t n = reindex_reads(arena, timeline.state, reads);
    json_t *replies = database_read(indexes->db, reads, n, err);
    if (!replies && err->code == ERR_CORRUPT) {
        replies = read_each(indexes, reads, n, err);
    }
    *ret_same = text_equal(json_string_value(json_array_get(replies, 0)),
                           timeline.stored.version);
    bool ok =
        replies && (!*ret_same || judge(indexes, arena, timeline.state, replies, err));
    json_decref(replies);
    incident_free(timeline.state);
    return ok;
}

bool indexes_incident(struct indexes *indexes, const char *id, struct error *err) {
    bool ok = true, same = false;
    for (int i = 0; ok && !same && i < TRIES; i++) {
        struct arena *arena = arena_new();
        ok = look(indexes, arena, id, &same, err);
        arena_free(arena);
    }
    return ok;
}

/* ---- members that name nothing ---- */

bool indexes_readable(struct indexes *indexes, struct error *err) {
    static const char *const all[] = {KEY_OPEN, KEY_CLOSED, KEY_DUE, KEY_LANES,
                                      KEY_DIRTY};
    bool ok = true;
    for (size_t k = 0; ok && k < sizeof all / sizeof *all; k++) {
        json_t *members = indexes_members(indexes, all[k], err), *member;
        size_t i;
        ok = members != NULL;
        json_array_foreach(members, i, member) {
            ok = ok && (json_is_string(member) ||
                        indexes_aside_member(indexes, all[k], member, err));
        }
        json_decref(members);
    }
    return ok;
}

static bool ghosts_of(struct indexes *indexes, const char *key, struct error *err) {
    struct error why = {0};
    json_t *members = database_ask(indexes->db, &why, key, "ZRANGE", "0", "-1", NULL);
    if (!members && why.code == ERR_CORRUPT) {
        return true; /* it was named */
    }
    bool ok = members || err_set(err, why.code, "%s", why.text);
    size_t i;
    json_t *member;
    json_array_foreach(members, i, member) {
        struct arena *arena = arena_new();
        const char *id = json_string_value(member);
        const char *head = arena_printf(arena, KEY_INCIDENT "%s", id ? id : "");
        json_t *there = id ? database_ask(indexes->db, err, head, "EXISTS", NULL)
                           : json_integer(1); /* no text: not ours to judge */
        if (there && json_integer_value(there) == 0) {
            json_decref(there); /* a timeline alone is damaged, and not gone */
            there =
                database_ask(indexes->db, err, arena_printf(arena, KEY_TIMELINE "%s", id),
                             "EXISTS", NULL);
        }
        if (there && json_integer_value(there) == 0) {
            const struct check check = field_is(head, "n", "");
            const struct write write = write_words(arena, key, "ZREM", id, NULL);
            ok = take(indexes, arena_printf(arena, "index %s:", key),
                      arena_printf(arena, "names %s, which is not there", id), &check,
                      &write, err);
        }
        ok = ok && there;
        json_decref(there);
        arena_free(arena);
        if (!ok) {
            break;
        }
    }
    json_decref(members);
    return ok;
}

/* ---- numbers ---- */

static bool judge_day(struct indexes *indexes, const char *day, int64_t last,
                      struct error *err) {
    struct arena *arena = arena_new();
    const char *key = arena_printf(arena, KEY_SEQUENCE "%s", day);
    json_t *stored = database_ask(indexes->db, err, key, "GET", NULL);
    if (!stored && err->code == ERR_CORRUPT && indexes_aside_key(indexes, key, err)) {
        stored = indexes->mend ? json_null() : json_true();
        last = indexes->mend ? last : 0;
    }
    const char *text = json_string_value(stored);
    bool ok = stored != NULL;
    if (ok && sequence_of(text) < last) {
        const struct check check = value_is(key, text ? text : "");
        const struct write write =
            write_words(arena, key, "SET", number(arena, last), NULL);
        ok = take(indexes, arena_printf(arena, "index %s:", key),
                  arena_printf(arena, "is %s, and number %lld was given",
                               text ? text : "missing", (long long)last),
                  &check, &write, err);
    }
    json_decref(stored);
    arena_free(arena);
    return ok;
}

/* Ids are sorted by day and then as text: within a day the highest number counts. */
static bool judge_days(struct indexes *indexes, const json_t *ids, struct error *err) {
    char day[11] = "", next[11];
    int64_t last = 0, given;
    bool ok = true;
    size_t i;
    json_t *id;
    json_array_foreach((json_t *)ids, i, id) {
        if (!sequence_split(json_string_value(id), next, &given)) {
            continue;
        }
        if (*day && strcmp(day, next) != 0) {
            ok = ok && judge_day(indexes, day, last, err);
            last = 0;
        }
        memcpy(day, next, sizeof day);
        last = given > last ? given : last;
    }
    return ok && (!*day || judge_day(indexes, day, last, err));
}

/* ---- lanes ---- */

static bool judge_lane(struct indexes *indexes, const char *lane, struct error *err) {
    struct arena *arena = arena_new();
    const char *key = arena_printf(arena, KEY_LANE "%s", lane);
    const struct write reads[] = {
        write_words(arena, key, "LINDEX", "0", NULL),
        write_words(arena, KEY_LANES, "ZSCORE", lane, NULL),
    };
    json_t *replies = database_read(indexes->db, reads, 2, err);
    if (!replies && err->code == ERR_CORRUPT) {
        replies =
            json_array(); /* `lanes` was named; a lane itself is set aside when met */
        *err = (struct error){0};
    }
    const char *head = json_string_value(json_array_get(replies, 0));
    bool ok = replies != NULL;
    if (head && !json_string_value(json_array_get(replies, 1))) {
        const struct check check = {
            .kind = CHECK_HEAD, .key = {key, strlen(key)}, .value = {head, strlen(head)}};
        const struct write write =
            write_words(arena, KEY_LANES, "ZADD", number(arena, wall_now()), lane, NULL);
        ok = take(indexes, "index lanes:",
                  arena_printf(arena, "does not name %s, where messages wait", lane),
                  &check, &write, err);
    }
    json_decref(replies);
    arena_free(arena);
    return ok;
}

bool indexes_rest(struct indexes *indexes, const json_t *ids, struct error *err) {
    static const char *const sets[] = {KEY_OPEN, KEY_CLOSED, KEY_DUE};
    bool ok = indexes_readable(indexes, err) && judge_days(indexes, ids, err);
    for (size_t i = 0; ok && i < sizeof sets / sizeof *sets; i++) {
        ok = ghosts_of(indexes, sets[i], err);
    }
    json_t *lanes = ok ? database_names(indexes->db, KEY_LANE, err) : NULL, *lane;
    size_t i;
    json_array_foreach(lanes, i, lane) {
        ok = ok && judge_lane(indexes, json_string_value(lane), err);
    }
    ok = ok && lanes;
    json_decref(lanes);
    return ok;
}

bool indexes_all(struct indexes *indexes, struct error *err) {
    json_t *ids = database_ids(indexes->db, true, true, err), *id;
    bool ok = ids != NULL;
    size_t i;
    json_array_foreach(ids, i, id) {
        ok = ok && indexes_incident(indexes, json_string_value(id), err);
    }
    ok = ok && indexes_rest(indexes, ids, err);
    json_decref(ids);
    return ok;
}
