/* dispatch.c: whether a command may run, and what follows from it when it did.
 *
 * It refuses in the order in which people can do something about it: rights, state,
 * phase, spelling. What is refused leaves nothing behind. What a policy hangs on a
 * command (acknowledged by responding, a phase entered, the service restored) is done
 * here, so that no command knows of it. */
#include "core/dispatch.h"
#include "base/address.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args.h"
#include "core/args_form.h"
#include "core/args_shown.h"
#include "core/audience.h"
#include "core/dispatch_answer.h"
#include "core/parts.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/rights.h"
#include "core/told.h"
#include "core/turn_add.h"
#include "core/which.h"

/* ---- may it ---- */

bool dispatch_read_only(const struct turn *turn, const struct incident *incident,
                        struct error *err) {
    const char *kind = incident->unknown_kind ? incident->unknown_kind : "?";

    return err_set(err, ERR_CORRUPT,
                   "%s has an entry of a kind that this tocsin does not know: \"%s\". It "
                   "can be read, but not changed. Upgrade tocsin.",
                   incident->id, arg_shown(turn->arena, kind));
}

static bool allowed(const struct turn *turn, struct error *err) {
    const struct directory *directory = turn->world->directory;
    const char *actor = turn->input->actor;

    if (!may(directory, actor, turn->command, turn->before, err) ||
        (turn->sub && !may(directory, actor, turn->sub, turn->before, err))) {
        return false;
    }
    return !turn->other || (turn_leaf(turn)->flags & COMMAND_NEEDS_OTHER) == 0 ||
           visible(directory, actor, turn->other) ||
           err_set(err, ERR_DENIED,
                   "%s is restricted to the people who work on it. Ask one of them.",
                   turn->other->id);
}

/* "closed", "cancelled", "a duplicate of INC-...": where it goes on is worth saying. */
static const char *ended_words(const struct turn *turn, const struct incident *incident) {
    const char *original = incident_original(incident);

    return original ? arena_printf(turn->arena, "a duplicate of %s", original)
                    : incident_end(incident);
}

bool dispatch_ended(const struct turn *turn, const struct incident *incident,
                    struct error *err) {
    return err_set(err, ERR_PHASE,
                   "%s is %s: %s is not possible any more. %s: <!reopen %s>",
                   incident->id, ended_words(turn, incident), turn->command->name,
                   incident->end ? "If that is wrong" : "If it came back",
                   incident->end ? "why" : "what came back");
}

static bool in_time(const struct turn *turn, struct error *err) {
    const struct command *leaf = turn_leaf(turn);
    const struct incident *incident = turn->before;

    if (!incident) {
        return true;
    }
    if (incident->read_only && (leaf->flags & COMMAND_READ) == 0) {
        return dispatch_read_only(turn, incident, err);
    }
    if (turn->other && turn->other->read_only &&
        (leaf->flags & COMMAND_NEEDS_OTHER) != 0 && (leaf->flags & COMMAND_READ) == 0) {
        return dispatch_read_only(turn, turn->other, err);
    }
    if (!turn_takes(incident, leaf->flags)) {
        return dispatch_ended(turn, incident, err);
    }
    return policy_gate(turn->world->policy, incident, turn->command->name, err);
}

/* A database that was emptied or set back gave its ids again: what was made for the first
 * incident of an id does nothing to the second. */
static bool same_incident(const struct turn *turn, struct error *err) {
    char buf[INCIDENT_MADE];

    if (!turn->input->made || !turn->before ||
        text_equal(turn->input->made, incident_made(turn->before, buf))) {
        return true;
    }
    return err_set(err, ERR_PHASE,
                   "Nothing was done: what you pressed was made for another incident, "
                   "which the database has lost. %s is a new one. What is possible: "
                   "<!show %s>",
                   turn->before->id, turn->before->id);
}

/* A button is older than what it is pressed on. */
static bool expected(const struct turn *turn, struct error *err) {
    const char *phase = turn->input->phase;
    const struct policy_phase *is;

    if (!phase || !turn->before || text_equal(phase, turn->before->phase)) {
        return true;
    }
    is = policy_phase(turn->world->policy, turn->before->phase);
    return err_set(err, ERR_PHASE,
                   "%s is in phase %s by now: what you pressed was made for another one. "
                   "What is possible: <!show>",
                   turn->before->id, is ? is->name : turn->before->phase);
}

bool dispatch_allowed(const struct turn *turn, struct error *err) {
    return allowed(turn, err) && same_incident(turn, err) && expected(turn, err) &&
           in_time(turn, err);
}

bool dispatch_args(const struct turn *turn, json_t **ret_args, struct error *err) {
    const struct input *input = turn->input;

    return !input->command
               ? args_parse(turn, turn_leaf(turn), turn->rest, ret_args, err)
               : args_from_map(turn, turn_leaf(turn), input->fields, ret_args, err);
}

/* ---- what follows from it ---- */

static bool is_human(const char *actor) {
    return actor && !address_on(actor, ADDRESS_BOT);
}

/* Whoever does something about an incident has acknowledged it, and first of all. */
static bool acknowledge(struct turn *turn, struct error *err) {
    const struct incident *incident = turn->before;

    if ((turn_leaf(turn)->flags & COMMAND_RESPONDS) == 0 || !incident ||
        incident->closed || incident->milestones[MILESTONE_ACKNOWLEDGED] != 0 ||
        !is_human(turn->input->actor)) {
        return true;
    }
    return turn_add(turn, KIND_ACKNOWLEDGED, NULL, NULL, err);
}

static bool enter_phase(struct turn *turn, const struct policy_phase *phase,
                        struct error *err) {
    const struct policy *policy = turn->world->policy;

    if (!turn_add(turn, KIND_PHASE,
                  policy_phase_entry(policy, turn_incident(turn), phase), NULL, err)) {
        return false;
    }
    turn_say(turn, "Now in phase *{{phase}}*.{{#hint}} Its aim: {{hint}}.{{/hint}}\n",
             json_pack("{s:s, s:s*}", "phase", phase->name, "hint", phase->hint));
    return true;
}

/* A step leads onwards only: what is recorded late (containment after the resolution, a
 * form that was open meanwhile) is recorded, and that is all. From a phase that this
 * policy does not know any more every step leads. */
static bool leads_on(const struct turn *turn, const struct policy_phase *phase) {
    const struct policy *policy = turn->world->policy;
    const char *here = turn_incident(turn)->phase;

    return !policy_phase(policy, here) || policy_later(policy, phase, here);
}

/* Where the policy says that this command leads. Whoever reopens has said it already. */
static bool step(struct turn *turn, struct error *err) {
    const struct policy *policy = turn->world->policy;
    const struct policy_step *step = policy_step(policy, turn->command->name);
    const struct policy_phase *phase;
    const struct part *broken;

    if (!step || text_equal(turn->command->name, "reopen")) {
        return true;
    }
    phase = step->phase ? policy_phase(policy, step->phase) : NULL;
    if (phase && leads_on(turn, phase) && !enter_phase(turn, phase, err)) {
        return false;
    }
    if (!step->restores || turn_incident(turn)->milestones[MILESTONE_RECOVERED] != 0) {
        return true;
    }
    broken = parts_broken(turn_incident(turn));
    if (broken) { /* nobody said that it works again */
        turn_say(turn,
                 "{{^part}}The service{{/part}}{{part}} is not recorded as restored"
                 "{{#percent}} to more than {{percent}} %{{/percent}}. When all of it "
                 "works: <!restore all>\n",
                 json_pack("{s:s*, s:o*}", "part",
                           *broken->name != '\0' ? broken->name : NULL, "percent",
                           broken->percent > 0 ? json_integer(broken->percent) : NULL));
        return true;
    }
    if (!turn_add(turn, KIND_RESTORED, NULL, NULL, err)) {
        return false;
    }
    if (!turn_incident(turn)->near_miss) {
        turn_say(turn,
                 "The service counts as restored. If it does not work: <!reopen why>\n",
                 NULL);
    }
    return true;
}

static size_t entries_now(const struct turn *turn) {
    return turn->nchanges > 0 ? turn->changes[0].nentries : 0;
}

static bool perform(struct turn *turn, struct error *err) {
    size_t before;

    if (!acknowledge(turn, err)) {
        return false;
    }
    before = entries_now(turn);
    if (!turn_leaf(turn)->run(turn, err)) {
        return false;
    }
    return entries_now(turn) == before || turn->partial || step(turn, err);
}

static bool decide(struct turn *turn, struct error *err) {
    if (turn->mentioned) {
        return which_other(turn, err);
    }
    if (!same_incident(turn, err) || !expected(turn, err) || !in_time(turn, err) ||
        !dispatch_args(turn, &turn->args, err) || !told_take(turn, err)) {
        return dispatch_refuse(turn, err);
    }
    if (!perform(turn, err)) {
        turn_drop(turn);
        return dispatch_refuse(turn, err);
    }
    dispatch_answer(turn);
    return true;
}

bool dispatch_run(struct turn *turn, struct error *err) {
    const struct command *leaf = turn_leaf(turn);
    bool done;

    if (leaf->scope == SCOPE_INCIDENT && !turn->before) {
        return err_set(err, ERR_NOT_FOUND,
                       "There is no such incident. Open incidents: <!list>");
    }
    if (!allowed(turn, err)) {
        return false;
    }
    if (turn->advice) {
        return decide(turn, err);
    }
    if (dispatch_hidden(turn) && (leaf->flags & COMMAND_READ) != 0) {
        return dispatch_not_here(turn, dispatch_hidden(turn), err);
    }
    done = decide(turn, err);
    return !dispatch_hidden(turn)
               ? done
               : dispatch_answer_aside(turn, dispatch_hidden(turn), done, err);
}
