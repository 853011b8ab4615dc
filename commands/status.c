/* status: where it stands; with a phase, moves it there.
 *
 * A phase that stands for something done (resolved, closed, …) is entered by the command
 * that records it, so that nothing becomes "resolved" without anybody saying what fixed
 * it. */
#include "common.h"
#include "core/milestone.h"
#include "core/mitigations.h"

/* Milestones that a command of their own records: words of the product, in any policy.
 * `done`: the phase it leads to says that something is over, so nobody gets there, or
 * beyond, without having recorded it. */
static const struct {
    const char *command;
    enum milestone milestone;
    bool done;
} recorded[] = {
    {"contain", MILESTONE_CONTAINED, false}, {"mitigate", MILESTONE_MITIGATED, false},
    {"resolve", MILESTONE_RESOLVED, true},   {"restore", MILESTONE_RECOVERED, true},
    {"verify", MILESTONE_VERIFIED, true},    {"close", MILESTONE_CLOSED, true},
};
enum { RECORDED = sizeof recorded / sizeof *recorded };

static bool show(struct turn *turn) {
    const struct incident *incident = turn_incident(turn);
    const struct policy_phase *phase = policy_phase(turn->world->policy, incident->phase);
    json_t *view = json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "id", incident->id,
                             "severity", severity_title(turn, incident->severity),
                             "phase", phase_title(turn, incident->phase), "hint",
                             phase && !incident->end ? phase->hint : NULL, "end",
                             incident_end(incident));
    json_t *phases = json_array();

    for (size_t i = 0; i < turn->world->policy->nphases; i++) {
        const struct policy_phase *each = &turn->world->policy->phases[i];

        json_array_append_new(phases, json_pack("{s:s, s:b}", "name", each->name, "here",
                                                text_equal(each->key, incident->phase)));
    }
    json_object_set_new(view, "phases", phases);
    jsonx_set_string(view, "mitigations", mitigations_listed(turn->arena, incident));
    view_update_due(turn, incident, view);
    turn_say(turn,
             "*{{id}}* {{severity}}, phase *{{phase}}*{{#end}}, {{end}}{{/end}}."
             "{{#hint}} Its aim: {{hint}}.{{/hint}}\n"
             "{{#update_due}}Next update due {{{update_due}}}"
             "{{#overdue}}, *overdue by {{{overdue}}}*{{/overdue}}.\n{{/update_due}}"
             "{{#mitigations}}Mitigations: {{{mitigations}}}.\n{{/mitigations}}"
             "Phases:{{#phases}} {{#here}}*{{name}}*{{/here}}{{^here}}{{name}}{{/here}}"
             "{{/phases}}\n",
             view);
    return true;
}

/* Does a step of this command that has conditions lead there? By hand it would go round
 * them. */
static bool behind_gate(const struct policy *policy, const char *command,
                        const struct policy_phase *phase) {
    const struct policy_step *step = policy_step(policy, command);

    return step && text_equal(step->phase, phase->key) && step->requires &&
           step->requires[0];
}

static bool entered_by_command(const struct incident *incident,
                               const struct policy *policy,
                               const struct policy_phase *phase, struct error *err) {
    for (size_t i = 0; i < RECORDED; i++) {
        enum milestone milestone = recorded[i].milestone;

        if (!incident->milestones[milestone] &&
            (text_equal(phase->milestone, milestone_name(milestone)) ||
             behind_gate(policy, recorded[i].command, phase))) {
            return !err_set(err, ERR_PHASE,
                            "%s is entered by recording what was done: <!%s>",
                            phase->name, recorded[i].command);
        }
    }
    return false;
}

/* The command whose recording a phase stands for, of those that were not given: NULL when
 * one of them was, or when the phase stands for none. */
static const char *unrecorded(const struct incident *incident,
                              const struct policy *policy,
                              const struct policy_phase *phase, bool *ret_stands) {
    const char *command = NULL;
    bool given = false;

    for (size_t i = 0; i < RECORDED; i++) {
        const struct policy_step *step = policy_step(policy, recorded[i].command);

        if (recorded[i].done && step && text_equal(step->phase, phase->key)) {
            *ret_stands = true;
            given = given || incident->milestones[recorded[i].milestone] != 0;
            command = command ? command : recorded[i].command;
        }
    }
    return given ? NULL : command;
}

/* Is this phase, or the nearest before it that stands for something done, true? */
static bool is_true(const struct incident *incident, const struct policy *policy,
                    const struct policy_phase *phase, struct error *err) {
    bool stands = false;

    for (const struct policy_phase *each = phase; !stands; each--) {
        const char *command = unrecorded(incident, policy, each, &stands);

        if (command) {
            return err_set(err, ERR_PHASE,
                           "%s would not be true yet. Record what was done: <!%s>",
                           phase->name, command);
        }
        if (each == policy->phases) {
            break;
        }
    }
    return true;
}

static bool may_enter(const struct incident *incident, const struct policy *policy,
                      const struct policy_phase *phase, struct error *err) {
    /* A review comes after the closing. */
    if (incident->closed &&
        (incident->end || !policy_later(policy, phase, incident->phase))) {
        return err_set(err, ERR_PHASE, "%s is %s. To go on with it: <!reopen why>",
                       incident->id, incident_end(incident));
    }
    if (text_equal(phase->key, incident->phase)) {
        return err_set(err, ERR_PHASE, "%s is in phase %s already.", incident->id,
                       phase->name);
    }
    if (incident->milestones[MILESTONE_RESOLVED] &&
        phase < policy_phase(policy, incident->phase)) {
        return err_set(err, ERR_PHASE,
                       "%s is resolved, and %s lies before that. If it came back: "
                       "<!reopen what came back>",
                       incident->id, phase->name);
    }
    return !entered_by_command(incident, policy, phase, err) &&
           is_true(incident, policy, phase, err);
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct policy *policy = turn->world->policy;
    const char *key = turn_arg(turn, "phase");
    const struct policy_phase *phase;

    if (!key) {
        return show(turn);
    }
    phase = policy_phase(policy, key);
    if (!phase) {
        return err_set(err, ERR_INVALID, "The policy has no such phase. See: <!status>");
    }
    if (!may_enter(incident, policy, phase, err)) {
        return false;
    }
    if (!turn_add(turn, KIND_PHASE, policy_phase_entry(policy, incident, phase),
                  text_of("note", turn_arg(turn, "note")), err)) {
        return false;
    }
    turn_say(turn, "Now in phase *{{phase}}*.{{#hint}} Its aim: {{hint}}.{{/hint}}\n",
             json_pack("{s:s, s:s*}", "phase", phase->name, "hint", phase->hint));
    return true;
}

const struct command command_status = {
    .name = "status",
    .aliases = (const char *const[]){"phase", NULL},
    .summary = "Show where it stands, or move it to a phase",
    .details = "Without a phase it only shows. Phases that stand for something done are "
               "entered by recording it: <!resolve what fixed it>, <!close>.",
    .example = "status triage",
    .args = (const struct arg[]){{"phase", ARG_PHASE, 0, "phase to enter", NULL},
                                 {"note", ARG_TEXT, 0, "why now", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = run,
};
