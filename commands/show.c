/* show: the state of one incident on one screen, with every milestone's time. Over the
 * view that messages get (view.c), so that it cannot say something else than they did. */
#include "common.h"
#include "core/milestone.h"
#include "core/view.h"

static const char said[] =
    "# {{id}} {{title}}{{#highest}}, at worst {{highest}}{{/highest}}, "
    "{{phase_name}}{{#end}}, {{end}}{{/end}}\n"
    "{{#summary}}*{{summary}}*\n{{/summary}}"
    "{{#restricted}}Restricted to its members.\n{{/restricted}}"
    "{{#near_miss}}A near miss: nothing broke.\n{{/near_miss}}"
    "{{#services}}Hit: {{services}}\n{{/services}}"
    "{{#env}}Environment: {{env}}\n{{/env}}"
    "{{#type}}Type: {{type}}\n{{/type}}"
    "{{#has_parts}}In parts: {{#parts}}{{^name}}the service{{/name}}{{name}} "
    "{{#restored}}restored{{#percent}} to {{percent}} %{{/percent}}{{/restored}}"
    "{{#broken}}broken{{/broken}}{{#mitigated}}mitigated{{/mitigated}}"
    "{{^last}}, {{/last}}{{/parts}}\n{{/has_parts}}"
    "{{#has_mitigations}}Mitigations: {{#mitigations}}{{number}}{{#what}} "
    "{{what}}{{/what}} "
    "({{#in_place}}in "
    "place{{/in_place}}{{#works}}works{{/works}}{{#failed}}failed{{/failed}}"
    "{{#removed}}taken back{{/removed}}{{#temporary}}, temporary{{/temporary}})"
    "{{^last}}, {{/last}}{{/mitigations}}\n{{/has_mitigations}}"
    "{{#impact}}Impact: {{impact}}\n{{/impact}}"
    "{{#last_update}}Last update: {{last_update}}\n{{/last_update}}"
    "{{^restored}}{{#next_steps}}Next steps: {{next_steps}}\n{{/next_steps}}"
    "{{#workaround}}Workaround: {{workaround}}\n{{/workaround}}"
    "{{#eta}}Expected end: {{{eta}}}\n{{/eta}}{{/restored}}"
    "{{#resolution}}Resolution: {{resolution}}\n{{/resolution}}"
    "{{#root_cause}}Cause: {{root_cause}}\n{{/root_cause}}"
    "{{#cause_fixed}}The cause is fixed.\n{{/cause_fixed}}"
    "{{#cause_isolated}}The cause is isolated, not fixed.\n{{/cause_isolated}}"
    "{{#cause_unknown}}The cause is unknown.\n{{/cause_unknown}}"
    "{{#commander}}Commander: {{commander}}{{/commander}}"
    "{{^commander}}No commander{{^closed}}: <!role take>{{/closed}}{{/commander}}\n"
    "{{#place}}Channel: {{{place}}}\n{{/place}}"
    "{{#bridge}}Bridge: [join]({{bridge}})\n{{/bridge}}"
    "{{#update_due}}Next update due {{{update_due}}}"
    "{{#overdue}}, *overdue by {{{overdue}}}*{{/overdue}}\n{{/update_due}}"
    "{{#hit_from}}- users hit from {{{hit_from}}}\n{{/hit_from}}"
    "{{#milestones}}- {{name}} {{{at}}}\n{{/milestones}}"
    "{{#links}}- {{#related}}related to{{/related}}"
    "{{#duplicate_of}}duplicate of{{/duplicate_of}}"
    "{{#duplicated_by}}duplicated by{{/duplicated_by}} {{other}}\n{{/links}}"
    "{{^near_miss}}{{#duration}}Outage: {{{duration}}}, counted from "
    "{{#hit_from}}when users were first hit{{/hit_from}}"
    "{{^hit_from}}detection{{/hit_from}}{{#restored_at}} to the "
    "restoration{{/restored_at}}"
    "{{#reopened}}, without the time in which it was over{{/reopened}}\n"
    "{{/duration}}{{/near_miss}}"
    "Updates: {{updates}}. Missed deadlines: {{missed}}. Open actions: {{actions}}. "
    "Evidence: {{evidence}}.\n";

/* By when they were reached: what was told later stands where it happened. */
static json_t *milestones(const struct turn *turn, const struct incident *incident) {
    enum milestone order[MILESTONES];
    json_t *list = json_array();
    size_t n = 0;

    for (int i = 0; i < MILESTONES; i++) {
        int64_t at = incident->milestones[i];
        size_t k = n;

        if (at == 0) {
            continue;
        }
        for (; k > 0 && incident->milestones[order[k - 1]] > at; k--) {
            order[k] = order[k - 1];
        }
        order[k] = (enum milestone)i;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "name", milestone_name(order[i]), "at",
                            turn_time(turn, incident->milestones[order[i]])));
    }
    return list;
}

/* Reopened after a false alarm that was none: no time is left out of its outage. */
static bool never_over(const struct incident *incident) {
    int64_t from = incident->impact_from != 0 ? incident->impact_from
                                              : incident->milestones[MILESTONE_DETECTED];
    int64_t until = incident->milestones[MILESTONE_RECOVERED];

    return incident->restored_ms == 0 ||
           (until != 0 && incident->restored_ms == until - from);
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    json_t *view = incident_view(turn->arena, turn->world, incident);

    (void)err;
    jsonx_set_string(view, "title", severity_title(turn, incident->severity));
    json_object_set_new(view, "milestones", milestones(turn, incident));
    jsonx_set_int(view, "missed", incident->missed);
    jsonx_set_int(view, "actions", (int64_t)incident->nactions);
    jsonx_set_int(view, "evidence", incident->evidence);
    view_update_due(turn, incident, view);
    if (never_over(incident)) {
        json_object_del(view, "reopened");
    }
    turn_say(turn, said, view);
    return true;
}

const struct command command_show = {
    .name = "show",
    .aliases = (const char *const[]){"info", NULL},
    .summary = "Show the state of an incident",
    .example = "show",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
    .run = run,
};
