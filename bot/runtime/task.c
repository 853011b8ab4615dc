/* task.c: one input on its way: from one stage to the next. */
#include "runtime/task.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/needs.h"
#include "core/which_one.h"
#include "runtime/input_kinds.h"
#include "runtime/now.h"
#include "runtime/places.h"
#include "runtime/quiet.h"
#include "runtime/world.h"
#include "tocsin/keys.h"
#include <assert.h>

static bool may_follow(const struct task *task, enum task_stage next) {
    return (task->stages[task->stage].next & STAGE_BIT(next)) != 0;
}

enum task_pace task_go(struct task *task, enum task_stage next) {
    log_event(LOG_LEVEL_DEBUG, "task.stage", "input", task->rule->name, "incident",
              task->id, "from", task->stages[task->stage].name, "to",
              task->stages[next].name, NULL);
    assert(may_follow(task, next));
    task->stage = next;
    return TASK_GO;
}

void task_step(struct task *task) {
    /* Of one that waits nothing may be touched: it may be gone. */
    while (task->stages[task->stage].run(task) == TASK_GO) {
    }
}

/* ---- a task ---- */

struct task *task_new(struct bot *bot, const struct input *input,
                      const struct stage *stages) {
    struct task *task = mem_new(sizeof *task);
    task->bot = bot;
    task->stages = stages;
    task->rule = input_rule(input->kind);
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
    task->missing = false;
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
    if (task->which) {
        task_ask_which(task);
    } else if (!task->needs.incident && !task->needs.other) {
        task->needs = needs;
    }
    return true;
}

void task_ask_which(struct task *task) {
    which_ask(&task->turn, task->which, task->which_ids, task->nwhich);
    task->needs = (struct needs){.open = true}; /* what they are about */
}

/* A refusal that looks at what is there (advice.h) is still one of what was typed: an
 * earlier copy of that may have been carried out. */
bool task_reads(const struct task *task) {
    const struct turn *turn = &task->turn;
    return task->turn_live && turn->command && !turn->advice &&
           (turn_leaf(turn)->flags & COMMAND_READ);
}
