/* perform.c: decide, commit, answer.
 *
 * One input becomes one commit: idempotency record, checks, entries, indexes, deliveries,
 * all or nothing. No claim that something happened leaves before the commit's reply. A
 * commit ends done, refused (somebody was faster: decide again from the facts) or unknown
 * (for a person a fence decides what is said; machine inputs are decided again, which is
 * safe because the version check refuses what was applied already). */
#include "runtime/perform.h"
#include "base/err.h"
#include "base/log.h"
#include "core/commit.h"
#include "core/markup.h"
#include "core/names.h"
#include "core/nearby.h"
#include "runtime/answer.h"
#include "runtime/build.h"
#include "runtime/conclude.h"
#include "runtime/due.h"
#include "runtime/forget.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/mirrors.h"
#include "runtime/refusals.h"
#include "runtime/refused.h"
#include "runtime/refusing.h"
#include "runtime/retry.h"
#include "runtime/sequence.h"
#include "runtime/slots.h"
#include "runtime/speakers.h"
#include "runtime/standstill.h"
#include "runtime/task.h"
#include "runtime/trouble.h"
#include "runtime/writes.h"
#include "tocsin/tree.h"

enum { TRIES_MAX = 16 };

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
    turn->unread = task->unread;
    turn->new_id = task->new_id;
    turn->slipped = task->rule->person && task->input.actor &&
                    speaker_slipped(task->bot, task->input.actor);
    if (task->slot && task->needs.timeline) {
        turn->kept = live_texts(task->turn_arena, task->slot->refs);
    }
}

/* All that follows from what was decided. */
static bool finish(struct task *task, struct error *err) {
    struct turn *turn = &task->turn;
    const json_t *refs[TURN_CHANGES] = {0};
    for (size_t i = 0; i < turn->nchanges; i++) {
        refs[i] = slot_get(task->bot, turn->changes[i].id)->refs;
    }
    return derive(turn, refs, &task->derived, err);
}

static bool commits(const struct task *task) {
    return task->turn.nchanges > 0 || task->lane || task->rule->rings_again;
}

static enum task_pace not_built(struct task *task, const struct error *err) {
    log_event(LOG_LEVEL_WARN, "turn.refused", "incident", task->id, "why", err->text,
              NULL);
    return task_conclude(task, err->text);
}

enum task_pace stage_deciding(struct task *task) {
    struct error err = {0};
    struct turn *turn = &task->turn;
    bool ok;
    if (!task_prepare(task, &err)) {
        task->missing = err.missing;
        return task_conclude(task, err.text);
    }
    give_facts(task);
    ok = task->rule->decide(turn, &err);
    if (!ok && err.code == ERR_DENIED) {
        refusal_record(task);
    }
    if (!ok && !task->lane) {
        task->field = err.field;
        task->missing = err.missing;
        task->moot = err.code == ERR_PHASE;
        return task_conclude(task, err.text);
    }
    if (!ok) {
        log_event(LOG_LEVEL_ERROR, "answer.refused", "incident", task->id, "why",
                  err.text, NULL);
        turn->nchanges = 0; /* the lane's head is settled all the same */
    }
    if (commits(task) && !finish(task, &err)) {
        return not_built(task, &err);
    }
    if (ok && task->rule->person) {
        refusing_say(task->bot, turn, &task->derived);
    }
    if (ok && task->slot && task->slot->frozen && task->rule->person) {
        strbuf_addf(&turn->reply, "\n%s", slot_frozen_words(task->arena, task->slot));
    }
    task->reply_body =
        arena_json(task->turn_arena, markup_parse(turn->reply.ptr, turn->reply.len));
    task->reply_body = nearby_tree(task->turn_arena, task->reply_body, task->input.actor);
    names_in_tree(task->bot->directory, task->reply_body);
    if (json_array_size(turn->buttons) > 0 && !task->input.shown) {
        json_array_append_new(task->reply_body,
                              tree_parent(TREE_BUTTONS, json_incref(turn->buttons)));
    }
    return commits(task) ? task_go(task, STAGE_COMMITTING) : task_conclude(task, NULL);
}

/* ---- how it ended ---- */

static enum task_pace commit_done(struct task *task) {
    struct bot *bot = task->bot;
    struct turn *turn = &task->turn;
    task->served = true;
    bot->deaf_since = 0;
    if (task->rule->rings_again) {
        standstill_over(bot);
    }
    for (size_t i = 0; i < turn->nchanges; i++) {
        struct change *change = &turn->changes[i];
        struct slot *slot = slot_get(bot, change->id);
        slot_set(bot, slot, change->after);
        change->after = NULL; /* the slot's now */
        snprintf(bot->newest, sizeof bot->newest, "%s", slot->id);
        due_learn(bot, task->derived.changes[i].alarm);
    }
    if (task->opens && turn->nchanges > 0) {
        sequence_given(bot, turn->changes[0].id);
        trouble_tell(bot, turn->changes[0].id);
    }
    if (turn->nchanges == 0 && task->rule->rings_again) {
        due_learn(bot, task->derived.alarm);
    }
    if (task->lane) {
        lane_pop(task->lane);
    }
    return task_go(task, STAGE_ANSWERING);
}

/* What shows something else now is shown again. */
static void show_change(const struct task *task, const struct derived_change *derived,
                        const char *incident) {
    for (size_t i = 0; i < derived->nmarks; i++) {
        mirror_mark(task->bot, &derived->marks[i]);
    }
    for (size_t i = 0; i < derived->nedits; i++) {
        const struct live_edit *edit = &derived->edits[i];
        if (edit->slot) {
            mirror_mark(task->bot, &(struct mark){incident, edit->network, edit->slot});
        }
    }
}

enum task_pace stage_telling(struct task *task) {
    struct bot *bot = task->bot;
    for (size_t r = 0; r < task->nrouted; r++) {
        const struct routed *routed = task->routed[r];
        lane_push(lane_get(bot, routed->lane), routed->id, routed->text, false);
    }
    task_keep_fields(task);
    for (size_t i = 0; i < task->turn.nchanges; i++) {
        show_change(task, &task->derived.changes[i], task->turn.changes[i].id);
    }
    if (task->derived.gone && bot->o.on_redacted) {
        bot->o.on_redacted(bot->o.ctx);
    }
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_pump(lane_get(bot, task->routed[r]->lane));
    }
    return task_go(task, STAGE_DONE);
}

static enum task_pace commit_refused(struct task *task,
                                     const struct commit_reply *reply) {
    if (reply->tag == TAG_EPOCH) {
        return task_epoch_refused(task, reply);
    }
    if (reply->tag == TAG_TORN) {
        return task_torn(task);
    }
    if (reply->tag == TAG_HEAD) { /* settled already, by a commit whose reply was lost */
        lane_reload(task->lane);
        return task_refuse(task, REPLY_REFUSED, NULL);
    }
    if (++task->tries > TRIES_MAX) {
        return task_conclude(
            task, "Nothing was saved: the incident kept changing. Send it again.");
    }
    task->taken = task->opens && reply->tag == TAG_VERSION;
    return task_retry(task, 0);
}

static enum task_pace commit_unknown(struct task *task, const char *why) {
    struct bot *bot = task->bot;
    log_event(LOG_LEVEL_WARN, "commit.unknown", "incident", task->id, "why", why, NULL);
    if (bot->phase == BOT_STOPPED) {
        return task_refuse(task, REPLY_UNKNOWN,
                           "I cannot tell whether this was saved: tocsin stopped before "
                           "the database answered.");
    }
    task->sent = true;
    if (task->rule->rings_again && store_ill(bot)) {
        standstill_failed(bot, store_ill(bot));
    }
    if (task->idem && task->rule->waits) {
        return task_unsure(task,
                           "Nothing was saved: the database did not answer in time. "
                           "Send it again.");
    }
    task_reread(task);
    return task_retry(task, 250);
}

/* A machine's input is never given up; a store that refuses is not asked all the time. */
static int64_t patience(struct task *task) {
    int64_t wait = INT64_C(500) << (task->refusals < 6 ? task->refusals : 6);
    task->refusals++;
    return wait;
}

static enum task_pace commit_unavailable(struct task *task,
                                         const struct commit_reply *reply) {
    if (task->rule->rings_again) {
        standstill_failed(task->bot,
                          reply->people ? reply->people : store_ill(task->bot));
    }
    if (task->rule->waits && reply->people) {
        return task_unsaved(task, reply);
    }
    if (task->rule->waits) {
        return task_unsure(task,
                           "Nothing was saved: the database is not available. Send it "
                           "again in a moment.");
    }
    if (task->rule->rings_again && ++task->tries > DUE_TRIES_MAX) {
        log_event(LOG_LEVEL_ERROR, "due.failed", "incident", task->id, "why", reply->why,
                  NULL);
        standstill_given_up(task->bot,
                            reply->people ? reply->people : store_ill(task->bot));
        return task_refuse(task, REPLY_REFUSED, NULL);
    }
    return task_retry(task, patience(task));
}

static enum task_pace commit_came(struct task *task, const struct commit_reply *reply) {
    switch (reply->result) {
    case COMMIT_DONE:
        return commit_done(task);
    case COMMIT_DUPLICATE:
        return task_repeat(task, reply->value.ptr, reply->value.len);
    case COMMIT_REFUSED:
        return commit_refused(task, reply);
    case COMMIT_UNKNOWN:
        return commit_unknown(task, reply->why);
    case COMMIT_PARTIAL:
        return task_partly(task, reply);
    case COMMIT_UNAVAILABLE:
        break;
    }
    return commit_unavailable(task, reply);
}

static void pushes_done(struct task *task) {
    for (size_t r = 0; r < task->nrouted; r++) {
        lane_get(task->bot, task->routed[r]->lane)->pushes--;
    }
}

static void committed(void *ctx, const struct commit_reply *reply) {
    struct task *task = ctx;
    pushes_done(task);
    /* Of unknown outcome: it may have made a nudge moot, so nudges wait until it is
     * known. */
    if (task->slot && reply->result != COMMIT_UNKNOWN) {
        task->slot->committing = false;
    }
    commit_came(task, reply);
    task_step(task);
}

enum task_pace stage_committing(struct task *task) {
    struct bot *bot = task->bot;
    struct error err = {0};
    struct commit commit;
    if (!task_build(task, &err)) {
        pushes_done(task);
        return not_built(task, &err);
    }
    if (task->slot) {
        task->slot->committing = true;
    }
    commit = ops_commit(&task->ops);
    bot->o.store->commit(bot->o.store->self, &commit, committed, task);
    return TASK_WAIT;
}
