/* database_ids.c: which incidents there are: those that are there, whatever the indexes
 * say, and those that an index names. */
#include "cli/database_ids.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/database.h"
#include "core/incident.h"
#include "runtime/walk.h"
#include "tocsin/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A sorted copy of an array of strings, each once. New reference. */
static json_t *sorted(const json_t *array) {
    size_t n = json_array_size(array);
    const char **list = mem_array(n + 1, sizeof *list);
    json_t *copy = json_array();
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(array, i));
        list[i] = text ? text : ""; /* no text: nobody's */
    }
    qsort(list, n, sizeof *list, by_text);
    for (size_t i = 0; i < n; i++) {
        if (*list[i] && (i == 0 || strcmp(list[i], list[i - 1]) != 0)) {
            json_array_append_new(copy, json_string(list[i]));
        }
    }
    free(list);
    return copy;
}

struct names {
    json_t *all;
    bool came, last;
    char why[256];
};

static void names_came(void *ctx, const json_t *names, bool last, const char *why) {
    struct names *page = ctx;
    json_array_extend(page->all, (json_t *)names);
    snprintf(page->why, sizeof page->why, "%s", names ? "" : why);
    page->last = last;
    page->came = true;
}

json_t *database_names(struct database *db, const char *begin, struct error *err) {
    struct names names = {.all = json_array()};
    struct walk *walk = walk_new(database_store(db), begin, names_came, &names);
    bool ok = true;
    do {
        names.came = false;
        walk_next(walk);
        ok = loop_wait(database_loop(db), &names.came, DATABASE_WAIT_MS) && !names.why[0];
    } while (ok && !names.last);
    walk_free(walk);
    json_t *ret = ok ? sorted(names.all) : NULL;
    json_decref(names.all);
    if (!ok) {
        err_set(err, ERR_UNAVAILABLE, "Redis did not answer: %s",
                names.why[0] ? names.why : "it took too long");
    }
    return ret;
}

/* A timeline without a head is an incident as well: one that is damaged. */
static bool add_stored(struct database *db, json_t *all, const json_t *but,
                       struct error *err) {
    static const char *const begins[] = {KEY_INCIDENT, KEY_TIMELINE};
    json_t *other = json_object(), *id;
    size_t k;
    bool ok = true;
    json_array_foreach((json_t *)but, k, id) {
        json_object_set_new(other, json_string_value(id), json_true());
    }
    for (size_t i = 0; ok && i < sizeof begins / sizeof *begins; i++) {
        json_t *names = database_names(db, begins[i], err);
        ok = names != NULL;
        json_array_foreach(names, k, id) {
            if (incident_id_valid(json_string_value(id)) &&
                !json_object_get(other, json_string_value(id))) {
                json_array_append(all, id);
            }
        }
        json_decref(names);
    }
    json_decref(other);
    return ok;
}

/* An index that cannot be used names nobody: the walk finds them all. */
static json_t *database_members(struct database *db, const char *key, struct error *err) {
    struct error why = {0};
    json_t *members = database_ask(db, &why, key, "ZRANGE", "0", "-1", NULL);
    if (!members && why.code == ERR_CORRUPT) {
        fprintf(stderr, "tocsin: %s: it is left out\n", why.text);
        return json_array();
    }
    if (!members && err) {
        *err = why;
    }
    return members;
}

/* The indexes before the walk: what is closed or reopened meanwhile must not be missing.
 */
json_t *database_ids(struct database *db, bool open, bool closed, struct error *err) {
    json_t *opened = database_members(db, KEY_OPEN, err);
    json_t *ended = opened ? database_members(db, KEY_CLOSED, err) : NULL;
    json_t *all = json_array(), *ids = NULL;
    json_array_extend(all, open ? opened : NULL);
    json_array_extend(all, closed ? ended : NULL);
    if (ended && add_stored(db, all,
                            open && closed ? NULL
                            : open         ? ended
                                           : opened,
                            err)) {
        ids = sorted(all);
    }
    json_decref(opened);
    json_decref(ended);
    json_decref(all);
    return ids;
}

const char *database_resolve(struct database *db, struct arena *arena, const char *word,
                             struct error *err) {
    if (incident_id_valid(word)) {
        return arena_strdup(arena, word);
    }
    json_t *ids = database_ids(db, true, true, err);
    if (!ids) {
        return NULL;
    }
    const char *digits = word[0] == '#' ? word + 1 : word;
    const char *found = NULL;
    for (size_t i = json_array_size(ids); i > 0 && !found; i--) {
        const char *id = json_string_value(json_array_get(ids, i - 1));
        const char *dash = strrchr(id, '-');
        char *end;
        if (dash && digits[0] &&
            strtoll(dash + 1, NULL, 10) == strtoll(digits, &end, 10) && !*end) {
            found = arena_strdup(arena, id);
        }
    }
    json_decref(ids);
    if (!found) {
        err_set(err, ERR_NOT_FOUND, "there is no incident %s; tocsin list shows them",
                word);
    }
    return found;
}
