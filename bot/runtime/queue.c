/* queue.c: tasks wait their turn: first come, first served per incident, concurrent
 * across incidents. Those that open an incident wait for each other, because the day's
 * numbers are given out one by one. */
#include "runtime/queue.h"
#include "runtime/due.h"
#include "runtime/keep.h"
#include "runtime/lanes.h"
#include "runtime/mirrors.h"
#include "runtime/quiet.h"
#include "runtime/settle.h"
#include "runtime/slots.h"
#include "runtime/task.h"

enum task_pace stage_queued(struct task *task) {
    struct bot *bot = task->bot;
    struct task **head = NULL, **tail = NULL;
    if (task->opens) {
        head = &bot->new_head;
        tail = &bot->new_tail;
    } else if (task->id) {
        task->slot = slot_get(bot, task->id);
        head = &task->slot->head;
        tail = &task->slot->tail;
    }
    if (!head) {
        return task_go(task, STAGE_FETCHING);
    }
    if (*head) {
        (*tail)->next = task;
        *tail = task;
        return TASK_WAIT; /* for its_turn() */
    }
    *head = *tail = task;
    return task_go(task, STAGE_FETCHING);
}

static void its_turn(void *ctx) {
    struct task *task = ctx;
    task_go(task, STAGE_FETCHING);
    task_step(task);
}

enum task_pace stage_done(struct task *task) {
    struct bot *bot = task->bot;
    struct slot *slot = task->slot;
    struct lane *lane = task->lane;
    bool abandoned = task->abandoned;
    struct task *next = NULL;
    if (task->opens && bot->new_head == task) {
        next = bot->new_head = task->next;
    } else if (slot && slot->head == task) {
        next = slot->head = task->next;
        slot->committing = false;
    }
    if (task->rule->rings_again && task->input.number == DUE_POLLED && slot) {
        due_done(bot, slot, task->served);
    }
    if (task->other) {
        task->other->pins--;
    }
    keep_end(task);
    task_free(task);
    if (next) {
        /* Deferred: a long queue must not become a deep stack. */
        bot->o.loop->defer(bot->o.loop->self, its_turn, next);
    }
    if (lane && abandoned) {
        lane_take_head(lane);
    } else if (lane) {
        lane_go_on(lane);
    }
    if (slot && !slot->head) {
        lanes_pump_incident(bot, slot->id);
        mirrors_pump_incident(bot, slot->id);
    }
    lanes_pump_waiting(bot);
    bot_end(bot);
    return TASK_WAIT;
}
