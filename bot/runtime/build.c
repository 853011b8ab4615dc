/* build.c: the commit of a finished turn (core/derive.h): checks first, then what the
 * script writes.
 *
 * Idempotency record, epoch, versions and the number of the day are checked; entries,
 * indexes, deliveries, marks of mirrors and the stored reply are written: all of it or
 * none. */
#include "runtime/build.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "core/commit.h"
#include "runtime/keep.h"
#include "runtime/lane_list.h"
#include "runtime/live_keep.h"
#include "runtime/redact.h"
#include "runtime/refs.h"
#include "runtime/slots.h"
#include "runtime/task.h"
#include "runtime/torn.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

static const char *text_of(struct arena *arena, int64_t number) {
    return arena_printf(arena, "%lld", (long long)number);
}

/* Its reminders go on from its last good state, which lives in memory only. */
static bool add_frozen(struct task *task, struct change *change, int64_t alarm) {
    struct arena *arena = task->turn_arena;
    const char *chain = change->before ? change->before->chain : "";
    change->after->chain = arena_strdup(change->after->arena, chain);
    if (alarm == NEVER) {
        ops_write(&task->ops, KEY_DUE, "ZREM", change->id, NULL);
    } else {
        ops_write(&task->ops, KEY_DUE, "ZADD", text_of(arena, alarm), change->id, NULL);
    }
    return true;
}

static bool add_change(struct task *task, size_t i, struct error *err) {
    struct arena *arena = task->turn_arena;
    struct change *change = &task->turn.changes[i];
    struct bot *bot = task->bot;
    struct ops *ops = &task->ops;
    int64_t alarm = task->derived.changes[i].alarm;
    if (slot_get(bot, change->id)->frozen && !task->rule->person) {
        return add_frozen(task, change, alarm);
    }
    torn_check(ops, change->id);
    ops_check(ops, CHECK_FIELD, arena_printf(arena, KEY_INCIDENT "%s", change->id), "n",
              change->before ? text_of(arena, change->before->version) : "", TAG_VERSION);
    size_t n = 0;
    if (!change_writes(arena, bot->directory->workspace, change, alarm, hash_random,
                       ops->writes + ops->nwrites, LIMIT_OPS - ops->nwrites, &n, err)) {
        return false;
    }
    ops->nwrites += n;
    return true;
}

/* The record as it is stored. A body is most of it and often goes to several places: it
 * is written out once and put into each record that has it. */
struct body_text {
    const json_t *body;
    const char *text;
};

static const char *record_text(struct arena *arena, json_t *record,
                               struct body_text *last) {
    json_t *body = json_incref(json_object_get(record, "body"));
    if (!body) {
        return jsonx_text(arena, record);
    }
    if (body != last->body) {
        *last = (struct body_text){body, jsonx_text(arena, body)};
    }
    json_object_del(record, "body");
    char *rest = jsonx_text(arena, record);
    json_object_set_new(record, "body", body);
    size_t len = strlen(rest);
    rest[len - 1] = '\0'; /* its closing brace; a record is never an empty object */
    return arena_printf(arena, "%s,\"body\":%s}", rest, last->text);
}

static bool add_deliveries(struct task *task, const struct derived_change *derived,
                           struct error *err) {
    struct arena *arena = task->turn_arena;
    struct ops *ops = &task->ops;
    if (ops->nwrites + 3 * derived->nrouted + 8 > LIMIT_OPS) {
        return err_set(err, ERR_LIMIT,
                       "Nothing was saved: this would go to too many places at once.");
    }
    const char *now = text_of(arena, task->world.now);
    struct body_text last = {0};
    for (size_t r = 0; r < derived->nrouted; r++) {
        struct routed *routed = &derived->routed[r];
        routed->text = record_text(arena, routed->record, &last);
        lane_write(task->bot, ops, routed, now);
        task->routed[task->nrouted++] = routed;
    }
    return true;
}

static void add_mark(struct task *task, const struct mark *mark) {
    struct arena *arena = task->turn_arena;
    ops_write(&task->ops, KEY_DIRTY, "ZADD", text_of(arena, task->world.now),
              mark_name(arena, mark), NULL);
}

/* What is shown, in the channels of the incident and in its messages. */
static void add_shown(struct task *task, const struct change *change,
                      struct derived_change *derived) {
    struct ops *ops = &task->ops;
    for (size_t i = 0; i < derived->nmarks; i++) {
        add_mark(task, &derived->marks[i]);
    }
    if (task->derived.gone) {
        live_forget_all(slot_get(task->bot, change->id), ops);
        return;
    }
    for (size_t i = 0; i < derived->nedits; i++) {
        const struct live_edit *edit = &derived->edits[i];
        if (ops->nwrites + edit->nfields + 1 > LIMIT_OPS) {
            derived->nedits = i; /* in a commit that is full the rest stays as it is */
            return;
        }
        for (size_t f = 0; f < edit->nfields; f++) {
            refs_write(ops, change->id, edit->fields[f].field, edit->fields[f].value);
        }
        if (edit->slot) {
            add_mark(task, &(struct mark){change->id, edit->network, edit->slot});
        }
    }
}

static void add_record(struct task *task) {
    struct arena *arena = task->turn_arena;
    if (!task->idem) {
        return;
    }
    json_t *record = json_pack("{s:s, s:O}", "s", "ok", "reply", task->reply_body);
    if (task->turn.nchanges > 0) {
        json_object_set_new(record, "inc", json_string(task->turn.changes[0].id));
        json_object_set_new(record, "n",
                            json_integer(task->turn.changes[0].after->version));
    }
    ops_write(&task->ops, task->idem, "SET", jsonx_text(arena, record), "EX",
              text_of(arena, IDEM_TTL_S), NULL);
    json_decref(record);
}

static void add_number(struct task *task) {
    struct arena *arena = task->turn_arena;
    struct bot *bot = task->bot;
    if (!task->opens || task->turn.nchanges == 0) {
        return;
    }
    char *key = arena_printf(arena, KEY_SEQUENCE "%s", bot->seq_key);
    if (!bot->seq_stored || *bot->seq_stored) { /* "" cannot be asked for */
        ops_check(&task->ops, CHECK_VALUE, key, NULL, bot->seq_stored, TAG_SEQ);
    }
    ops_write(&task->ops, key, "SET", text_of(arena, bot->seq + 1), NULL);
}

static void add_head(struct task *task) {
    struct lane *lane = task->lane;
    if (!lane) {
        return;
    }
    struct arena *arena = task->turn_arena;
    char *key = arena_printf(arena, KEY_LANE "%s", lane->name);
    ops_check(&task->ops, CHECK_HEAD, key, NULL, task->lane_item, TAG_HEAD);
    ops_write(&task->ops, key, "LPOP", NULL);
    ops_write(&task->ops, arena_printf(arena, KEY_OUTBOX "%s", lane->name), "HDEL",
              task->lane_item, NULL);
    if (lane->head && !lane->head->next && lane->pushes == 0) {
        ops_write(&task->ops, KEY_LANES, "ZREM", lane->name, NULL);
    }
}

/* Nothing was due after all: the index is made to say what the state says. */
static bool add_alarm(struct task *task) {
    if (!task->rule->rings_again || task->turn.nchanges > 0) {
        return false;
    }
    int64_t alarm = task->derived.alarm;
    if (!task->slot->frozen) {
        ops_check(&task->ops, CHECK_FIELD,
                  arena_printf(task->turn_arena, KEY_INCIDENT "%s", task->id), "n",
                  text_of(task->turn_arena, task->slot->state->version), TAG_VERSION);
    }
    if (alarm == NEVER) {
        ops_write(&task->ops, KEY_DUE, "ZREM", task->id, NULL);
    } else {
        ops_write(&task->ops, KEY_DUE, "ZADD", text_of(task->turn_arena, alarm), task->id,
                  NULL);
    }
    return true;
}

bool task_build(struct task *task, struct error *err) {
    ops_init(&task->ops, task->turn_arena);
    task->nrouted = 0;
    if (task->idem) {
        ops_check(&task->ops, CHECK_IDEM, task->idem, NULL, NULL, TAG_IDEM);
    }
    task->epoch = task->bot->epoch;
    ops_epoch(&task->ops, task->bot);
    add_record(task); /* the first write: what follows can be known by it */
    add_head(task);
    add_number(task);
    add_alarm(task);
    if (!task_redact(task, err)) {
        return false;
    }
    for (size_t i = 0; i < task->turn.nchanges; i++) {
        struct derived_change *derived = &task->derived.changes[i];
        if (!add_change(task, i, err) || !add_deliveries(task, derived, err)) {
            return false;
        }
        add_shown(task, &task->turn.changes[i], derived);
    }
    keep_build(task);
    return true;
}

void task_keep_fields(struct task *task) {
    for (size_t i = 0; i < task->turn.nchanges; i++) {
        const struct derived_change *derived = &task->derived.changes[i];
        struct slot *slot = slot_get(task->bot, task->turn.changes[i].id);
        for (size_t e = 0; e < derived->nedits; e++) {
            for (size_t f = 0; f < derived->edits[e].nfields; f++) {
                const struct live_field *field = &derived->edits[e].fields[f];
                if (field->anew || !refs_get(slot, field->field)) {
                    refs_set(slot, field->field, field->value);
                }
            }
        }
    }
}
