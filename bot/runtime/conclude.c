/* conclude.c: the end of a turn that writes nothing to a timeline.
 *
 * "Nothing was saved" must be true of the input, not only of this copy of it: an earlier
 * copy may have been saved by a process that died before it could answer, or may still
 * lie in the buffer of a stalled database. So a refusal takes the input's key as a commit
 * does, and a copy that comes later reads the same answer. When the database cannot be
 * asked, a fence decides; until it has, nobody claims to know. Sources that never hand in
 * a key twice (input.fresh) and reads need none of this. */
#include "runtime/conclude.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "core/markup.h"
#include "runtime/answer.h"
#include "runtime/build.h"
#include "runtime/due.h"
#include "runtime/forget.h"
#include "runtime/lease.h"
#include "runtime/now.h"
#include "runtime/task.h"
#include "runtime/trouble.h"
#include "runtime/unsaved.h"
#include "runtime/writes.h"

#define UNSAVED "Nothing was saved: "

enum {
    /* Whoever types in an outage is answered by then, whatever the database does; what
     * became of it they learn by sending it again. */
    ANSWER_MS = 2900,
    PATIENCE_LEAST_MS = 100,
};

/* For how long the database may still be asked what became of it. */
static int64_t answer_within(const struct task *task) {
    int64_t left = task->since + ANSWER_MS - bot_mono(task->bot);
    return left > PATIENCE_LEAST_MS ? left : PATIENCE_LEAST_MS;
}

bool task_waited_in_vain(const struct task *task) {
    const struct bot *bot = task->bot;
    return bot->deaf_since > 0 && task->rule->waits && task->since <= bot->deaf_since;
}

static enum task_pace conclude(struct task *task) {
    return task->refusal ? task_refuse(task, REPLY_REFUSED, task->refusal)
                         : task_go(task, STAGE_ANSWERING);
}

static bool needs_no_proof(const struct task *task) {
    return !task->idem || task->input.fresh || task_reads(task) || !task->rule->recorded;
}

/* ---- the database could not be asked ---- */

static enum task_pace fence_taken(struct task *task, bool known, bool voided,
                                  struct blob value) {
    if (task->sent) {
        task_forget(task);
    }
    if (task->sent && known && !voided) {
        task_keep_fields(task); /* the slot's refs are not read again */
    }
    if (task->sent) {
        task_reread(task);
        due_learn(task->bot, bot_now(task->bot));
    }
    if (known) {
        return voided ? conclude(task) : task_repeat(task, value.ptr, value.len);
    }
    task->bot->deaf_since = bot_mono(task->bot);
    const char *ill = store_ill(task->bot);
    ill = ill ? ill : task->ill;
    return task_refuse(
        task, REPLY_UNKNOWN,
        arena_printf(task->arena,
                     "I cannot tell yet whether this was saved: %s Look at the timeline "
                     "before you send it again.",
                     ill ? ill : "the database does not answer."));
}

static void fence_came(void *ctx, bool known, bool voided, struct blob value) {
    struct task *task = ctx;
    fence_taken(task, known, voided, value);
    task_step(task);
}

enum task_pace stage_fencing(struct task *task) {
    struct bot *bot = task->bot;
    bot->o.store->fence(bot->o.store->self, blob_of(task->idem), answer_within(task),
                        fence_came, task);
    return TASK_WAIT;
}

enum task_pace task_unsure(struct task *task, const char *refusal) {
    const char *ill = text_starts(refusal, UNSAVED) ? store_ill(task->bot) : NULL;
    task->refusal = ill ? arena_printf(task->arena, UNSAVED "%s Then send it again.", ill)
                        : arena_strdup(task->arena, refusal);
    bool asks = task->sent || (!needs_no_proof(task) && task->bot->phase != BOT_STOPPED);
    if (!task->idem || !asks) {
        return conclude(task);
    }
    return task_go(task, STAGE_FENCING);
}

/* One that comes later is not taken: this process remembers. */
enum task_pace task_unsaved(struct task *task, const struct commit_reply *reply) {
    const char *people = reply->people;
    if (!reply->asked && !needs_no_proof(task)) {
        task->ill = arena_strdup(task->arena, people);
        return task_unsure(
            task, arena_printf(task->arena, UNSAVED "%s Then send it again.", people));
    }
    if (task->hash[0] && !task->input.fresh) {
        unsaved_remember(task->bot, task->hash);
    }
    task->refusal = arena_printf(task->arena, UNSAVED "%s Then send it again.", people);
    return conclude(task);
}

/* ---- the answer is recorded under the key ---- */

static enum task_pace record_came(struct task *task, const struct commit_reply *reply) {
    switch (reply->result) {
    case COMMIT_DONE:
        return conclude(task);
    case COMMIT_DUPLICATE:
        return task_repeat(task, reply->value.ptr, reply->value.len);
    case COMMIT_REFUSED:
        lease_refused(task->bot, task->epoch, reply->value);
        break;
    case COMMIT_UNAVAILABLE:
        if (reply->people && reply->asked) { /* true without a record of it */
            unsaved_remember(task->bot, task->hash);
            return conclude(task);
        }
        break;
    case COMMIT_UNKNOWN:
    case COMMIT_PARTIAL: /* of one write: cannot be */
        break;
    }
    return task_unsure(task, task->refusal);
}

static void recorded(void *ctx, const struct commit_reply *reply) {
    struct task *task = ctx;
    record_came(task, reply);
    task_step(task);
}

/* {"s": "no" or "ok", "reply": …}, as a commit's record is. In the task's arena. */
static char *record_of(struct task *task) {
    const char *refusal = task->refusal;
    json_t *body =
        refusal ? markup_parse(refusal, strlen(refusal)) : json_incref(task->reply_body);
    json_t *record = json_pack("{s:s, s:o}", "s", refusal ? "no" : "ok", "reply", body);
    if (task->moot) {
        json_object_set_new(record, "moot", json_true());
    }
    jsonx_set_string(record, "field", task->field);
    if (task->missing) {
        json_object_set_new(record, "missing", json_true());
    }
    char *text = jsonx_text(task->arena, record);
    json_decref(record);
    return text;
}

enum task_pace stage_recording(struct task *task) {
    struct bot *bot = task->bot;
    char *text = record_of(task);
    struct commit commit;
    struct ops ops;
    ops_init(&ops, task->arena);
    task->epoch = bot->epoch;
    ops_check(&ops, CHECK_IDEM, task->idem, NULL, NULL, TAG_IDEM);
    ops_epoch(&ops, bot);
    ops_write(&ops, task->idem, "SET", text, "EX",
              arena_printf(task->arena, "%d", IDEM_TTL_S), NULL);
    commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, recorded, task);
    return TASK_WAIT;
}

enum task_pace task_conclude(struct task *task, const char *refusal) {
    task->refusal = arena_strdup(task->arena, refusal);
    return needs_no_proof(task) ? conclude(task) : task_go(task, STAGE_RECORDING);
}
