/* conclude.c: the end of a turn that writes nothing to a timeline.
 *
 * "Nothing was saved" must be true of the input, not only of this copy of it: an earlier
 * copy may have been saved by a process that died before it could answer, or may still
 * lie in the buffer of a stalled database. So a refusal takes the input's key as a commit
 * does, and a copy that comes later reads the same answer. When the database cannot be
 * asked, a fence decides; until it has, nobody claims to know. Sources that never hand in
 * a key twice (input.fresh) and reads need none of this. */
#include "base/jsonx.h"
#include "base/log.h"
#include "core/markup.h"
#include "runtime/task.h"

enum {
    /* Whoever types in an outage is answered by then, whatever the database does; what
     * became of it they learn by sending it again. */
    ANSWER_MS = 2900,
    PATIENCE_LEAST_MS = 100,
};

int64_t task_answer_within(const struct task *task) {
    int64_t left = task->since + ANSWER_MS - bot_mono(task->bot);
    return left > PATIENCE_LEAST_MS ? left : PATIENCE_LEAST_MS;
}

bool task_waited_in_vain(struct task *task) {
    struct bot *bot = task->bot;
    if (!bot->deaf || task->input.kind != INPUT_COMMAND ||
        bot_mono(bot) < task->since + ANSWER_MS) {
        return false;
    }
    task_unsure(task, task_not_saved(task, "the database does not answer. Send it again "
                                           "in a moment."));
    return true;
}

static void conclude(struct task *task) {
    if (task->refusal) {
        task_answer_error(task, REPLY_REFUSED, task->refusal);
    } else {
        task_answer(task, REPLY_DONE, false, task->id, task->reply_body);
    }
    task_end(task);
}

bool task_reads(const struct task *task) {
    return task->turn_live && task->turn.command &&
           (turn_leaf(&task->turn)->flags & COMMAND_READ);
}

static bool needs_no_proof(const struct task *task) {
    return !task->idem || task->input.fresh || task_reads(task) ||
           task->input.kind == INPUT_FORM;
}

/* ---- the database could not be asked ---- */

static void fence_came(void *ctx, bool known, bool voided, struct blob value) {
    struct task *task = ctx;
    if (known && !voided) {
        task_answer_stored(task, value.ptr, value.len);
        task_end(task);
    } else if (known) {
        conclude(task);
    } else {
        task->bot->deaf = true;
        task_answer_error(task, REPLY_UNKNOWN,
                          "I cannot tell yet whether this was saved: the database does "
                          "not answer. Look at the timeline before you type it again.");
        task_end(task);
    }
}

void task_unsure(struct task *task, const char *refusal) {
    struct bot *bot = task->bot;
    task->refusal = arena_strdup(task->arena, refusal);
    if (needs_no_proof(task) || bot->phase == BOT_STOPPED) {
        conclude(task);
        return;
    }
    bot->o.store->fence(bot->o.store->self, blob_of(task->idem), task_answer_within(task),
                        fence_came, task);
}

/* The commit asked for a record of an earlier copy before it was refused, so there is
 * none. One that comes later is not taken: this process remembers. */
void task_unsaved(struct task *task, const char *people) {
    if (task->hash[0] && !task->input.fresh) {
        unsaved_remember(task->bot, task->hash);
    }
    task->refusal =
        arena_printf(task->arena, "Nothing was saved: %s Then send it again.", people);
    conclude(task);
}

/* ---- the answer is recorded under the key ---- */

static void recorded(void *ctx, const struct commit_reply *reply) {
    struct task *task = ctx;
    switch (reply->result) {
    case COMMIT_DONE:
        conclude(task);
        return;
    case COMMIT_DUPLICATE:
        task_answer_stored(task, reply->value.ptr, reply->value.len);
        task_end(task);
        return;
    case COMMIT_REFUSED:
        lease_refused(task->bot, task->epoch, reply->value);
        break;
    case COMMIT_UNAVAILABLE:
        if (reply->people) { /* the refusal is true without a record of it */
            unsaved_remember(task->bot, task->hash);
            conclude(task);
            return;
        }
        break;
    case COMMIT_UNKNOWN:
    case COMMIT_PARTIAL: /* of one write: cannot be */
        break;
    }
    task_unsure(task, task->refusal);
}

void task_conclude(struct task *task, const char *refusal) {
    struct bot *bot = task->bot;
    task->refusal = arena_strdup(task->arena, refusal);
    if (needs_no_proof(task)) {
        conclude(task);
        return;
    }
    json_t *body =
        refusal ? markup_parse(refusal, strlen(refusal)) : json_incref(task->reply_body);
    json_t *record = json_pack("{s:s, s:o}", "s", refusal ? "no" : "ok", "reply", body);
    if (task->moot) {
        json_object_set_new(record, "moot", json_true());
    }
    jsonx_set_string(record, "field", task->field);
    char *text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    if (!text) {
        abort();
    }
    struct ops ops;
    ops_init(&ops, task->arena);
    task->epoch = bot->epoch;
    ops_check(&ops, CHECK_IDEM, task->idem, NULL, NULL, TAG_IDEM);
    ops_epoch(&ops, bot);
    ops_write(&ops, task->idem, "SET", text, "EX",
              arena_printf(task->arena, "%d", IDEM_TTL_S), NULL);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, recorded, task);
    free(text);
}
