/* arrive.c: an input is here: may it be taken now, and which incident does its place
 * belong to? */
#include "runtime/arrive.h"
#include "base/mem.h"
#include "base/stored.h"
#include "base/text.h"
#include "runtime/answer.h"
#include "runtime/aside.h"
#include "runtime/conclude.h"
#include "runtime/places.h"
#include "runtime/refusals.h"
#include "runtime/speakers.h"
#include "runtime/store_words.h"
#include "runtime/task.h"
#include "runtime/unsaved.h"
#include "runtime/world.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

static enum task_pace not_at_work(struct task *task) {
    if (task->rule->person && !task->rule->waits) {
        /* Its source hands it in again: it must not be voided. */
        return task_refuse(task, REPLY_UNKNOWN, "Nothing can be saved at the moment.");
    }
    return task_unsure(task, task_not_saved(task, bot_absence(task->bot)));
}

/* Neutral: it neither shows nor denies anything that is here. */
static enum task_pace stranger(struct task *task) {
    task->world = bot_world(task->bot);
    refusal_record(task);
    return task_refuse(task, REPLY_REFUSED,
                       "Nothing was done: tocsin is for people of its own workspace. Ask "
                       "one of them.");
}

static void place_came(void *ctx, const json_t *replies, const char *why) {
    struct task *task = ctx;
    const json_t *value = json_array_get(replies, 0);
    const char *id = stored_text(value);
    if (!replies) {
        task_unsure(task, task_not_saved(task, task_store_words(task, why)));
        task_step(task);
        return;
    }
    if (!json_is_null(value) && (!id || !incident_id_valid(id))) {
        aside_key(task->bot, arena_printf(task->arena, KEY_PLACE "%s", task->input.place),
                  "names no incident");
        id = NULL;
    }
    place_learn(task->bot, task->input.place, id);
    task_go(task, STAGE_LOCATED);
    task_step(task);
}

static enum task_pace locate(struct task *task) {
    struct ops ops;
    bool known = true;
    if (task->input.place) {
        place_known(task->bot, task->input.place, &known);
    }
    if (known) {
        return task_go(task, STAGE_LOCATED);
    }
    ops_init(&ops, task->arena);
    ops_write(&ops, arena_printf(task->arena, KEY_PLACE "%s", task->input.place), "GET",
              NULL);
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites,
                             place_came, task);
    return TASK_WAIT;
}

/* An earlier copy of it may have been carried out: then that is the answer. */
static enum task_pace too_late(struct task *task) {
    return task_conclude(
        task, arena_printf(task->arena,
                           "Nothing was done: this was typed %s ago, while tocsin was "
                           "away, and is too old now. If it still holds, send it again.",
                           duration_format(task->arena, task->input.late)));
}

enum task_pace stage_arrived(struct task *task) {
    struct bot *bot = task->bot;
    if (task->lane) { /* what becomes of its own delivery: always taken */
        task->id = task->input.incident;
        return task_go(task, STAGE_QUEUED);
    }
    /* While the lease is taken anew of a store that was emptied or set back, the input is
     * decided as ever: its commit is refused until then, and decided again. */
    if (bot->phase != BOT_AT_WORK && !bot->moved) {
        return not_at_work(task);
    }
    if (task->hash[0] && unsaved_known(bot, task->hash)) {
        return task_repeat(task, FENCE_VOID, strlen(FENCE_VOID));
    }
    if (task->rule->counted && !speaker_within_rate(bot, task->input.actor)) {
        return task_conclude(
            task, arena_printf(task->arena,
                               "Nothing was saved: these are more than %lld commands "
                               "in one minute. Wait a minute, then send this one again.",
                               (long long)bot->o.commands_per_minute));
    }
    if (!task->rule->person) {
        task->id = task->input.incident;
        return task_go(task, STAGE_QUEUED);
    }
    if (task->input.late > 0 && !task->input.stranger) {
        return too_late(task);
    }
    return task->input.stranger ? stranger(task) : locate(task);
}
