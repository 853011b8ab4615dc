/* purge.c: a text that was removed leaves the deliveries that still wait.
 *
 * Those of its own entry lose their whole body. Later ones of the incident show the state
 * and can have the text in it, as impact, title or last update: there the pieces that
 * show it go, and the rest stays, because a reminder must still remind. A state keeps
 * texts cut, so a text is known by its beginning; a piece that only begins alike goes
 * too, which is the harmless mistake of the two. */
#include "runtime/purge.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry_words.h"
#include "core/markup_text.h"
#include "runtime/lane_list.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"
#include "tocsin/tree.h"

enum {
    BEGINNING = 16,        /* least that a state keeps of a text (fold_size.h) */
    FIELDS_MAX = 400,      /* of one HSET: the store limits the words of a write */
    WRITES_KEPT_FREE = 64, /* for the entry, the indexes and what is told */
};

struct purge {
    struct task *task;
    const struct change *change;
    const struct entry *entry;
    struct blob *argv; /* of the HSET being filled */
    size_t argc;
};

static bool shows(const struct entry *entry, const char *s) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)entry->text, key, value) {
        const char *text = json_string_value(value);
        size_t len = utf8_floor(text, json_string_length(value), BEGINNING);
        if (len > 0 && memmem(s, strlen(s), text, len)) {
            return true;
        }
    }
    return false;
}

static json_t *removed(void) {
    return tree_leaf(TREE_TEXT, TEXT_REMOVED);
}

static json_t *removed_body(void) {
    return tree_line(TEXT_REMOVED);
}

/* Every node of the tree that shows the text becomes the mark. */
static void remove_nodes(const struct entry *entry, json_t *nodes) {
    size_t i;
    json_t *node;
    json_array_foreach(nodes, i, node) {
        if (shows(entry, jsonx_string(node, "s", "")) ||
            shows(entry, jsonx_string(node, "u", ""))) {
            json_array_set_new(nodes, i, removed());
        } else {
            remove_nodes(entry, json_object_get(node, "c"));
        }
    }
}

/* The record without the text, or NULL: it does not have it. New reference. */
static json_t *without(struct purge *purge, const json_t *record) {
    int64_t n = jsonx_int(record, "n", 0);
    const json_t *body = json_object_get(record, "body");
    struct arena *arena = purge->task->turn_arena;
    if (!body || strcmp(jsonx_string(record, "inc", ""), purge->change->id) != 0 ||
        n < purge->entry->n ||
        (n > purge->entry->n && !shows(purge->entry, markup_plain(arena, body)))) {
        return NULL;
    }
    json_t *copy = json_deep_copy(record);
    if (n > purge->entry->n) {
        remove_nodes(purge->entry, json_object_get(copy, "body"));
    }
    /* Its own, or a text that lies across several nodes. */
    if (n == purge->entry->n ||
        shows(purge->entry, markup_plain(arena, json_object_get(copy, "body")))) {
        json_object_set_new(copy, "body", removed_body());
    }
    return copy;
}

static bool flush(struct purge *purge, const struct lane *lane, struct error *err) {
    struct ops *ops = &purge->task->ops;
    if (purge->argc <= 1) {
        return true;
    }
    if (ops->nwrites + WRITES_KEPT_FREE >= LIMIT_OPS) {
        return err_set(err, ERR_LIMIT,
                       "Nothing was removed: too many messages wait to be delivered. "
                       "Send it again when fewer do.");
    }
    const char *key = arena_printf(purge->task->turn_arena, KEY_OUTBOX "%s", lane->name);
    ops->writes[ops->nwrites++] = (struct write){blob_of(key), purge->argc, purge->argv};
    purge->argc = 0;
    return true;
}

static bool purge_lane(struct purge *purge, struct lane *lane, struct error *err) {
    struct arena *arena = purge->task->turn_arena;
    for (struct lane_item *item = lane->head; item; item = item->next) {
        json_t *stored = jsonx_parse(item->text, strlen(item->text));
        json_t *record = without(purge, stored);
        json_decref(stored);
        if (!record) {
            continue;
        }
        char *json = jsonx_text(arena, record);
        if (purge->argc == 0) {
            purge->argv = arena_array(arena, 1 + 2 * FIELDS_MAX, sizeof *purge->argv);
            purge->argv[purge->argc++] = blob_of("HSET");
        }
        purge->argv[purge->argc++] = blob_of(arena_strdup(arena, item->id));
        purge->argv[purge->argc++] = blob_of(json);
        lane_rewrite(item, json); /* from now on, whatever becomes of the commit */
        json_decref(record);
        if (purge->argc == 1 + 2 * FIELDS_MAX && !flush(purge, lane, err)) {
            return false;
        }
    }
    return flush(purge, lane, err);
}

bool task_purge(struct task *task, const struct change *change, const struct entry *entry,
                struct error *err) {
    struct entry whole = *entry;
    struct purge purge = {.task = task, .change = change, .entry = &whole};
    whole.text = arena_json(task->turn_arena, entry_words_all(entry));
    struct lane *lane, *next;
    HASH_ITER(hh, task->bot->lanes, lane, next) {
        if (!purge_lane(&purge, lane, err)) {
            return false;
        }
    }
    return true;
}
