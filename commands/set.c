/* set: what was said at the declaration and is not so, or not so any more: what is hit,
 * of which kind, where, since when, and who may read it. */
#include "common.h"
#include "core/dispatch.h"
#include "core/told.h"

static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const open_private[] = {"private", "open", NULL};

struct changes {
    json_t *data, *from; /* what is so now, and what was */
};

static void put(struct changes *changes, const char *key, const char *now,
                const char *was) {
    if (!text_equal(now, was)) {
        jsonx_set_string(changes->data, key, now);
        jsonx_set_string(changes->from, key, was ? was : "");
    }
}

static json_t *services_of(const struct incident *incident) {
    json_t *services = json_array();

    for (size_t i = 0; i < incident->nservices; i++) {
        json_array_append_new(services, json_string(incident->services[i]));
    }
    return services;
}

static bool set_services(struct turn *turn, struct changes *changes, struct error *err) {
    const json_t *services = turn_arg_json(turn, "service");
    json_t *was = services_of(turn_incident(turn));

    if (json_array_size(services) > LIMIT_SERVICES) {
        json_decref(was);
        return err_set(err, ERR_LIMIT,
                       "At most %d services: name those that matter most.",
                       LIMIT_SERVICES) ||
               err_at(err, "service");
    }
    if (services && !json_equal(services, was)) {
        json_object_set_new(changes->data, "services", json_deep_copy(services));
        json_object_set(changes->from, "services", was);
    }
    json_decref(was);
    return true;
}

static bool set_type(struct turn *turn, struct changes *changes, struct error *err) {
    const struct policy *policy = turn->world->policy;
    const char *word = turn_arg(turn, "type");
    const char *type = word ? policy_type(policy, word) : NULL;

    if (!word) {
        return true;
    }
    if (!type) {
        const char *near = text_nearest(word, policy->types);

        return err_set(err, ERR_INVALID, "The policy has no such type.%s%s%s",
                       near ? " Did you mean type=" : "", near ? near : "",
                       near ? "?" : "") ||
               err_at(err, "type");
    }
    put(changes, "type", type, turn_incident(turn)->type);
    return true;
}

/* Everybody can hide; to show again is for those who answer for it. */
static bool may_show(const struct turn *turn, struct error *err) {
    const struct directory *directory = turn->world->directory;
    const char *actor = turn->input->actor;
    const char *role = policy_commander(turn->world->policy);
    const char *holder = role ? incident_role(turn_incident(turn), role) : NULL;

    return (holder && people_same(directory, holder, actor)) ||
           people_in_group(directory, actor, "security") ||
           people_in_group(directory, actor, GROUP_ADMIN) ||
           err_set(err, ERR_DENIED,
                   "The commander, the group \"security\" or an admin can lift the "
                   "restriction.");
}

static bool set_restricted(struct turn *turn, struct changes *changes,
                           struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct policy *policy = turn->world->policy;
    const char *word = turn_arg(turn, "restricted");
    const char *type = jsonx_string(changes->data, "type", NULL);
    /* A type that the policy restricts does so later, too. */
    bool by_type = type && policy->restricted && text_in_nocase(type, policy->restricted);
    bool now = word ? text_equal(word, "yes") : incident->restricted || by_type;

    if (now == incident->restricted) {
        return true;
    }
    if (!now && !may_show(turn, err)) {
        return false;
    }
    json_object_set_new(changes->data, "restricted", json_boolean(now));
    json_object_set_new(changes->from, "restricted", json_boolean(incident->restricted));
    return true;
}

/* The network is believed no more than a person: whoever may lift the restriction says that
 * its channel is private by now. */
static bool set_channel(struct turn *turn, struct changes *changes, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *word = turn_arg(turn, "channel");
    bool open = text_equal(word, "open");

    if (!word || open == incident->open_channel) {
        return true;
    }
    if (!open && incident->restricted && !may_show(turn, err)) {
        return false;
    }
    json_object_set_new(changes->data, "open_channel", json_boolean(open));
    json_object_set_new(changes->from, "open_channel",
                        json_boolean(incident->open_channel));
    return true;
}

static bool set_detected(struct turn *turn, struct changes *changes, struct error *err) {
    int64_t at = turn_arg_int(turn, "detected", 0);

    if (at == 0) {
        return true;
    }
    if (!told_detection(turn, at, err)) {
        return err_at(err, "detected");
    }
    jsonx_set_int(changes->data, "detected", at);
    jsonx_set_int(changes->from, "detected",
                  turn_incident(turn)->milestones[MILESTONE_DETECTED]);
    return true;
}

static bool set_started(struct turn *turn, struct changes *changes, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int64_t at = turn_arg_int(turn, "started", 0);

    if (at == 0) {
        return true;
    }
    if (!told_impact(turn, at, err)) {
        return false;
    }
    jsonx_set_int(changes->data, "impact_from", at);
    jsonx_set_int(changes->from, "impact_from",
                  incident->impact_from != 0 ? incident->impact_from
                                             : incident->milestones[MILESTONE_DETECTED]);
    return true;
}

/* Of what was no incident, who may read it can still be changed, and nothing else. */
static bool takes(const struct turn *turn, const struct changes *changes,
                  struct error *err) {
    static const char *const facts[] = {"services", "type", "env", "detected",
                                        "impact_from"};

    for (size_t i = 0; turn->before->end && i < sizeof facts / sizeof *facts; i++) {
        if (json_object_get(changes->data, facts[i])) {
            return dispatch_ended(turn, turn->before, err);
        }
    }
    return true;
}

static void say(struct turn *turn, const struct changes *changes) {
    const json_t *restricted = json_object_get(changes->data, "restricted");
    const json_t *channel = json_object_get(changes->data, "open_channel");
    const struct incident *incident = turn_incident(turn);
    bool hidden = json_is_true(restricted);
    bool none = hidden && !incident_has_channel(incident);
    int64_t at = jsonx_int(changes->data, "detected", 0);
    int64_t started = jsonx_int(changes->data, "impact_from", 0);
    json_t *view = json_object();

    json_object_set_new(view, "hidden", json_boolean(hidden));
    json_object_set_new(view, "soon", json_boolean(none && incident->nplaces == 0));
    json_object_set_new(view, "none", json_boolean(none && incident->nplaces > 0));
    jsonx_set_string(view, "id", incident->id);
    json_object_set_new(view, "open", json_boolean(!audience_in_channel(incident)));
    json_object_set_new(view, "private", json_boolean(json_is_false(channel)));
    json_object_set_new(view, "shown", json_boolean(json_is_false(restricted)));
    if (at) {
        jsonx_set_string(view, "detected", told_words(turn, at));
        jsonx_set_string(view, "ago", turn_duration(turn, turn->world->now - at));
    }
    if (started) {
        jsonx_set_string(view, "started", told_words(turn, started));
        jsonx_set_string(view, "hit_ago",
                         turn_duration(turn, turn->world->now - started));
    }
    turn_say(
        turn,
        "Changed.{{#detected}} Noticed at {{detected}}, {{{ago}}} ago.{{/detected}}"
        "{{#started}} Users were hit from {{started}}, {{{hit_ago}}} ago. Durations "
        "count "
        "from there.{{/started}}\n"
        "{{#hidden}}Restricted from now on. What was said before stays seen.\n{{/hidden}}"
        "{{#soon}}Its channel is not there yet: it is opened for members only.\n{{/soon}}"
        "{{#none}}It has no channel. <!{{id}} show> and <!{{id}} update what we know> "
        "work "
        "everywhere: only you read the answer.\n{{/none}}"
        "{{#open}}Its channel is open, so nothing more of it is said there: you read it "
        "with <!show>, only for you. To go on there, make the channel private in its "
        "settings, then type <!set channel=private>\n{{/open}}"
        "{{#private}}What is new of it is said in its channel: "
        "everybody who is in there reads it.\n{{/private}}"
        "{{#shown}}Everybody can read it now, from its beginning.\n{{/shown}}",
        view);
}

/* "set restricted", without its "=yes": nobody must believe that it is so already. */
static bool nothing_set(const struct turn *turn, struct error *err) {
    static const char *const secret[] = {"restricted", "private", "confidential",
                                         "secret", NULL};
    const char *reason = turn_arg(turn, "reason");

    if (turn_incident(turn)->end || text_in_nocase(reason ? reason : "", secret)) {
        return err_set(err, ERR_INVALID,
                       "Nothing was changed. Who may read it: <!set restricted=yes>");
    }
    return err_set(err, ERR_INVALID,
                   "Nothing was changed. What can be set: <!set service=payments,web "
                   "type=outage env=prod restricted=yes detected=02:30 started=02:10>");
}

static bool run(struct turn *turn, struct error *err) {
    struct changes changes = {arena_json(turn->arena, json_object()),
                              arena_json(turn->arena, json_object())};
    const char *env = turn_arg(turn, "env");

    if (!set_services(turn, &changes, err) || !set_type(turn, &changes, err) ||
        !set_restricted(turn, &changes, err) || !set_channel(turn, &changes, err) ||
        !set_detected(turn, &changes, err) || !set_started(turn, &changes, err)) {
        return false;
    }
    if (env) {
        put(&changes, "env", env, turn_incident(turn)->env);
    }
    if (!takes(turn, &changes, err)) {
        return false;
    }
    if (json_object_size(changes.data) == 0 && json_object_size(turn->args) > 0 &&
        !(json_object_size(turn->args) == 1 && turn_arg(turn, "reason"))) {
        return err_set(err, ERR_INVALID,
                       "That is so already: nothing is changed. What stands: <!show>");
    }
    if (json_object_size(changes.data) == 0) {
        return nothing_set(turn, err);
    }
    json_object_set(changes.data, "from", changes.from);
    if (!turn_add(turn, KIND_CHANGED, json_incref(changes.data),
                  text_of("reason", turn_arg(turn, "reason")), err)) {
        return false;
    }
    say(turn, &changes);
    return true;
}

const struct command command_set = {
    .name = "set",
    .aliases = (const char *const[]){"edit", "change", NULL},
    .summary = "Change what is hit, its type, environment, start or who may read it",
    .details = "`service=` replaces all services. `restricted=yes` hides the contents "
               "from now on, from its open channel as well; `channel=private` says that "
               "it was made private. Texts are changed by "
               "<!summary>, <!impact>, <!correct>.",
    .example = "set service=payments,web type=outage",
    .args =
        (const struct arg[]){
            {"service", ARG_WORDS, ARG_KEY, "what is hit",
             (const char *const[]){"services", NULL}},
            {"type", ARG_WORD, ARG_KEY, "kind of incident", NULL},
            {"env", ARG_WORD, ARG_KEY, "where",
             (const char *const[]){"environment", NULL}},
            {"restricted", ARG_CHOICE, ARG_KEY, "contents for its members only", yes_no},
            {"channel", ARG_CHOICE, ARG_KEY, "who can read its channel", open_private},
            {"detected", ARG_TIME, ARG_KEY, "when it was noticed", NULL},
            {"started", ARG_TIME, ARG_KEY, "when users began to be hit", NULL},
            {"reason", ARG_TEXT, 0, "why", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = run,
};
