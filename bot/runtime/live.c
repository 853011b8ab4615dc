/* live.c: messages that are kept current: those with buttons, and those about a text that
 * may be corrected.
 *
 * Once such a message is there, what it takes to show it again is kept among the
 * incident's refs: "buttons:<delivery>@<network>" (place, remote, and with buttons body
 * and guard; of a text its message and entry), and who did what one of its buttons does, a
 * field for each, so that turns whose commits overlap cannot undo one another:
 * "did:<delivery>:<command>". A commit that changes what the message shows marks the slot
 * "buttons:<delivery>" dirty; the mirror edits it.
 *
 * A text that is corrected, or whose correction is taken back, gets its body with that
 * commit: until then it needs none, so that many texts can be kept.
 *
 * Kept are the newest LIVE_MOST alerts (one a place: reminders do not push them out), as
 * many other messages with buttons, and LIVE_TEXTS texts; older ones stay as they are, and
 * their buttons are refused by the commands. A text that is removed
 * takes them all along: their bodies may show it. */
#include "runtime/live.h"
#include "core/audience.h"
#include "core/corrected.h"
#include "core/pressed.h"
#include "runtime/target.h"
#include "runtime/task.h"
#include "tocsin/keys.h"
#include "tocsin/tree.h"

enum { LIVE_WRITES = 16 /* of one message, at most */ };

static json_t *done_of(struct arena *arena, const struct slot *slot, const char *id,
                       const json_t *record) {
    json_t *done = arena_json(arena, json_object());
    size_t i;
    json_t *button;
    json_array_foreach((json_t *)pressed_buttons(json_object_get(record, "body")), i,
                       button) {
        const char *command = jsonx_string(button, "command", "");
        jsonx_set_string(done, command, refs_get(slot, did_field(arena, id, command)));
    }
    return done;
}

/* ---- a commit ---- */

struct marking {
    struct task *task;
    const struct change *change;
    const struct slot *slot;
    struct corrected corrected; /* number 0: no text was */
};

static void remember(struct marking *m, const char *field, const char *value, bool anew) {
    struct task *task = m->task;
    if (task->ndid < sizeof task->did / sizeof *task->did) {
        refs_write(&task->ops, m->change->id, field, value);
        task->did[task->ndid++] =
            (struct did){m->change->id, arena_strdup(task->turn_arena, field),
                         arena_strdup(task->turn_arena, value), anew};
    }
}

/* Who did with this change what a button of the message does, one that it offered until
 * now: what is done later is said by later messages. */
static void learn(struct marking *m, const char *id, const json_t *offered,
                  json_t *done) {
    size_t i;
    json_t *button;
    json_array_foreach((json_t *)offered, i, button) {
        const char *command = jsonx_string(button, "command", "");
        for (size_t e = 0;
             e < m->change->nentries && json_object_get(done, command) == NULL; e++) {
            const char *who = pressed_by(&m->task->world, button, &m->change->entries[e]);
            if (who) {
                who = pressed_done(m->task->turn_arena, who, m->change->entries[e].at);
                jsonx_set_string(done, command, who);
                remember(m, did_field(m->task->turn_arena, id, command), who, false);
            }
        }
    }
}

/* The message about the text that was corrected says the right one from now on. */
static bool edit(struct marking *m, const char *field, const json_t *record) {
    struct arena *arena = m->task->turn_arena;
    const struct incident *after = m->change->after;
    const char *place = jsonx_string(record, "place", "");
    if (m->corrected.number == 0 || !is_text(record) ||
        jsonx_int(record, "n", 0) != m->corrected.number ||
        !corrected_there(after, place)) {
        return false;
    }
    json_t *body =
        corrected_body(arena, &m->task->world, &m->corrected,
                       jsonx_string(record, "message", ""), corrected_here(after, place));
    if (!body) {
        return false;
    }
    json_t *anew = arena_json(arena, json_copy((json_t *)record));
    const json_t *buttons = pressed_buttons(json_object_get(record, "body"));
    if (buttons) {
        json_array_append_new(body,
                              tree_parent(TREE_BUTTONS, json_incref((json_t *)buttons)));
    }
    json_object_set(anew, "body", body);
    json_object_set_new(anew, "anew", json_true());
    char *text = json_dumps(anew, JSON_COMPACT);
    bool fits = text && strlen(text) <= LIVE_TEXT_BYTES;
    if (fits) {
        remember(m, field, text, true);
    }
    free(text);
    return fits;
}

static void mark_one(struct marking *m, const char *field, const char *text) {
    struct task *task = m->task;
    struct arena *arena = task->turn_arena;
    const struct world *world = &task->world;
    const json_t *record = record_of(arena, text);
    const char *id = id_of(arena, field), *network = strchr(field, '@');
    if (!record || !network || !m->change->before) {
        return;
    }
    json_t *done = done_of(arena, m->slot, id, record);
    json_t *before = pressed_tail(arena, world, m->change->before, record, done);
    learn(m, id, pressed_buttons(before), done);
    json_t *after = pressed_tail(arena, world, m->change->after, record, done);
    bool edited = edit(m, field, record);
    if ((edited || !json_equal(before, after)) &&
        task->nmarks < sizeof task->marks / sizeof *task->marks) {
        const char *slot = arena_printf(arena, LIVE_SLOT "%s", id);
        network = arena_strdup(arena, network + 1);
        ops_write(&task->ops, KEY_DIRTY, "ZADD",
                  arena_printf(arena, "%lld", (long long)world->now),
                  arena_printf(arena, "%s@%s#%s", m->change->id, network, slot), NULL);
        task->marks[task->nmarks++] = (struct mark){m->change->id, network, slot};
    }
    json_decref(before);
    json_decref(after);
}

void live_marks(struct task *task, const struct change *change) {
    struct slot *slot = slot_get(task->bot, change->id);
    struct marking m = {.task = task, .change = change, .slot = slot};
    const char *field;
    json_t *value;
    if (task->redacted) {
        live_forget_all(slot, &task->ops);
        return;
    }
    if (change->before && (int64_t)task->ntimeline == change->before->version) {
        corrected_entry(task->turn_arena, &task->world, change->id, task->timeline,
                        task->ntimeline, change->entries, change->nentries, &m.corrected);
    }
    json_object_foreach(slot->refs, field, value) {
        /* In a commit that is nearly full the message stays as it is. */
        if (is_live(field) && task->ops.nwrites + LIVE_WRITES <= LIMIT_OPS) {
            mark_one(&m, field, json_string_value(value));
        }
    }
}

void live_committed(struct task *task) {
    for (size_t i = 0; i < task->ndid; i++) {
        const struct did *did = &task->did[i];
        struct slot *slot = slot_get(task->bot, did->incident);
        if (did->anew || !refs_get(slot, did->field)) {
            refs_set(slot, did->field, did->value);
        }
    }
}

/* ---- showing one ---- */

bool live_show(struct arena *arena, const struct bot *bot, const struct slot *slot,
               const char *name, const char *network, struct live *ret) {
    const json_t *record =
        record_of(arena, refs_get(slot, refs_mirror(arena, name, network)));
    struct world world = bot_world(bot);
    if (!has_body(record) || !slot->state) {
        return false;
    }
    json_t *done = done_of(arena, slot, name + strlen(LIVE_SLOT), record);
    ret->place = jsonx_string(record, "place", NULL);
    ret->remote = jsonx_string(record, "remote", NULL);
    /* Restricted since: an edit brings nobody anything new of it, neither a correction
     * that waited. */
    ret->body =
        audience_reads_at(arena, bot->directory, ret->place, slot->state)
            ? arena_json(arena, pressed_tree(arena, &world, slot->state, record, done))
            : target_existence(arena, bot, slot->state, false);
    return ret->place && ret->remote;
}

json_t *live_texts(struct arena *arena, const struct slot *slot) {
    json_t *numbers = arena_json(arena, json_array());
    const char *field;
    json_t *value;
    json_object_foreach(slot->refs, field, value) {
        const json_t *record =
            is_live(field) ? record_of(arena, json_string_value(value)) : NULL;
        if (is_text(record)) {
            json_array_append(numbers, json_object_get(record, "n"));
        }
    }
    return numbers;
}

bool live_is(const char *slot) {
    return is_live(slot);
}
