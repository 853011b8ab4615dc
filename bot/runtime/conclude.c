/* conclude.c: the end of a turn that writes nothing.
 *
 * An input that comes twice is usually found by its second commit. One whose first copy
 * made it pointless ("you are commander already") has no second commit: before such an
 * answer leaves, the record of the first is looked for, because what was saved must not
 * be called refused. */
#include "runtime/task.h"

static void conclude(struct task *task) {
    if (task->refusal) {
        task_answer_error(task, REPLY_REFUSED, task->refusal);
    } else {
        task_answer(task, REPLY_DONE, false, task->id, task->reply_body);
    }
    task_end(task);
}

static void record_came(void *ctx, const json_t *replies, const char *why) {
    struct task *task = ctx;
    const json_t *record = json_array_get(replies, 0);
    (void)why; /* whoever cannot be asked cannot have more to say */
    if (json_is_string(record)) {
        task_answer_stored(task, json_string_value(record), json_string_length(record));
        task_end(task);
        return;
    }
    conclude(task);
}

static bool reads_only(const struct task *task) {
    return task->turn_live && task->turn.command &&
           (turn_leaf(&task->turn)->flags & COMMAND_READ);
}

void task_conclude(struct task *task, const char *refusal) {
    task->refusal = arena_strdup(task->arena, refusal);
    if (!task->idem || reads_only(task)) {
        conclude(task);
        return;
    }
    struct ops ops;
    ops_init(&ops, task->arena);
    ops_write(&ops, task->idem, "GET", NULL);
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites,
                             record_came, task);
}
