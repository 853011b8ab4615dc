/* catchup: what somebody must know who joins now or takes over, on one screen of a
 * telephone: what it does to whom, what is being done, who does it, and the last things
 * that mattered. Containment, decisions and ends come before handoffs, however many of
 * those came later. Whoever needs the rest reads the timeline. */
#include "core/history.h"
#include "core/record_pick.h"
#include "core/view.h"
#include "lines.h"

enum { SCREEN = 12, LATELY_LEAST = 3, SHORT_BYTES = 2 * LIMIT_TITLE };

static const char said[] =
    "# {{id}} {{title}}, {{phase_name}}{{#end}}, {{end}}{{/end}}\n"
    "{{#summary}}*{{summary}}*{{#services}} ({{services}}){{/services}}\n{{/summary}}"
    "{{#impact}}Impact: {{impact}}\n{{/impact}}"
    "{{#last_update}}Last update: {{last_update}}\n{{/last_update}}"
    "{{^last_update}}No update yet.\n{{/last_update}}"
    "{{#going}}{{#next_steps}}Next steps: {{next_steps}}. {{/next_steps}}"
    "{{#workaround}}Workaround: {{workaround}}{{/workaround}}\n{{/going}}"
    "{{#lately}}- {{{.}}}\n{{/lately}}"
    "{{#held}}{{held}}\n{{/held}}"
    "{{^commander}}{{^closed}}*No commander*: <!role take>\n{{/closed}}{{/commander}}"
    "{{#todo}}Open actions: {{todo}}, first #{{todo_number}} {{todo_title}}"
    "{{#todo_owner}} ({{todo_owner}}){{/todo_owner}}{{#todo_more}}: <!action list>"
    "{{/todo_more}}\n{{/todo}}"
    "{{#bridge}}Bridge: [join]({{bridge}})\n{{/bridge}}"
    "{{#times}}{{^near_miss}}{{#duration}}Outage: {{{duration}}}. {{/duration}}"
    "{{/near_miss}}{{^restored}}{{#eta}}Expected end: {{{eta}}}. {{/eta}}{{/restored}}"
    "{{#update_due}}Next update due {{{update_due}}}"
    "{{#overdue}}, *overdue by {{{overdue}}}*{{/overdue}}{{/update_due}}\n{{/times}}";

/* First what changes what one does now, then why, then how bad it is, then who. */
static const char *const first[] = {
    KIND_CONTAINED, KIND_MITIGATED, KIND_RESOLVED, KIND_RESTORED,   KIND_VERIFIED,
    KIND_CLOSED,    KIND_REOPENED,  KIND_PART,     KIND_MITIGATION, NULL};
static const char *const second[] = {KIND_DECISION, NULL};
static const char *const third[] = {KIND_OPENED, KIND_SEVERITY, KIND_ESCALATED, NULL};
static const char *const fourth[] = {KIND_ROLE, KIND_UPDATE, NULL};
static const char *const *const ranks[] = {first, second, third, fourth};

/* The latest of the first rank, then of the next, at most `most`, by when they happened. */
static json_t *lately(const struct turn *turn, size_t most) {
    bool *taken = arena_array(turn->arena, turn->ntimeline + 1, sizeof *taken);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) an array of pointers */
    const struct entry **picked = arena_array(turn->arena, most + 1, sizeof *picked);
    json_t *lines = json_array();
    size_t n = 0, npicked = 0;

    for (size_t rank = 0; rank < sizeof ranks / sizeof *ranks; rank++) {
        for (size_t i = turn->ntimeline; i > 0 && n < most; i--) {
            if (text_in(turn->timeline[i - 1].kind, ranks[rank]) &&
                history_shown(&turn->timeline[i - 1])) {
                taken[i - 1] = true;
                n++;
            }
        }
    }
    for (size_t i = 0; i < turn->ntimeline; i++) {
        if (taken[i]) {
            picked[npicked++] = &turn->timeline[i];
        }
    }
    record_by_when(picked, npicked);
    for (size_t i = 0; i < npicked; i++) {
        bool cut = false;

        json_array_append_new(
            lines, json_string(text_cut_word(turn->arena, line_of(turn, picked[i], &cut),
                                             SHORT_BYTES, &cut)));
    }
    return lines;
}

/* "Incident Commander: Ben; Scribe: Sam", in one line. */
static void view_held(const struct turn *turn, const struct incident *incident,
                      json_t *view) {
    const char *all = NULL;

    for (size_t i = 0; i < incident->nroles; i++) {
        const struct role_holder *held = &incident->roles[i];
        const struct policy_role *role = policy_role(turn->world->policy, held->role);
        const char *one =
            arena_printf(turn->arena, "%s: %s", role ? role->name : held->role,
                         name_of(turn, held->actor));

        all = all ? arena_printf(turn->arena, "%s; %s", all, one) : one;
    }
    jsonx_set_string(view, "held", all);
}

static void view_todo(const struct turn *turn, const struct incident *incident,
                      json_t *view) {
    const struct action *action = incident->nactions > 0 ? &incident->actions[0] : NULL;

    if (!action) {
        return;
    }
    view_count(view, "todo", (int64_t)incident->nactions);
    jsonx_set_int(view, "todo_number", action->number);
    jsonx_set_string(view, "todo_title", action->title);
    jsonx_set_string(view, "todo_owner", name_of(turn, action->owner));
    if (incident->nactions > 1) {
        json_object_set_new(view, "todo_more", json_true());
    }
}

/* Lines that the state itself takes; what is left of the screen is for what happened. */
static size_t lines_taken(const json_t *view) {
    static const char *const each[] = {"summary", "impact", "bridge", "todo",
                                       "held",    "times",  "going",  NULL};
    size_t n = 2; /* heading, last update */

    for (size_t i = 0; each[i]; i++) {
        n += json_object_get(view, each[i]) ? 1 : 0;
    }
    return n + (json_object_get(view, "commander") || json_object_get(view, "closed")
                    ? 0
                    : 1);
}

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    json_t *view = incident_view(turn->arena, turn->world, incident);
    size_t taken;

    (void)err;
    jsonx_set_string(view, "title", severity_title(turn, incident->severity));
    view_held(turn, incident, view);
    view_todo(turn, incident, view);
    view_update_due(turn, incident, view);
    if (json_object_get(view, "update_due") || json_object_get(view, "duration") ||
        json_object_get(view, "eta")) {
        json_object_set_new(view, "times", json_true());
    }
    if (!json_object_get(view, "restored") &&
        (json_object_get(view, "next_steps") || json_object_get(view, "workaround"))) {
        json_object_set_new(view, "going", json_true());
    }
    taken = lines_taken(view);
    json_object_set_new(
        view, "lately",
        lately(turn, taken + LATELY_LEAST < SCREEN ? SCREEN - taken : LATELY_LEAST));
    turn_say(turn, said, view);
    return true;
}

const struct command command_catchup = {
    .name = "catchup",
    .aliases = (const char *const[]){"catch-up", "summarize", NULL},
    .summary = "Tell what somebody must know who joins now",
    .example = "catchup",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE,
    .run = run,
};
