/* show: the state of one incident on one screen: what a person needs who opens it now.
 * catchup is the same for somebody who has to take over. */
#include "common.h"
#include "core/markup.h"

static const char said[] =
    "# {{id}} {{severity}}, {{phase}}{{#closed}}, closed{{/closed}}\n"
    "{{#summary}}*{{summary}}*\n{{/summary}}"
    "{{#restricted}}Restricted to its members.\n{{/restricted}}"
    "{{#near_miss}}A near miss: nothing broke.\n{{/near_miss}}"
    "{{#hit}}Hit:{{#services}} {{.}}{{/services}}{{#env}} in {{env}}{{/env}}\n{{/hit}}"
    "{{#type}}Type: {{type}}\n{{/type}}"
    "{{#impact}}Impact: {{impact}}\n{{/impact}}"
    "{{#last_update}}Last update: {{last_update}}\n{{/last_update}}"
    "{{#next}}Next steps: {{next}}\n{{/next}}"
    "{{#workaround}}Workaround: {{workaround}}\n{{/workaround}}"
    "{{#eta}}Expected end: {{{eta}}}\n{{/eta}}"
    "{{#resolution}}Resolution: {{resolution}}\n{{/resolution}}"
    "{{#cause}}Cause: {{cause}}\n{{/cause}}"
    "{{#commander}}Commander: {{commander}}{{/commander}}"
    "{{^commander}}No commander: <!role take>{{/commander}}\n"
    "{{#bridge}}Bridge: {{bridge}}\n{{/bridge}}"
    "{{#update_due}}Next update due {{{update_due}}}"
    "{{#overdue}}, *overdue by {{{overdue}}}*{{/overdue}}\n{{/update_due}}"
    "{{#milestones}}- {{name}} {{{at}}}\n{{/milestones}}"
    "{{#links}}- {{as}} {{other}}\n{{/links}}"
    "{{#down}}Outage so far: {{{down}}}\n{{/down}}"
    "Updates: {{updates}}. Missed deadlines: {{missed}}. Open actions: {{actions}}. "
    "Evidence: {{evidence}}.\n";

static json_t *lists(const struct turn *turn, const struct incident *incident) {
    static const struct {
        const char *as, *words;
    } kinds[] = {{LINK_DUPLICATE_OF, "Duplicate of"},
                 {LINK_DUPLICATED_BY, "Duplicated by"},
                 {LINK_RELATED, "Related to"}};
    json_t *milestones = json_array(), *links = json_array(), *services = json_array();

    for (size_t i = 0; i < MILESTONES; i++) {
        if (incident->milestones[i]) {
            json_array_append_new(
                milestones, json_pack("{s:s, s:s}", "name", milestone_name((int)i), "at",
                                      turn_time(turn, incident->milestones[i])));
        }
    }
    for (size_t i = 0; i < incident->nlinks; i++) {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            if (text_equal(incident->links[i].as, kinds[k].as)) {
                json_array_append_new(links,
                                      json_pack("{s:s, s:s}", "as", kinds[k].words,
                                                "other", incident->links[i].other));
            }
        }
    }
    for (size_t i = 0; i < incident->nservices; i++) {
        json_array_append_new(services, json_string(incident->services[i]));
    }
    return json_pack("{s:o, s:o, s:o, s:b}", "milestones", milestones, "links", links,
                     "services", services, "hit",
                     incident->nservices > 0 || incident->env);
}

static void texts(const struct turn *turn, const struct incident *incident,
                  json_t *view) {
    const struct policy *policy = turn->world->policy;
    const struct {
        const char *name, *text;
    } fields[] = {
        {"id", incident->id},
        {"severity", severity_title(turn, incident->severity)},
        {"phase", phase_title(turn, incident->phase)},
        {"summary", incident->summary},
        {"env", incident->env},
        {"type", incident->type},
        {"impact", incident->impact},
        {"last_update", incident->last_update},
        {"next", incident->next},
        {"workaround", incident->workaround},
        {"eta", incident->eta ? turn_time(turn, incident->eta)
                              : markup_escaped(turn->arena, incident->eta_text)},
        {"resolution", incident->resolution},
        {"cause", incident->cause ? incident->cause : incident->cause_state},
        {"commander", name_of(turn, incident_role(incident, policy_commander(policy)))},
        {"bridge", incident->bridge},
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!text_is_empty(fields[i].text)) {
            jsonx_set_string(view, fields[i].name, fields[i].text);
        }
    }
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    json_t *view = lists(turn, incident);
    int64_t down = incident->restored_ms;

    (void)err;
    texts(turn, incident, view);
    json_object_set_new(view, "closed", json_boolean(incident->closed));
    json_object_set_new(view, "restricted", json_boolean(incident->restricted));
    json_object_set_new(view, "near_miss", json_boolean(incident->near_miss));
    jsonx_set_int(view, "updates", incident->updates);
    jsonx_set_int(view, "missed", incident->missed);
    jsonx_set_int(view, "actions", (int64_t)incident->nactions);
    jsonx_set_int(view, "evidence", incident->evidence);
    if (incident->down_since) {
        down += turn->world->now - incident->down_since;
    }
    if (down > 0) {
        jsonx_set_string(view, "down", turn_duration(turn, down));
    }
    view_update_due(turn, incident, view);
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
