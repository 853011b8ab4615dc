/* declare: an incident exists from here on.
 *
 * Nothing but the summary is asked for, because whoever declares has other things to do.
 * Declaring without a severity is not refused: the rule is "higher if uncertain", and the
 * entry says that it was uncertain. */
#include "common.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/nearby.h"
#include "core/same.h"
#include "core/view_fields.h"
#include "core/which.h"

/* Not the highest: calling leadership on every doubt teaches people not to declare. */
enum { UNCERTAIN_SEVERITY = 2, MINUTE_MS = 60 * 1000 };

static const char *const sources[] = {"monitoring",  "user", "audit", "test",
                                      "operational", "team", NULL};

/* Two lines, four at most with the next step: what a severity means is read before
 * (<!help severity>) or in the form, not by somebody who has just declared. */
static const char said[] =
    "*{{id}}* is open as *{{severity}}*."
    "{{#update_due}} First update due {{{update_due}}}.{{/update_due}}"
    "{{#noticed}} Noticed {{{noticed}}}.{{/noticed}}"
    "{{#started}} Users are hit since {{{started}}}.{{/started}}\n"
    "{{#restricted}}Restricted: others see that it exists, not what is in it.\n"
    "{{/restricted}}"
    "{{#remarks}}"
    "{{#uncertain}}No severity was given, so {{severity}}. Higher if uncertain: "
    "<!severity sev1>; what each means: <!help severity>{{#late}}. "
    "{{/late}}{{/uncertain}}"
    "{{#late}}Logged {{{late}}} later than the policy allows after detection.{{/late}}\n"
    "{{/remarks}}";

static const char *listed(const struct turn *turn, const char *const *words) {
    const char *list = words[0];

    for (size_t i = 1; words[i]; i++) {
        list = arena_printf(turn->arena, "%s, %s", list, words[i]);
    }
    return list;
}

/* The policy's spelling of a type. A type that it does not have is refused: restriction
 * hangs on it, and a slip of the finger must not publish a security incident. */
static bool type_known(const struct turn *turn, const char **type, struct error *err) {
    const char *const *types = turn->world->policy->types;
    const char *near;

    if (!*type || !types || !types[0]) {
        return true;
    }
    for (size_t i = 0; types[i]; i++) {
        if (text_equal_nocase(types[i], *type)) {
            *type = types[i];
            return true;
        }
    }
    near = text_nearest(*type, types);
    return err_set(err, ERR_INVALID,
                   "The policy has no such type%s%s. Leave the type out or use one it "
                   "has: %s.",
                   near ? "; the nearest is type=" : "", near ? near : "",
                   listed(turn, types)) ||
           err_at(err, "type");
}

static json_t *opening(const struct turn *turn, int level, const char *type,
                       int64_t detected) {
    const struct policy *policy = turn->world->policy;
    json_t *data = json_pack("{s:i, s:I, s:s}", "severity", level, "detected",
                             (json_int_t)detected, "policy", policy->name);
    const json_t *services = turn_arg_json(turn, "service");

    json_object_set_new(data, "services",
                        services ? json_deep_copy(services) : json_array());
    jsonx_set_string(data, "phase", policy->nphases ? policy->phases[0].key : NULL);
    jsonx_set_string(data, "type", type);
    jsonx_set_string(data, "env", turn_arg(turn, "env"));
    jsonx_set_string(data, "detected_by", turn_arg(turn, "source"));
    jsonx_set_string(data, "place", turn->input->place);
    if (turn_arg_int(turn, "started", 0) != 0) {
        jsonx_set_int(data, "impact_from", turn_arg_int(turn, "started", 0));
    }
    if (turn_arg_bool(turn, "near-miss")) {
        json_object_set_new(data, "near_miss", json_true());
    }
    if (turn_arg_bool(turn, "restricted") ||
        (type && policy->restricted && text_in_nocase(type, policy->restricted))) {
        json_object_set_new(data, "restricted", json_true());
    }
    if (!turn_arg_json(turn, "severity")) {
        json_object_set_new(data, "uncertain", json_true());
    }
    return data;
}

static json_t *view_of(const struct turn *turn) {
    const struct incident *incident = turn_incident(turn);
    const struct policy *policy = turn->world->policy;
    int64_t late = incident->opened - incident->milestones[MILESTONE_DETECTED] -
                   policy->log_within_ms;
    bool is_late = policy->log_within_ms > 0 && late > 0;
    bool uncertain = turn_arg_json(turn, "severity") == NULL;
    json_t *view = json_object();

    jsonx_set_string(view, "id", incident->id);
    jsonx_set_string(view, "severity", severity_title(turn, incident->severity));
    json_object_set_new(view, "restricted", json_boolean(incident->restricted));
    json_object_set_new(view, "uncertain", json_boolean(uncertain));
    json_object_set_new(view, "remarks", json_boolean(uncertain || is_late));
    if (turn_arg_json(turn, "detected")) { /* a clock's time is read as one of some day */
        jsonx_set_string(view, "noticed",
                         turn_time(turn, incident->milestones[MILESTONE_DETECTED]));
    }
    if (incident->impact_from) {
        jsonx_set_string(view, "started", turn_time(turn, incident->impact_from));
    }
    if (is_late) {
        jsonx_set_string(view, "late", turn_duration(turn, late));
    }
    view_update_due(turn, incident, view);
    return view;
}

/* ---- declared twice ---- */

/* The title; in quotes it is meant as it stands, as everywhere: *ret_meant. */
static const char *title_of(const struct turn *turn, bool *ret_meant) {
    static const char *const marks[] = {
        "\"", "'", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x98", "\xE2\x80\x99"};
    const char *summary = turn_arg(turn, "summary");
    const char *plain = args_unquoted(turn->arena, summary);
    const char *at =
        turn->rest && !turn->input->command ? strstr(turn->rest, summary) : NULL;

    *ret_meant = !text_equal(plain, summary); /* a form keeps its quotes */
    for (size_t i = 0; at && i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);

        *ret_meant = *ret_meant ||
                     ((size_t)(at - turn->rest) >= n && !strncmp(at - n, marks[i], n));
    }
    return plain;
}

static const char *its_channel(const struct turn *turn, const struct incident *incident) {
    const char *place = nearby_place(incident, turn->input->actor);

    return place ? arena_printf(turn->arena, "%s, or ", view_place(turn->arena, place))
                 : "";
}

static bool twice(const struct turn *turn, const struct incident *first,
                  struct error *err) {
    const char *summary = turn_arg(turn, "summary");
    const char *quoted = args_quoted(turn->arena, summary);
    int64_t age = turn->world->now - first->opened;
    const char *ago = age < MINUTE_MS
                          ? "just now"
                          : arena_printf(turn->arena, "<d:%lld> ago", (long long)age);
    const char *again = turn->input->command || !quoted
                            ? "put its title in quotes."
                            : which_instead(turn, summary, quoted);

    return err_set(err, ERR_PHASE,
                   "Nothing was declared: %s, declared by %s %s, says the same: %s\n"
                   "To join it: %s<!catchup %s>\n"
                   "If this is another one: %s",
                   first->id, shown_as(turn, first->declarer), ago,
                   arg_shown(turn->arena, first->summary), its_channel(turn, first),
                   first->id, again);
}

static bool run(struct turn *turn, struct error *err) {
    int level = (int)turn_arg_int(turn, "severity", UNCERTAIN_SEVERITY);
    int64_t detected = turn_arg_int(turn, "detected", turn->world->now);
    int64_t started = turn_arg_int(turn, "started", 0);
    const char *type = turn_arg(turn, "type");
    bool meant;
    const char *title = title_of(turn, &meant);
    const struct incident *first =
        meant ? NULL : same_declared(turn, title, turn_arg_json(turn, "service"));

    if (detected > turn->world->now) {
        return err_set(err, ERR_INVALID,
                       "The detection time lies in the future. When was it noticed? "
                       "detected=10:05, detected=20m") ||
               err_at(err, "detected");
    }
    if (started > turn->world->now) {
        return err_set(err, ERR_INVALID,
                       "The start lies in the future. When did users begin to be hit? "
                       "started=10:05, started=20m") ||
               err_at(err, "started");
    }
    if (json_array_size(turn_arg_json(turn, "service")) > LIMIT_SERVICES) {
        return err_set(err, ERR_LIMIT,
                       "At most %d services: name those that matter most.",
                       LIMIT_SERVICES) ||
               err_at(err, "service");
    }
    if (!type_known(turn, &type, err)) {
        return false;
    }
    if (first) {
        return twice(turn, first, err) || err_at(err, "summary");
    }
    if (!turn_open(turn, opening(turn, level, type, detected), text_of("summary", title),
                   err)) {
        return false;
    }
    turn_say(turn, said, view_of(turn));
    return true;
}

const struct command command_declare = {
    .name = "declare",
    .aliases = (const char *const[]){"new", "open", "create", "start", "report", NULL},
    .summary = "Declare an incident",
    .details =
        "A summary is enough. Everything else may stand in any order: a severity "
        "(`sev1`, `SEV-1`, `critical`, `p1`), `service=payments,web`, `type=`, "
        "`env=`, `detected=10:05`, `started=09:50` (or `since 09:50` at the end), "
        "`source=`, `near-miss`, `restricted`. One that somebody has just declared "
        "is asked about; in quotes it is declared all the same.",
    .example = "declare sev1 service=payments checkout fails for one card in three",
    .args =
        (const struct arg[]){
            {"severity", ARG_SEVERITY, ARG_ANYWHERE, "when in doubt, the higher one",
             NULL},
            {"near-miss", ARG_FLAG, 0, "nothing broke, it nearly did",
             (const char *const[]){"nearmiss", "near_miss", NULL}},
            {"restricted", ARG_FLAG, 0, "contents for its members only",
             (const char *const[]){"confidential", NULL}},
            {"service", ARG_WORDS, ARG_KEY, "what is hit",
             (const char *const[]){"services", NULL}},
            {"type", ARG_WORD, ARG_KEY, "kind of incident", NULL},
            {"env", ARG_WORD, ARG_KEY, "where",
             (const char *const[]){"environment", NULL}},
            {"detected", ARG_TIME, ARG_KEY, "when it was noticed", NULL},
            {"started", ARG_TIME, ARG_KEY, "when users began to be hit", NULL},
            {"source", ARG_CHOICE, ARG_KEY, "what noticed it", sources},
            {"summary", ARG_TEXT, ARG_REQUIRED, "what is broken, in one line", NULL},
            {0}},
    .scope = SCOPE_ANY,
    .flags = COMMAND_NEEDS_RECENT,
    .run = run,
};
