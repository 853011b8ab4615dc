/* role: who does what. A role has one holder at any time: there is no way to add a second
 * one, only to pass it on, and nobody takes it from somebody in passing. */
#include "common.h"
#include "core/markup_text.h"

/* The role that was named, else the commander's. */
static const struct policy_role *role_wanted(const struct turn *turn, struct error *err) {
    const struct policy *policy = turn->world->policy;
    const char *key = turn_arg(turn, "role");
    const struct policy_role *role =
        policy_role(policy, key ? key : policy_commander(policy));

    if (!role) {
        err_set(err, ERR_INVALID, "The policy has no such role. See: <!who>");
    }
    return role;
}

static const char *safe_name(const struct turn *turn, const char *actor) {
    return markup_escaped(turn->arena, people_name(turn->world->directory, actor));
}

/* Refuses what would change nothing, then puts `to` into the role. */
static bool put(struct turn *turn, const struct policy_role *role, const char *to,
                bool handoff, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *from = incident_role(incident, role->key);
    json_t *data;

    if (from && people_same(turn->world->directory, from, to)) {
        return err_set(err, ERR_INVALID, "%s is %s of %s already.", safe_name(turn, from),
                       role->name, incident->id);
    }
    data = json_pack("{s:s, s:s}", "role", role->key, "to", to);
    jsonx_set_string(data, "from", from);
    if (handoff) {
        json_object_set_new(data, "handoff", json_true());
    }
    if (!turn_add(turn, KIND_ROLE, data, text_of("note", turn_arg(turn, "note")), err)) {
        return false;
    }
    turn_say(turn,
             "*{{{name}}}* is now {{role}}{{#from}}, in place of {{{from}}}"
             "{{#told}}, who is told now{{/told}}{{/from}}."
             "{{^from}}{{#duties}} {{duties}}.{{/duties}}{{/from}}\n",
             json_pack(
                 "{s:s, s:s, s:s*, s:s*, s:b}", "name", shown_as(turn, to), "role",
                 role->name, "from", shown_as(turn, from), "duties", role->duties, "told",
                 from && !people_same(turn->world->directory, from, turn->input->actor)));
    return true;
}

static bool take(struct turn *turn, struct error *err) {
    const struct policy_role *role = role_wanted(turn, err);
    const char *me = turn->input->actor;
    const char *holder;

    if (!role) {
        return false;
    }
    holder = incident_role(turn_incident(turn), role->key);
    if (holder && !people_same(turn->world->directory, holder, me)) {
        return err_set(
            err, ERR_PHASE,
            "%s is %s. They pass it on with <!role handoff %s @you>; when they "
            "cannot: <!role assign %s @you>",
            safe_name(turn, holder), role->name, role->key, role->key);
    }
    return put(turn, role, me, false, err);
}

static bool assign(struct turn *turn, struct error *err) {
    const struct policy_role *role = role_wanted(turn, err);

    return role && put(turn, role, turn_arg(turn, "who"), false, err);
}

static bool handoff(struct turn *turn, struct error *err) {
    const struct policy_role *role = role_wanted(turn, err);
    const char *holder;

    if (!role) {
        return false;
    }
    holder = incident_role(turn_incident(turn), role->key);
    if (!holder) {
        return err_set(err, ERR_PHASE,
                       "Nobody is %s, so there is nothing to hand off. Name somebody: "
                       "<!role assign %s @name>",
                       role->name, role->key);
    }
    if (!people_same(turn->world->directory, holder, turn->input->actor)) {
        return err_set(err, ERR_PHASE,
                       "%s is %s, and only they hand it off. When they cannot: "
                       "<!role assign %s @name>",
                       safe_name(turn, holder), role->name, role->key);
    }
    return put(turn, role, turn_arg(turn, "who"), true, err);
}

static bool release(struct turn *turn, struct error *err) {
    const struct policy_role *role = role_wanted(turn, err);
    const char *holder;

    if (!role) {
        return false;
    }
    holder = incident_role(turn_incident(turn), role->key);
    if (!holder) {
        return err_set(err, ERR_PHASE, "Nobody is %s.", role->name);
    }
    if (!people_same(turn->world->directory, holder, turn->input->actor)) {
        return err_set(err, ERR_PHASE,
                       "%s is %s, not you. To replace them: <!role assign %s @name>",
                       safe_name(turn, holder), role->name, role->key);
    }
    if (!turn_add(turn, KIND_ROLE_RELEASED,
                  json_pack("{s:s, s:s}", "role", role->key, "from", holder), NULL,
                  err)) {
        return false;
    }
    turn_say(turn, "Nobody is {{role}} now.\n", json_pack("{s:s}", "role", role->name));
    return true;
}

#define ROLE_ARG                                                                         \
    { "role", ARG_ROLE, ARG_ANYWHERE, "which role; without it the commander", NULL }
#define WHO_ARG                                                                          \
    { "who", ARG_ACTOR, ARG_REQUIRED, "the person", NULL }

static const struct command sub_take = {
    .name = "take",
    .summary = "Take a role that nobody holds",
    .example = "role take commander",
    .args = (const struct arg[]){ROLE_ARG, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS,
    .run = take,
};

static const struct command sub_assign = {
    .name = "assign",
    .aliases = (const char *const[]){"give", NULL},
    .summary = "Put somebody into a role, whoever held it",
    .example = "role assign scribe @ana",
    .args =
        (const struct arg[]){ROLE_ARG, WHO_ARG, {"note", ARG_TEXT, 0, "why", NULL}, {0}},
    .scope = SCOPE_INCIDENT,
    .run = assign,
};

static const struct command sub_handoff = {
    .name = "handoff",
    .aliases = (const char *const[]){"pass", NULL},
    .summary = "Pass on a role that you hold",
    .example = "role handoff @ben database is being restored, next check at 14:30",
    .args = (const struct arg[]){ROLE_ARG,
                                 WHO_ARG,
                                 {"note", ARG_TEXT, 0, "what they need to know", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .run = handoff,
};

static const struct command sub_release = {
    .name = "release",
    .aliases = (const char *const[]){"drop", NULL},
    .summary = "Give up a role that you hold",
    .example = "role release scribe",
    .args = (const struct arg[]){ROLE_ARG, {0}},
    .scope = SCOPE_INCIDENT,
    .run = release,
};

const struct command command_role = {
    .name = "role",
    .aliases = (const char *const[]){"roles", NULL},
    .summary = "Take, assign, hand off or release a role",
    .details = "Without a role it is the commander's. A role has exactly one holder. "
               "<!who> shows who holds which.",
    .example = "role take commander",
    .subs = (const struct command *const[]){&sub_take, &sub_assign, &sub_handoff,
                                            &sub_release, NULL},
    .scope = SCOPE_INCIDENT,
};
