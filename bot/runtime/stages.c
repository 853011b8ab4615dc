/* stages.c: the stages of a task, what each one does, and which may follow which. */
#include "runtime/stages.h"
#include "runtime/answer.h"
#include "runtime/arrive.h"
#include "runtime/conclude.h"
#include "runtime/keep.h"
#include "runtime/locate.h"
#include "runtime/perform.h"
#include "runtime/prefetch.h"
#include "runtime/queue.h"
#include "runtime/retry.h"
#include "runtime/task.h"

#define TO(stage) STAGE_BIT(stage)
#define REFUSALS (TO(STAGE_FENCING) | TO(STAGE_RECORDING) | TO(STAGE_ANSWERING))

/* clang-format off */
static const struct stage stages[STAGES] = {
    [STAGE_ARRIVED]    = {"arrived", stage_arrived,
                          TO(STAGE_LOCATED) | TO(STAGE_QUEUED) | REFUSALS},
    [STAGE_LOCATED]    = {"located", stage_located,
                          TO(STAGE_LOCATED) | TO(STAGE_QUEUED) | REFUSALS},
    [STAGE_QUEUED]     = {"queued", stage_queued, TO(STAGE_FETCHING)},
    [STAGE_FETCHING]   = {"fetching", stage_fetching,
                          TO(STAGE_FETCHING) | TO(STAGE_DECIDING) | TO(STAGE_RETRYING) |
                              REFUSALS},
    [STAGE_DECIDING]   = {"deciding", stage_deciding, TO(STAGE_COMMITTING) | REFUSALS},
    [STAGE_COMMITTING] = {"committing", stage_committing, TO(STAGE_RETRYING) | REFUSALS},
    [STAGE_RETRYING]   = {"retrying", stage_retrying, TO(STAGE_FETCHING) | TO(STAGE_ANSWERING)},
    [STAGE_FENCING]    = {"fencing", stage_fencing, TO(STAGE_ANSWERING)},
    [STAGE_RECORDING]  = {"recording", stage_recording, TO(STAGE_FENCING) | TO(STAGE_ANSWERING)},
    [STAGE_ANSWERING]  = {"answering", stage_answering, TO(STAGE_TELLING) | TO(STAGE_DONE)},
    [STAGE_TELLING]    = {"telling", stage_telling, TO(STAGE_DONE)},
    [STAGE_DONE]       = {"done", stage_done, 0},
};
/* clang-format on */

void task_input(struct bot *bot, const struct input *input, struct lane *lane) {
    struct task *task = task_new(bot, input, stages);
    if (task->rule->person) {
        keep_begin(task);
    }
    task->lane = lane;
    task->lane_item = lane ? arena_strdup(task->arena, lane->head->id) : NULL;
    task_step(task);
}
