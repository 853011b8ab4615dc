/* perform.c: decide, commit, answer.
 *
 * One input becomes one commit: idempotency record, checks, entries, indexes, deliveries,
 * all or nothing. No claim that something happened leaves before the commit's reply. A
 * commit ends done, refused (somebody was faster: decide again from the facts) or unknown
 * (for a person a fence decides what is said; machine inputs are decided again, which is
 * safe because the version check refuses what was applied already). */
#include "base/err.h"
#include "base/log.h"
#include "core/commit.h"
#include "core/markup.h"
#include "core/names.h"
#include "runtime/ground.h"
#include "runtime/task.h"

enum { TRIES_MAX = 16 };

static void commit_send(struct task *task);
static void commit_unavailable(struct task *task, const struct commit_reply *reply);

bool task_personal(const struct task *task) {
    return task->input.kind == INPUT_COMMAND || task->input.kind == INPUT_FORM ||
           task->input.kind == INPUT_MESSAGE;
}

static bool prepare(struct task *task, const char *here, struct needs *ret,
                    struct error *err) {
    switch (task->input.kind) {
    case INPUT_FORM:
        return form_prepare(&task->turn, here, ret, err);
    case INPUT_MESSAGE:
        message_prepare(&task->turn, here, ret);
        return true;
    default:
        return dispatch_prepare(&task->turn, here, ret, err);
    }
}

bool task_prepare(struct task *task, struct error *err) {
    struct bot *bot = task->bot;
    if (task->turn_live) {
        turn_free(&task->turn);
        task->turn_live = false;
    }
    arena_reset(task->turn_arena);
    task->world = bot_world(bot);
    turn_init(&task->turn, task->turn_arena, &task->world, bot->o.commands, &task->input);
    task->turn.input_hash = task->hash[0] ? task->hash : NULL;
    task->turn_live = true;
    task->form = NULL;
    task->field = NULL;
    task->moot = false;
    if (!task_personal(task)) {
        return true;
    }
    bool known;
    const char *here =
        task->input.place ? place_known(bot, task->input.place, &known) : NULL;
    struct needs needs = {0};
    if (!prepare(task, here, &needs, err)) {
        return false;
    }
    if (!task->needs.incident && !task->needs.other) {
        task->needs = needs;
    }
    return true;
}

static void give_facts(struct task *task) {
    struct turn *turn = &task->turn;
    turn->before = task->slot ? task->slot->state : NULL;
    turn->other = task->other ? task->other->state : NULL;
    turn->mentioned = task->mentioned;
    turn->timeline = task->timeline;
    turn->ntimeline = task->ntimeline;
    turn->listed = (const struct incident *const *)task->listed;
    turn->nlisted = task->nlisted;
    turn->listed_total = task->listed_total;
    turn->new_id = task->new_id;
    if (task->slot && task->needs.timeline) {
        turn->kept = live_texts(task->turn_arena, task->slot);
    }
}

static bool decide(struct task *task, struct error *err) {
    switch (task->input.kind) {
    case INPUT_COMMAND:
        return dispatch_run(&task->turn, err);
    case INPUT_DUE:
        return decide_due(&task->turn, err);
    case INPUT_ANSWER:
        return decide_answer(&task->turn, err);
    case INPUT_REDACT:
        return decide_redact(&task->turn, err);
    case INPUT_FORM:
        return form_run(&task->turn, &task->form, err);
    case INPUT_MESSAGE:
        return decide_message(&task->turn, err);
    case INPUT_CLOCK:
        return decide_clock(&task->turn, err);
    }
    return err_set(err, ERR_INTERNAL, "unknown kind of input");
}

void task_decide(struct task *task) {
    struct error err = {0};
    if (!task_prepare(task, &err)) {
        task_conclude(task, err.text);
        return;
    }
    give_facts(task);
    bool ok = decide(task, &err);
    if (!ok) {
        if (err.code == ERR_DENIED) {
            refusal_record(task);
        }
        if (!task->lane) {
            task->field = err.field;
            task->moot = err.code == ERR_PHASE;
            task_conclude(task, err.text);
            return;
        }
        log_event(LOG_LEVEL_ERROR, "answer.refused", "incident", task->id, "why",
                  err.text, NULL);
        task->turn.nchanges = 0; /* the lane's head is settled all the same */
    }
    struct turn *turn = &task->turn;
    if (ok && task->slot && task->slot->frozen && task_personal(task)) {
        strbuf_addf(&turn->reply, "\n%s", slot_frozen_words(task->arena, task->slot));
    }
    task->reply_body =
        arena_json(task->turn_arena, markup_parse(turn->reply.ptr, turn->reply.len));
    names_in_tree(task->bot->directory, task->reply_body);
    if (!ok || turn->nchanges > 0 || task->lane || task->input.kind == INPUT_DUE) {
        commit_send(task);
        return;
    }
    task_conclude(task, NULL);
}

/* ---- how it ended ---- */

static void pushes_done(struct task *task) {
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_get(task->bot, task->routed[r].lane)->pushes--;
    }
}

static void commit_done(struct task *task) {
    struct bot *bot = task->bot;
    struct turn *turn = &task->turn;
    task->served = true;
    standstill_over(bot);
    for (size_t i = 0; i < turn->nchanges; i++) {
        struct change *change = &turn->changes[i];
        struct slot *slot = slot_get(bot, change->id);
        slot_set(bot, slot, change->after);
        change->after = NULL; /* the slot's now */
        snprintf(bot->newest, sizeof bot->newest, "%s", slot->id);
        due_learn(bot, task->alarms[i]);
    }
    if (task->opens && turn->nchanges > 0) {
        sequence_given(bot, turn->changes[0].id);
        trouble_tell(bot, turn->changes[0].id);
    }
    if (turn->nchanges == 0 && task->input.kind == INPUT_DUE) {
        due_learn(bot, task->alarms[0]);
    }
    if (task->lane) {
        lane_pop(task->lane);
    }
    task_answer(task, REPLY_DONE, turn->nchanges > 0,
                turn->nchanges > 0 ? turn->changes[0].id : task->id, task->reply_body);
    for (size_t r = 0; r < task->nrouted; r++) {
        struct lane *lane = lane_get(bot, task->routed[r].lane);
        lane_push(lane, task->routed[r].id, task->routed[r].text, false);
    }
    live_committed(task);
    for (size_t i = 0; i < task->nmarks; i++) {
        mirror_mark(bot, task->marks[i].id, task->marks[i].network, task->marks[i].slot);
    }
    if (task->redacted && bot->o.on_redacted) {
        bot->o.on_redacted(bot->o.ctx);
    }
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_pump(lane_get(bot, task->routed[r].lane));
    }
    task_end(task);
}

/* What was decided on is not what is there: forget it, fetch and decide again. `taken`:
 * an id that was to be given is there. */
static void forget_facts(struct task *task, bool taken) {
    struct bot *bot = task->bot;
    for (size_t i = 0; i < task->turn.nchanges; i++) {
        slot_drop(bot, slot_get(bot, task->turn.changes[i].id));
    }
    if (task->slot) {
        slot_drop(bot, task->slot);
    }
    if (task->opens) {
        bot->seq = -1;
        bot->seq_doubt = bot->seq_doubt || taken;
    }
    task->have_state = task->have_other = task->have_timeline = task->have_list = false;
    task->listing = 0;
    for (size_t i = 0; i < task->nlisted; i++) {
        incident_free(task->listed[i]);
    }
    task->nlisted = 0;
    json_decref(task->listed_ids);
    task->listed_ids = NULL;
}

static void retry_now(void *ctx) {
    struct task *task = ctx;
    task_fetch(task);
}

static void retry(struct task *task, int64_t ms, bool taken) {
    struct bot *bot = task->bot;
    forget_facts(task, taken);
    if (bot->phase == BOT_STOPPED) {
        task_end(task);
        return;
    }
    if (!task->retry) {
        task->retry = bot->o.loop->timer(bot->o.loop->self, retry_now, task);
    }
    bot->o.loop->timer_start(task->retry, ms);
}

void task_retry(struct task *task, int64_t ms) {
    retry(task, ms, false);
}

static void commit_refused(struct task *task, const struct commit_reply *reply) {
    if (reply->tag == TAG_EPOCH) {
        task_epoch_refused(task, reply);
        return;
    }
    if (reply->tag == TAG_TORN) {
        task_torn(task);
        return;
    }
    if (reply->tag == TAG_HEAD) { /* settled already, by a commit whose reply was lost */
        lane_reload(task->lane);
        task_end(task);
        return;
    }
    if (++task->tries > TRIES_MAX) {
        task_answer_error(
            task, REPLY_REFUSED,
            "Nothing was saved: the incident kept changing. Send it again.");
        task_end(task);
        return;
    }
    retry(task, 0, task->opens && reply->tag == TAG_VERSION);
}

static void fence_came(void *ctx, bool known, bool voided, struct blob value) {
    struct task *task = ctx;
    struct bot *bot = task->bot;
    forget_facts(task, false);
    if (!known) {
        bot->deaf = true;
        task_answer_error(
            task, REPLY_UNKNOWN,
            "I cannot tell yet whether this was saved: the database does not "
            "answer. Look at the timeline before sending it again.");
    } else if (voided) {
        task_answer_error(
            task, REPLY_REFUSED,
            "Nothing was saved: the database did not answer in time. Send it "
            "again.");
    } else {
        live_committed(task); /* the slot's refs are not read again */
        task_answer_stored(task, value.ptr, value.len);
    }
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_reload(lane_get(bot, task->routed[r].lane));
    }
    mirrors_start(bot);
    due_learn(bot, bot_now(bot));
    task_end(task);
}

static void commit_unknown(struct task *task, const char *why) {
    struct bot *bot = task->bot;
    log_event(LOG_LEVEL_WARN, "commit.unknown", "incident", task->id, "why", why, NULL);
    if (bot->phase == BOT_STOPPED) {
        task_answer_error(
            task, REPLY_UNKNOWN,
            "I cannot tell whether this was saved: tocsin stopped before the "
            "database answered.");
        task_end(task);
        return;
    }
    if (task->idem && task->input.kind == INPUT_COMMAND) {
        bot->o.store->fence(bot->o.store->self, blob_of(task->idem),
                            task_answer_within(task), fence_came, task);
        return;
    }
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_reload(lane_get(bot, task->routed[r].lane));
    }
    mirrors_start(bot);
    task_retry(task, 250);
}

/* A machine's input is never given up; a store that refuses is not asked all the time. */
static int64_t task_patience(struct task *task) {
    int64_t wait = INT64_C(500) << (task->refusals < 6 ? task->refusals : 6);
    task->refusals++;
    return wait;
}

static void committed(void *ctx, const struct commit_reply *reply) {
    struct task *task = ctx;
    pushes_done(task);
    /* Of unknown outcome: it may have made a nudge moot, so nudges wait until it is
     * known. */
    if (task->slot && reply->result != COMMIT_UNKNOWN) {
        task->slot->committing = false;
    }
    switch (reply->result) {
    case COMMIT_DONE:
        commit_done(task);
        return;
    case COMMIT_DUPLICATE:
        task_answer_stored(task, reply->value.ptr, reply->value.len);
        task_end(task);
        return;
    case COMMIT_REFUSED:
        commit_refused(task, reply);
        return;
    case COMMIT_UNKNOWN:
        commit_unknown(task, reply->why);
        return;
    case COMMIT_PARTIAL:
        task_partly(task, reply);
        return;
    case COMMIT_UNAVAILABLE:
        break;
    }
    commit_unavailable(task, reply);
}

static void commit_unavailable(struct task *task, const struct commit_reply *reply) {
    if (task->input.kind == INPUT_DUE) {
        standstill_failed(task->bot, reply->people);
    }
    if (task->input.kind == INPUT_COMMAND && reply->people) {
        task_unsaved(task, reply->people);
        return;
    }
    if (task->input.kind == INPUT_COMMAND) {
        task_unsure(task,
                    "Nothing was saved: the database is not available. Send it again "
                    "in a moment.");
        return;
    }
    if (task->input.kind == INPUT_DUE && ++task->tries > DUE_TRIES_MAX) {
        log_event(LOG_LEVEL_ERROR, "due.failed", "incident", task->id, "why", reply->why,
                  NULL);
        task_end(task);
        return;
    }
    task_retry(task, task_patience(task));
}

static void commit_send(struct task *task) {
    struct error err = {0};
    if (!task_build(task, &err)) {
        pushes_done(task);
        log_event(LOG_LEVEL_WARN, "turn.refused", "incident", task->id, "why", err.text,
                  NULL);
        task_answer_error(task, REPLY_REFUSED, err.text);
        task_end(task);
        return;
    }
    if (task->slot) {
        task->slot->committing = true;
    }
    struct commit commit = ops_commit(&task->ops);
    struct bot *bot = task->bot;
    bot->o.store->commit(bot->o.store->self, &commit, committed, task);
}
