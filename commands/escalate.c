/* escalate: call for more, on purpose and with a reason, before a deadline does it. To a
 * rung of the policy's ladder, to whoever holds a role, or to a person. */
#include "common.h"
#include "core/args_named.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/markup_text.h"
#include "core/notice.h"
#include "core/which.h"

/* A rung that is no role: it is heard as it is. */
static const char *rung_of(const struct policy *policy, const char *word) {
    for (size_t i = 0; policy->ladder && policy->ladder[i]; i++) {
        if (text_equal_nocase(policy->ladder[i], word) &&
            !policy_role(policy, policy->ladder[i])) {
            return policy->ladder[i];
        }
    }
    return text_equal_nocase(word, AUDIENCE_LEADERSHIP) ? AUDIENCE_LEADERSHIP : NULL;
}

static const char *holder_of(const struct turn *turn, const struct policy_role *role,
                             struct error *err) {
    const char *holder = incident_role(turn_incident(turn), role->key);

    if (!holder) {
        err_set(err, ERR_PHASE,
                "Nobody is %s. Name somebody first: <!role assign %s @name>", role->name,
                role->key);
    }
    return holder;
}

/* A rung with a slip in it would otherwise call a person who does not exist, and look as
 * if help were on its way. What was typed is kept. */
static const char *person_of(const struct turn *turn, const char *word,
                             struct error *err) {
    const char *who = arg_person(turn, word);
    const char *typed = turn->rest ? turn->rest : "";
    const char *person;

    if (who) {
        return who;
    }
    if (people_names_bot(turn->world->directory, turn->input->actor, word)) {
        err_set(
            err, ERR_INVALID,
            "That is the bot, which cannot help by itself. Escalate to leadership, to "
            "a role or to somebody: <!escalate @name why>");
        return NULL;
    }
    if (word[0] == '@' || args_names_nobody(word)) {
        arg_ask_person(turn, word, err);
        return NULL;
    }
    person = arg_person_line(turn, word);
    err_set(err, ERR_INVALID,
            "There is no role, rung or person \"%s\".%s%s\nTo leadership: %s",
            arg_shown(turn->arena, word), person ? "\nIf it is a person: " : "",
            person ? person : "",
            which_line(turn->arena, which_head(turn, turn->named),
                       arena_printf(turn->arena, "leadership %s", typed)));
    return NULL;
}

/* What the entry names: a rung stays a rung, a role becomes its holder. NULL with err set
 * when nobody would hear it. */
static const char *target(const struct turn *turn, const char *word, struct error *err) {
    const char *rung = rung_of(turn->world->policy, word);
    const struct policy_role *role = policy_parse_role(turn->world->policy, word);

    if (rung) {
        return rung;
    }
    return role ? holder_of(turn, role, err) : person_of(turn, word, err);
}

/* "escalate to @cho db is down": whom, and the reason behind it. */
static const char *behind_to(const struct turn *turn, const char **reason) {
    const char *word = turn_arg(turn, "to"), *text = turn_arg(turn, "reason"), *whole;
    struct token_reader reader;
    struct token token;
    size_t len;

    *reason = text;
    token_start(&reader, text ? text : "");
    if (text_equal_nocase(word, "to") && token_next(&reader, &token) && !token.quoted) {
        *reason = token_skip_space(reader.at);
        word = arena_strndup(turn->arena, token.start, token.len);
    }
    whole = args_whole_name(turn, word, &reader); /* "Bo Lind db is down" */
    if (whole != word) {
        *reason = token_skip_space(reader.at);
        word = whole;
    }
    len = strlen(word);
    return len > 1 && strchr(":,", word[len - 1]) /* "leadership: it burns" */
               ? arena_strndup(turn->arena, word, len - 1)
               : word;
}

static bool run(struct turn *turn, struct error *err) {
    const char *reason, *to = target(turn, behind_to(turn, &reason), err);

    if (to && text_is_empty(reason)) {
        return err_set(err, ERR_INVALID,
                       "Nobody was called: what is needed, and why? "
                       "<!escalate @name what is needed>");
    }
    if (!to) {
        return false;
    }
    if (people_same(turn->world->directory, to, turn->input->actor)) {
        return err_set(err, ERR_INVALID, "That is you. Escalate to somebody else.");
    }
    if (!turn_add(turn, KIND_ESCALATED, json_pack("{s:s}", "to", to),
                  text_of("reason", reason), err)) {
        return false;
    }
    turn_say(
        turn,
        "Escalated to *{{{to}}}*.\n"
        "{{#outside}}{{{to}}} hears that they are wanted, not why: the incident is "
        "restricted. To let them in: <!role assign …>\n{{/outside}}",
        json_pack("{s:s, s:b}", "to",
                  address_is(to) ? shown_as(turn, to) : markup_escaped(turn->arena, to),
                  "outside", address_is(to) && outside(turn, to)));
    return true;
}

const struct command command_escalate = {
    .name = "escalate",
    .aliases = (const char *const[]){"page", NULL},
    .summary = "Call for help: a role, a rung of the ladder or a person",
    .details = "They are told at once, with the reason and the state of the incident.",
    .example = "escalate leadership vendor does not answer, four hours are at risk",
    .args =
        (const struct arg[]){
            {"to", ARG_WORD, ARG_REQUIRED, "role, rung or @person", NULL},
            {"reason", ARG_TEXT, ARG_REQUIRED, "what is needed, and why",
             (const char *const[]){"why", "ce qu'il faut", NULL}},
            {0}},
    .scope = SCOPE_INCIDENT,
    .run = run,
};
