/* task.c: which stage follows which, and what each kind of input means for its way. */
#include "runtime/task.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/commit.h"
#include "tocsin/keys.h"
#include <assert.h>

/* ---- kinds of input ---- */

/* clang-format off */
static const struct input_rule input_rules[] = {
    [INPUT_COMMAND] = {.name = "command", .person = true, .waits = true, .counted = true,
                       .recorded = true, .prepare = dispatch_prepare, .decide = dispatch_run},
    [INPUT_FORM]    = {.name = "form", .person = true, .waits = true,
                       .prepare = form_prepare, .decide = form_run},
    [INPUT_MESSAGE] = {.name = "message", .person = true, .counted = true, .recorded = true,
                       .prepare = message_prepare, .decide = decide_message},
    [INPUT_DUE]     = {.name = "due", .recorded = true, .rings_again = true, .decide = decide_due},
    [INPUT_ANSWER]  = {.name = "answer", .recorded = true, .decide = decide_answer},
    [INPUT_REDACT]  = {.name = "redact", .recorded = true, .history = true, .decide = decide_redact},
    [INPUT_CLOCK]   = {.name = "clock", .recorded = true, .decide = decide_clock},
};
/* clang-format on */

/* ---- stages ---- */

#define TO(stage) (1U << (stage))
#define REFUSALS (TO(STAGE_FENCING) | TO(STAGE_RECORDING) | TO(STAGE_ANSWERING))

/* clang-format off */
static const struct {
    const char *name;
    enum task_pace (*run)(struct task *task);
    unsigned next; /* stages that may follow */
} stages[STAGES] = {
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

enum task_pace task_go(struct task *task, enum task_stage next) {
    log_event(LOG_LEVEL_DEBUG, "task.stage", "input", task->rule->name, "incident",
              task->id, "from", stages[task->stage].name, "to", stages[next].name, NULL);
    assert(stages[task->stage].next & TO(next));
    task->stage = next;
    return TASK_GO;
}

void task_step(struct task *task) {
    /* Of one that waits nothing may be touched: it may be gone. */
    while (stages[task->stage].run(task) == TASK_GO) {
    }
}

/* ---- a task ---- */

static struct task *task_new(struct bot *bot, const struct input *input) {
    struct task *task = mem_new(sizeof *task);
    task->bot = bot;
    task->rule = &input_rules[input->kind];
    task->since = bot_mono(bot);
    task->arena = arena_new();
    task->turn_arena = arena_new();
    task->input = *input;
    task->input.key = arena_strdup(task->arena, input->key);
    task->input.actor = arena_strdup(task->arena, input->actor);
    task->input.place = arena_strdup(task->arena, input->place);
    task->input.text = arena_strdup(task->arena, input->text);
    task->input.incident = arena_strdup(task->arena, input->incident);
    task->input.command = arena_strdup(task->arena, input->command);
    task->input.phase = arena_strdup(task->arena, input->phase);
    task->input.made = arena_strdup(task->arena, input->made);
    if (input->fields) {
        task->input.fields = arena_json(task->arena, json_deep_copy(input->fields));
    }
    if (input->data) {
        task->input.data = arena_json(task->arena, json_deep_copy(input->data));
    }
    if (input->key) {
        hash_short(input->key, task->hash);
        task->idem = arena_printf(task->arena, KEY_IDEM "%s", task->hash);
    }
    task->input.keep = arena_strdup(task->arena, input->keep);
    bot_begin(bot);
    if (task->rule->person) {
        keep_begin(task);
    }
    return task;
}

void task_free(struct task *task) {
    if (task->turn_live) {
        turn_free(&task->turn);
    }
    if (task->retry) {
        task->bot->o.loop->timer_free(task->retry);
    }
    for (size_t i = 0; i < task->nlisted; i++) {
        incident_free(task->listed[i]);
    }
    json_decref(task->listed_ids);
    arena_free(task->turn_arena);
    arena_free(task->arena);
    free(task);
}

void task_input(struct bot *bot, const struct input *input, struct lane *lane) {
    struct task *task = task_new(bot, input);
    task->lane = lane;
    task->lane_item = lane ? arena_strdup(task->arena, lane->head->id) : NULL;
    task_step(task);
}

bool task_prepare(struct task *task, struct error *err) {
    struct bot *bot = task->bot;
    if (task->turn_live) {
        turn_free(&task->turn);
        task->turn_live = false;
    }
    arena_reset(task->turn_arena);
    task->derived = (struct derived){0};
    task->nrouted = 0;
    task->world = bot_world(bot);
    turn_init(&task->turn, task->turn_arena, &task->world, bot->o.commands, &task->input);
    task->turn.input_hash = task->hash[0] ? task->hash : NULL;
    task->turn_live = true;
    task->field = NULL;
    task->moot = false;
    if (!task->rule->prepare) {
        return true;
    }
    bool known;
    const char *here =
        task->input.place ? place_known(bot, task->input.place, &known) : NULL;
    struct needs needs = {0};
    if (!task->rule->prepare(&task->turn, here, &needs, err)) {
        return false;
    }
    if (!task->needs.incident && !task->needs.other) {
        task->needs = needs;
    }
    return true;
}
