/* refused.c: a commit that could not be made whole, or not under our lease. */
#include "runtime/refused.h"
#include "base/log.h"
#include "runtime/answer.h"
#include "runtime/conclude.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/lease.h"
#include "runtime/retry.h"
#include "runtime/slots.h"
#include "runtime/task.h"
#include "runtime/torn.h"

enum { TRIES_MAX = 16, AGAIN_MS = 50 };

enum task_pace task_epoch_refused(struct task *task, const struct commit_reply *reply) {
    struct bot *bot = task->bot;
    bool again =
        bot->epoch != task->epoch && bot->phase == BOT_AT_WORK; /* by ourselves */
    lease_refused(bot, task->epoch, reply->value);
    if ((again || bot->moved) && ++task->tries <= TRIES_MAX) {
        return task_retry(task, AGAIN_MS);
    }
    const char *refusal =
        bot->moved
            ? "Nothing was saved: somebody emptied or changed the database a moment "
              "ago. I am looking at what is left. Send it again."
            : "Nothing was saved: another tocsin has taken over. Send it again.";
    /* Without a record, because that wants the lease: whoever waits learns what a fence
     * says, and a source that hands its input in again must not find it voided. */
    return task->rule->waits ? task_unsure(task, refusal)
                             : task_refuse(task, REPLY_REFUSED, refusal);
}

/* ---- commits that broke off midway (torn.c) ---- */

/* What is in memory was decided on something else than what is there now. */
static void forget_torn(struct task *task) {
    struct bot *bot = task->bot;
    for (size_t i = 0; i < task->turn.nchanges; i++) {
        slot_drop(bot, slot_get(bot, task->turn.changes[i].id));
    }
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_reload(lane_get(bot, task->routed[r]->lane));
    }
    if (task->lane) {
        lane_reload(task->lane);
    }
    bot->seq = task->opens ? -1 : bot->seq;
}

enum task_pace task_partly(struct task *task, const struct commit_reply *reply) {
    struct bot *bot = task->bot;
    const char *id = task->turn.nchanges > 0 ? task->turn.changes[0].id : task->id;
    log_event(LOG_LEVEL_ERROR, "commit.partial", "incident", id, "why", reply->why,
              "kept", reply->kept ? "yes" : "no", NULL);
    forget_torn(task);
    torn_mend(bot);
    return task_refuse(task, REPLY_UNKNOWN,
                       reply->kept
                           ? TORN_PEOPLE
                           : "Only a part of this was saved: the database broke off in "
                             "the middle. Do not send it again; whoever runs the "
                             "database should run `tocsin audit --all` now.");
}

enum task_pace task_torn(struct task *task) {
    torn_mend(task->bot);
    if (task->rule->waits) {
        return task_conclude(
            task, "Nothing was saved: an earlier change of this incident is only "
                  "partly written, because the database broke off in the middle. I am "
                  "completing it; send it again in a minute. If this lasts, whoever "
                  "runs the database should look at `tocsin doctor`.");
    }
    if (task->rule->rings_again && ++task->tries > DUE_TRIES_MAX) {
        return task_refuse(task, REPLY_REFUSED, NULL);
    }
    return task_retry(task, 1000);
}
