/* queue.c: inputs become tasks and wait their turn: first come, first served per
 * incident, concurrent across incidents. Those that open an incident wait for each other,
 * because the day's numbers are given out one by one. */
#include "base/err.h"
#include "base/stored.h"
#include "base/text.h"
#include "runtime/task.h"
#include "tocsin/keys.h"

static struct task *task_new(struct bot *bot, const struct input *input) {
    struct task *task = calloc(1, sizeof *task);
    if (!task) {
        abort();
    }
    task->bot = bot;
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
    bot_begin(bot);
    return task;
}

/* Commands a minute and person: a runaway script must not drown the others. */
static bool within_rate(struct bot *bot, const char *actor) {
    struct speaker *speaker = NULL;
    int64_t minute = bot_mono(bot) / 60000;
    HASH_FIND_STR(bot->speakers, actor, speaker);
    if (!speaker) {
        speaker = calloc(1, sizeof *speaker);
        if (!speaker || !(speaker->actor = strdup(actor))) {
            abort();
        }
        HASH_ADD_KEYPTR(hh, bot->speakers, speaker->actor, strlen(speaker->actor),
                        speaker);
    }
    if (speaker->minute != minute) {
        speaker->minute = minute;
        speaker->n = 0;
    }
    return ++speaker->n <= bot->o.commands_per_minute;
}

static void place_came(void *ctx, const json_t *replies, const char *why) {
    struct task *task = ctx;
    if (!replies) {
        task_unsure(
            task, task_not_saved(task, arena_printf(task->arena,
                                                    "%s. Try again in a moment.", why)));
        return;
    }
    const json_t *value = json_array_get(replies, 0);
    const char *id = stored_text(value);
    if (!json_is_null(value) && (!id || !incident_id_valid(id))) {
        aside_key(task->bot, arena_printf(task->arena, KEY_PLACE "%s", task->input.place),
                  "names no incident");
        id = NULL;
    }
    place_learn(task->bot, task->input.place, id);
    task_resolve(task);
}

static void task_locate(struct task *task) {
    bool known = true;
    if (task->input.place) {
        place_known(task->bot, task->input.place, &known);
    }
    if (known) {
        task_resolve(task);
        return;
    }
    struct ops ops;
    ops_init(&ops, task->arena);
    ops_write(&ops, arena_printf(task->arena, KEY_PLACE "%s", task->input.place), "GET",
              NULL);
    task->bot->o.store->read(task->bot->o.store->self, ops.writes, ops.nwrites,
                             place_came, task);
}

void task_input(struct bot *bot, const struct input *input) {
    struct task *task = task_new(bot, input);
    bool person = task_personal(task);
    /* While the lease is taken anew of a store that was emptied or set back, the input is
     * decided as ever: its commit is refused until then, and decided again. */
    bool absent = bot->phase != BOT_AT_WORK && !bot->moved;
    if (absent && input->kind == INPUT_MESSAGE) {
        /* Nobody waits for an answer, and the source hands it in again: it must not be
         * voided. */
        task_answer_error(task, REPLY_UNKNOWN, "Nothing can be saved at the moment.");
        task_end(task);
        return;
    }
    if (absent) {
        task_unsure(task, task_not_saved(task, bot_absence(bot)));
        return;
    }
    if (task->hash[0] && unsaved_known(bot, task->hash)) {
        task_answer_stored(task, FENCE_VOID, strlen(FENCE_VOID));
        task_end(task);
        return;
    }
    bool counts = input->kind == INPUT_COMMAND || input->kind == INPUT_MESSAGE;
    if (counts && !within_rate(bot, task->input.actor)) {
        task_conclude(task,
                      arena_printf(task->arena,
                                   "Nothing was saved: these are more than %lld commands "
                                   "in one minute. Wait a minute, then send this one "
                                   "again.",
                                   (long long)bot->o.commands_per_minute));
        return;
    }
    if (person && input->stranger) {
        refusal_stranger(task);
        return;
    }
    if (person) {
        task_locate(task);
        return;
    }
    task->id = task->input.incident;
    task_queue(task);
}

void task_input_settling(struct bot *bot, const struct input *input, struct lane *lane,
                         struct lane_item *item) {
    struct task *task = task_new(bot, input);
    task->lane = lane;
    task->lane_item = arena_strdup(task->arena, item->id);
    task->id = task->input.incident;
    task_queue(task);
}

void task_queue(struct task *task) {
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
        task_fetch(task);
        return;
    }
    bool alone = !*head;
    if (alone) {
        *head = task;
    } else {
        (*tail)->next = task;
    }
    *tail = task;
    if (alone) {
        task_fetch(task);
    }
}

static void start_deferred(void *ctx) {
    task_fetch(ctx);
}

void task_abandon(struct task *task) {
    struct lane *lane = task->lane;
    task->lane = NULL;
    task_end(task);
    if (lane) {
        lane_settle(lane);
    }
}

void task_end(struct task *task) {
    struct bot *bot = task->bot;
    struct slot *slot = task->slot;
    struct task *next = NULL;
    if (task->opens && bot->new_head == task) {
        next = bot->new_head = task->next;
    } else if (slot && slot->head == task) {
        next = slot->head = task->next;
        slot->committing = false;
    }
    if (task->input.kind == INPUT_DUE && task->input.number == DUE_POLLED && slot) {
        due_done(bot, slot, task->served);
    }
    if (task->other) {
        task->other->pins--;
    }
    task_answer(task, REPLY_REFUSED, false, task->id, NULL); /* unless it was answered */
    if (task->turn_live) {
        turn_free(&task->turn);
    }
    if (task->retry) {
        bot->o.loop->timer_free(task->retry);
    }
    for (size_t i = 0; i < task->nlisted; i++) {
        incident_free(task->listed[i]);
    }
    json_decref(task->listed_ids);
    struct lane *lane = task->lane;
    arena_free(task->turn_arena);
    arena_free(task->arena);
    free(task);
    if (next) {
        /* Deferred: a long queue must not become a deep stack. */
        bot->o.loop->defer(bot->o.loop->self, start_deferred, next);
    }
    if (lane) {
        lane_settled(lane);
    }
    if (slot && !slot->head) {
        lanes_pump_incident(bot, slot->id);
        mirrors_pump_incident(bot, slot->id);
    }
    lanes_pump_waiting(bot);
    bot_end(bot);
}
