/* live.c: messages that are kept current: those with buttons, and updates, whose text may
 * be corrected.
 *
 * Once such a message is there, what it takes to show it again is kept among the
 * incident's refs: "buttons:<delivery>@<network>" (place, remote, body, guard, and of an
 * update its entry), and who did what one of its buttons does, a field for each, so that
 * turns whose commits overlap cannot undo one another: "did:<delivery>:<command>". A commit
 * that changes what the message shows marks the slot "buttons:<delivery>" dirty; the
 * mirror edits it.
 *
 * An update that is corrected gets its body anew with the commit of the correction.
 *
 * The newest LIVE_MOST messages of an incident are kept, and as many of its updates apart
 * from them; older ones stay as they are, and their buttons are refused by the commands. A
 * text that is removed takes them all along: their bodies may show it. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/corrected.h"
#include "core/pressed.h"
#include "runtime/sending.h"
#include "runtime/task.h"

enum {
    LIVE_MOST = 6,
    LIVE_BODY_BYTES = 6000,
    LIVE_WRITES = 16 /* of one message, at most */
};

static bool is_live(const char *field) {
    return text_starts(field, LIVE_SLOT);
}

/* "buttons:ab12@slack": the delivery's id, and its network. */
static char *id_of(struct arena *arena, const char *field) {
    const char *id = field + strlen(LIVE_SLOT);
    return arena_strndup(arena, id, strcspn(id, "@"));
}

static char *did_field(struct arena *arena, const char *id, const char *command) {
    return arena_printf(arena, "did:%s:%s", id, command);
}

static const json_t *record_of(struct arena *arena, const char *text) {
    json_t *record = text ? jsonx_parse(text, strlen(text)) : NULL;
    return record ? arena_json(arena, record) : NULL;
}

/* With its contents: outside a restricted incident the message is another. */
static bool is_update(const json_t *record) {
    return text_equal(jsonx_string(record, "message", NULL), "update") &&
           jsonx_int(record, "n", 0) > 0;
}

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

/* ---- keeping one ---- */

static void kept(void *ctx, const struct commit_reply *reply) {
    (void)reply; /* lost: the message stays as it was sent */
    bot_end(ctx);
}

/* Takes a message and all about it out of the refs. */
static void forget(struct slot *slot, struct ops *ops, const char *field) {
    struct arena *arena = ops->arena;
    const char *id = id_of(arena, field);
    const char *prefix = did_field(arena, id, "");
    const char *key = arena_printf(arena, "ref:%s", slot->id), *other;
    json_t *value;
    void *next;
    ops_write(ops, key, "HDEL", arena_strdup(arena, field), NULL);
    json_object_foreach_safe(slot->refs, next, other, value) {
        if (text_starts(other, prefix)) {
            ops_write(ops, key, "HDEL", arena_strdup(arena, other), NULL);
            json_object_del(slot->refs, other);
        }
    }
    json_object_del(slot->refs, field);
}

/* Forgetting one takes others of the fields along: the walk begins anew after each. */
static void forget_all(struct slot *slot, struct ops *ops) {
    const char *found;
    do {
        const char *field;
        json_t *value;
        found = NULL;
        json_object_foreach(slot->refs, field, value) {
            found = !found && is_live(field) ? field : found;
        }
        if (found) {
            forget(slot, ops, arena_strdup(ops->arena, found));
        }
    } while (found);
}

/* Reminders come more often than updates, and would push them out. */
static void forget_oldest(struct slot *slot, struct ops *ops, bool updates) {
    const char *field, *oldest = NULL;
    json_t *value;
    int64_t least = 0;
    size_t n = 0;
    json_object_foreach(slot->refs, field, value) {
        const json_t *record =
            is_live(field) ? record_of(ops->arena, json_string_value(value)) : NULL;
        int64_t at = jsonx_int(record, "at", 0);
        if (!is_live(field) || is_update(record) != updates) {
            continue;
        }
        n++;
        if (!oldest || at < least) {
            oldest = arena_strdup(ops->arena, field);
            least = at;
        }
    }
    if (n > LIVE_MOST) {
        forget(slot, ops, oldest);
    }
}

/* Did something happen while it was on its way? */
static bool changed_meanwhile(struct arena *arena, const struct bot *bot,
                              const struct slot *slot, const json_t *body,
                              const json_t *sent) {
    struct world world = bot_world(bot);
    const json_t *buttons = pressed_buttons(body);
    json_t *record = arena_json(arena, json_pack("{s:O}", "body", body));
    if (!slot->state || !buttons) {
        return false;
    }
    json_object_set(record, "guard", json_object_get(sent, "guard"));
    json_t *tail =
        arena_json(arena, pressed_tail(arena, &world, slot->state, record, NULL));
    return !json_equal(json_object_get(json_array_get(tail, 0), "c"), buttons);
}

void live_keep(struct bot *bot, const struct sending *sending, const char *remote) {
    const struct delivery *delivery = &sending->delivery;
    size_t network = strcspn(delivery->place ? delivery->place : "", ":");
    struct arena *arena = sending->arena;
    struct adapter *adapter = bot_adapter(
        bot, arena_strndup(arena, delivery->place ? delivery->place : "", network));
    if (delivery->kind != DELIVERY_POST || !delivery->incident || !remote || !adapter ||
        !(adapter->caps & CAP_BUTTONS) ||
        (!pressed_buttons(delivery->body) && !is_update(sending->record))) {
        return;
    }
    json_t *record =
        json_pack("{s:s, s:s, s:I, s:O}", "place", delivery->place, "remote", remote,
                  "at", (json_int_t)bot_now(bot), "body", delivery->body);
    json_object_set(record, "guard", json_object_get(sending->record, "guard"));
    if (is_update(sending->record)) {
        json_object_set(record, "message", json_object_get(sending->record, "message"));
        json_object_set(record, "n", json_object_get(sending->record, "n"));
    }
    char *text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    if (!text || strlen(text) > LIVE_BODY_BYTES) {
        free(text);
        return;
    }
    struct slot *slot = slot_get(bot, delivery->incident);
    const char *name = arena_printf(arena, LIVE_SLOT "%s", delivery->id);
    const char *field = refs_mirror(arena, name, adapter->network);
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    refs_set(slot, field, text);
    refs_write(&ops, slot->id, field, text);
    free(text);
    forget_oldest(slot, &ops, is_update(sending->record));
    struct commit commit = ops_commit(&ops);
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, kept, bot);
    if (changed_meanwhile(arena, bot, slot, delivery->body, sending->record)) {
        mirror_mark(bot, slot->id, adapter->network, name);
    }
}

bool live_has(const struct slot *slot, const char *remote) {
    struct arena *arena = arena_new();
    const char *field;
    json_t *value;
    bool found = false;
    json_object_foreach(slot->refs, field, value) {
        const json_t *record =
            is_live(field) ? record_of(arena, json_string_value(value)) : NULL;
        found = found || text_equal(jsonx_string(record, "remote", NULL), remote);
    }
    arena_free(arena);
    return found;
}

/* ---- a commit ---- */

struct marking {
    struct task *task;
    const struct change *change;
    const struct slot *slot;
    struct corrected corrected; /* number 0: no update was */
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
                jsonx_set_string(done, command, who);
                remember(m, did_field(m->task->turn_arena, id, command), who, false);
            }
        }
    }
}

/* The message of the update that was corrected says the right text from now on. */
static bool edit(struct marking *m, const char *field, const json_t *record) {
    struct arena *arena = m->task->turn_arena;
    const char *place = jsonx_string(record, "place", "");
    if (m->corrected.number == 0 || !is_update(record) ||
        jsonx_int(record, "n", 0) != m->corrected.number ||
        !corrected_there(m->change->after, place)) {
        return false;
    }
    json_t *anew = arena_json(arena, json_copy((json_t *)record));
    json_t *body = json_copy(m->corrected.body);
    const json_t *buttons = pressed_buttons(json_object_get(record, "body"));
    if (buttons) {
        json_array_append_new(body,
                              json_pack("{s:s, s:O}", "k", "buttons", "c", buttons));
    }
    json_object_set_new(anew, "body", body);
    char *text = json_dumps(anew, JSON_COMPACT);
    bool fits = text && strlen(text) <= LIVE_BODY_BYTES;
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
        ops_write(&task->ops, "dirty", "ZADD",
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
        forget_all(slot, &task->ops);
        return;
    }
    if (change->before && (int64_t)task->ntimeline == change->before->version) {
        corrected_update(task->turn_arena, &task->world, change->id, task->timeline,
                         task->ntimeline, change->entries, change->nentries,
                         &m.corrected);
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
    if (!record || !slot->state) {
        return false;
    }
    json_t *done = done_of(arena, slot, name + strlen(LIVE_SLOT), record);
    ret->place = jsonx_string(record, "place", NULL);
    ret->remote = jsonx_string(record, "remote", NULL);
    ret->body = arena_json(arena, pressed_tree(arena, &world, slot->state, record, done));
    return ret->place && ret->remote;
}

bool live_is(const char *slot) {
    return is_live(slot);
}
