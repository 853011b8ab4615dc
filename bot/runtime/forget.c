/* forget.c: what was decided on is not what is there. */
#include "runtime/forget.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/mirrors.h"
#include "runtime/slots.h"
#include "runtime/task.h"

void task_forget(struct task *task) {
    struct bot *bot = task->bot;
    for (size_t i = 0; i < task->turn.nchanges; i++) {
        slot_drop(bot, slot_get(bot, task->turn.changes[i].id));
    }
    if (task->slot) {
        slot_drop(bot, task->slot);
    }
    if (task->opens) {
        bot->seq = -1;
        bot->seq_doubt = bot->seq_doubt || task->taken;
    }
    task->taken = false;
    task->have_state = task->have_other = task->have_timeline = task->have_list = false;
    task->listing = 0;
    for (size_t i = 0; i < task->nlisted; i++) {
        incident_free(task->listed[i]);
    }
    task->nlisted = 0;
    task->unread = NULL;
    json_decref(task->listed_ids);
    task->listed_ids = NULL;
}

void task_reread(struct task *task) {
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_reload(lane_get(task->bot, task->routed[r]->lane));
    }
    mirrors_start(task->bot);
}
