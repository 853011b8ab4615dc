/* lost.c: see lost.h. */
#include "cli/lost.h"
#include "base/jsonx.h"
#include "base/stored.h"
#include "base/text.h"
#include "tocsin/keys.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED = 12 };

/* ---- one row ---- */

static const char *day_of(struct arena *arena, int64_t at) {
    int year, month, day;
    time_utc_day(at > 0 && at < STORED_TIME_MAX ? at : 0, &year, &month, &day);
    return arena_printf(arena, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
}

static json_t *row_of(const json_t *value) {
    const char *text = stored_text(value);
    json_t *row = text ? jsonx_parse(text, strlen(text)) : NULL;
    if (!json_is_object(row)) {
        json_decref(row);
        row = json_object();
    }
    return row;
}

static const char *line_of(struct arena *arena, const char *id, const json_t *row) {
    int64_t seen = jsonx_int(row, "seen", 0), found = jsonx_int(row, "found", 0);
    const char *day = day_of(arena, jsonx_int(row, "at", 0));
    if (found > 0) {
        return arena_printf(arena,
                            "%s: of its %lld entries the database lost those after %lld "
                            "(missed on %s)",
                            id, (long long)seen, (long long)found, day);
    }
    return arena_printf(arena, "%s is lost, with its %lld entries (missed on %s); %s", id,
                        (long long)seen, day,
                        jsonx_bool(row, "open", true) ? "nobody is reminded of it"
                                                      : "it was closed");
}

/* ---- all of them ---- */

void lost_read(struct arena *arena, const json_t *pairs, struct lost_ids *ret) {
    size_t n = json_array_size(pairs) / 2;
    *ret = (struct lost_ids){0};
    /* NOLINTBEGIN(bugprone-sizeof-expression) arrays of pointers */
    ret->whole = arena_array(arena, n + 1, sizeof *ret->whole);
    ret->parts = arena_array(arena, n + 1, sizeof *ret->parts);
    /* NOLINTEND(bugprone-sizeof-expression) */
    for (size_t i = 0; i < n; i++) {
        const char *id = stored_shown(arena, json_array_get(pairs, 2 * i));
        json_t *row = row_of(json_array_get(pairs, 2 * i + 1));
        int64_t at = jsonx_int(row, "at", 0);
        if (json_object_get(row, "found")) {
            ret->parts[ret->nparts++] = id;
        } else {
            ret->whole[ret->nwhole++] = id;
        }
        ret->at = at > ret->at ? at : ret->at;
        json_decref(row);
    }
    ret->whole[ret->nwhole] = ret->parts[ret->nparts] = NULL;
}

static const char *names(struct arena *arena, const char *const *ids, size_t n) {
    const char *list = ids[0];
    for (size_t i = 1; i < n && i < NAMED; i++) {
        list = arena_printf(arena, "%s, %s", list, ids[i]);
    }
    return n > NAMED ? arena_printf(arena, "%s and %zu more", list, n - NAMED) : list;
}

const char *lost_sentence(struct arena *arena, const struct lost_ids *lost) {
    const char *whole = "", *parts = "";
    if (lost->nwhole + lost->nparts == 0) {
        return NULL;
    }
    if (lost->nwhole > 0) {
        whole = arena_printf(arena, "%s %s lost, and nobody is reminded of %s",
                             names(arena, lost->whole, lost->nwhole),
                             lost->nwhole == 1 ? "is" : "are",
                             lost->nwhole == 1 ? "it" : "them");
    }
    if (lost->nparts > 0) {
        parts = arena_printf(arena, "%sa part is gone of %s", *whole ? "; " : "",
                             names(arena, lost->parts, lost->nparts));
    }
    return arena_printf(arena,
                        "it was emptied, or set back to an older copy (noticed on %s): "
                        "%s%s",
                        day_of(arena, lost->at), whole, parts);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int lost_print(struct database *db, FILE *to, struct error *err) {
    json_t *pairs = database_ask(db, err, KEY_LOST, "HGETALL", NULL);
    size_t n = json_array_size(pairs) / 2;
    if (!pairs && err->code == ERR_CORRUPT) {
        fprintf(to, "%s\n", err->text);
        return 1;
    }
    if (!pairs) {
        return -1;
    }
    struct arena *arena = arena_new();
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    const char **lines = arena_array(arena, n + 1, sizeof *lines);
    for (size_t i = 0; i < n; i++) {
        json_t *row = row_of(json_array_get(pairs, 2 * i + 1));
        lines[i] = line_of(arena, stored_shown(arena, json_array_get(pairs, 2 * i)), row);
        json_decref(row);
    }
    qsort(lines, n, sizeof *lines, by_text);
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "%s\n", lines[i]);
    }
    if (n > 0) {
        fprintf(to, "The way back: " WAY_BACK ".\n");
    }
    arena_free(arena);
    json_decref(pairs);
    return (int)n;
}

const char *lost_line(struct database *db, struct arena *arena, const char *id) {
    struct error ignored = {0};
    json_t *value = database_ask(db, &ignored, KEY_LOST, "HGET", id, NULL);
    json_t *row = row_of(value);
    const char *line =
        json_is_string(value)
            ? arena_printf(arena, "%s. The way back: " WAY_BACK, line_of(arena, id, row))
            : NULL;
    json_decref(row);
    json_decref(value);
    return line;
}
