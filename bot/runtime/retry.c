/* retry.c: what was decided on is not what is there, or it could not be had: a pause,
 * then from the facts again. */
#include "runtime/retry.h"
#include "base/log.h"
#include "runtime/answer.h"
#include "runtime/conclude.h"
#include "runtime/forget.h"
#include "runtime/store_words.h"
#include "runtime/task.h"

enum task_pace task_retry(struct task *task, int64_t ms) {
    task->pause = ms;
    return task_go(task, STAGE_RETRYING);
}

enum task_pace task_unread(struct task *task, const char *why) {
    bool given_up = task->rule->rings_again && ++task->tries > DUE_TRIES_MAX;
    if (!task->rule->waits && !given_up) {
        return task_retry(task, 1000); /* other machine inputs are never given up */
    }
    if (given_up) {
        log_event(LOG_LEVEL_ERROR, "due.failed", "incident", task->id, "why", why, NULL);
    }
    return task_unsure(task, task_not_saved(task, task_store_words(task, why)));
}

static void pause_over(void *ctx) {
    struct task *task = ctx;
    task_go(task, STAGE_FETCHING);
    task_step(task);
}

enum task_pace stage_retrying(struct task *task) {
    struct bot *bot = task->bot;
    task_forget(task);
    if (bot->phase == BOT_STOPPED) {
        return task_refuse(task, REPLY_REFUSED, NULL);
    }
    if (!task->retry) {
        task->retry = bot->o.loop->timer(bot->o.loop->self, pause_over, task);
    }
    bot->o.loop->timer_start(task->retry, task->pause);
    return TASK_WAIT;
}
