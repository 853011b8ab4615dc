/* form.c: what somebody gets to fill in instead of typing: made from the command table,
 * so that a form can nothing more and nothing less than its command.
 *
 * A form is refused where its command would be: nobody writes ten lines to read that they
 * may not send them. What is filled in comes back as a command with fields (dispatch.h)
 * and is checked again, because the world goes on meanwhile. */
#include "core/form.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/buttons.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/form_words.h"
#include "core/menu.h"
#include "core/needs.h"
#include "core/policy.h"

/* ---- which ---- */

bool form_prepare(struct turn *turn, const char *place_incident, struct needs *ret_needs,
                  struct error *err) {
    const struct input *input = turn->input;
    const char *here = input->incident ? input->incident : place_incident;
    const char *words = input->command;
    struct needs needs = {0};

    turn->here = arena_strdup(turn->arena, place_incident);
    if (!words && !here) {
        words = "declare";
    }
    if (words && !dispatch_find(turn, words, err)) {
        return false;
    }
    if (!words || turn_leaf(turn)->scope != SCOPE_ANY) {
        needs.incident = arena_strdup(turn->arena, here);
    }
    if (words && turn_leaf(turn)->scope == SCOPE_INCIDENT && !here) {
        return err_set(err, ERR_INVALID,
                       "%s needs an incident. Do it in the incident's channel. Open "
                       "incidents: <!list>",
                       words);
    }
    *ret_needs = needs;
    return true;
}

/* ---- one form ---- */

static void add_choice(json_t *choices, const char *value, const char *label) {
    json_array_append_new(choices,
                          json_pack("{s:s, s:s}", "value", value, "label", label));
}

static json_t *choices_of(const struct turn *turn, const struct arg *arg) {
    const struct policy *policy = turn->world->policy;
    json_t *choices = json_array();

    switch (arg->type) {
    case ARG_SEVERITY:
        for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
            const struct policy_severity *severity = policy_severity(policy, level);

            add_choice(
                choices, arena_printf(turn->arena, "%d", level),
                arena_printf(turn->arena, "%s (%s)", severity->name, severity->word));
        }
        break;
    case ARG_ROLE:
        for (size_t i = 0; i < policy->nroles; i++) {
            add_choice(choices, policy->roles[i].key, policy->roles[i].name);
        }
        break;
    case ARG_PHASE:
        for (size_t i = 0; i < policy->nphases; i++) {
            add_choice(choices, policy->phases[i].key, policy->phases[i].name);
        }
        break;
    default:
        for (const char *const *choice = arg->choices;
             arg->type == ARG_CHOICE && choice && *choice; choice++) {
            add_choice(choices, *choice, form_choice(turn->arena, *choice));
        }
        break;
    }
    return choices;
}

static const char *type_of(const struct arg *arg) {
    switch (arg->type) {
    case ARG_FLAG:
        return "flag";
    case ARG_SEVERITY:
    case ARG_CHOICE:
    case ARG_ROLE:
    case ARG_PHASE:
        return "choice";
    case ARG_WORDS:
        return "words";
    case ARG_ACTOR:
        return "actor";
    case ARG_NUMBER:
        return "number";
    case ARG_TEXT:
    case ARG_PART:
        return "text";
    case ARG_WORD:
    case ARG_INCIDENT:
    case ARG_DURATION:
    case ARG_TIME:
    case ARG_DUE:
    case ARG_URL:
        break;
    }
    return "line";
}

/* What is in the field before anybody wrote: what the button carried, else what is so
 * now. */
static const char *value_of(const struct turn *turn, const struct arg *arg) {
    const char *given = jsonx_string(turn->input->fields, arg->name, NULL);
    const struct incident *incident = turn->before;

    if (given || !incident) {
        return given;
    }
    if (arg->type == ARG_SEVERITY) {
        return arena_printf(turn->arena, "%d", incident->severity);
    }
    return NULL;
}

static json_t *field_of(const struct turn *turn, const struct arg *arg) {
    const char *type = type_of(arg);
    json_t *field = json_pack("{s:s, s:s, s:s, s:b}", "name", arg->name, "label",
                              form_label(turn->arena, arg), "type", type, "required",
                              (arg->flags & (ARG_REQUIRED | ARG_WANTED)) != 0);

    jsonx_set_string(field, "hint", form_hint(turn->arena, arg));
    jsonx_set_string(field, "value", value_of(turn, arg));
    if (text_equal(type, "choice")) {
        json_object_set_new(field, "choices", choices_of(turn, arg));
    }
    return field;
}

/* Required ones first, then texts, then the rest: the order of urgency at 3 a.m. */
static void add_fields(const struct turn *turn, json_t *fields) {
    for (int pass = 0; pass < 3; pass++) {
        for (const struct arg *arg = turn_leaf(turn)->args; arg && arg->name; arg++) {
            int wanted = (arg->flags & ARG_REQUIRED) != 0 ? 0
                         : arg->type == ARG_TEXT || arg->type == ARG_PART ||
                                 arg->type == ARG_SEVERITY
                             ? 1
                             : 2;

            if (wanted == pass && (arg->flags & ARG_UNASKED) == 0) {
                json_array_append_new(fields, field_of(turn, arg));
            }
        }
    }
}

/* Which incident that is: nobody knows it by its number. Who may not read it gets no
 * form. */
static const char *subject_of(const struct turn *turn) {
    const struct incident *incident = turn->before;
    const char *severity = policy_severity(turn->world->policy, incident->severity)->name;

    return text_is_empty(incident->summary)
               ? severity
               : arena_printf(turn->arena, "%s: %s", severity, incident->summary);
}

static json_t *form_of(const struct turn *turn) {
    const struct command *leaf = turn_leaf(turn);
    const char *words = turn->sub ? arena_printf(turn->arena, "%s %s",
                                                 turn->command->name, turn->sub->name)
                                  : turn->command->name;
    json_t *form = json_pack("{s:s, s:b, s:s, s:s, s:[]}", "command", words, "form", 1,
                             "about", leaf->summary, "submit", "Send", "fields");

    jsonx_set_string(form, "title",
                     button_label(turn->arena, turn->world, form, leaf->summary));
    json_object_del(form, "form");

    if (turn->before) {
        jsonx_set_string(form, "incident", turn->before->id);
        jsonx_set_string(form, "of", subject_of(turn));
        jsonx_set_string(form, "made",
                         incident_made(turn->before, (char[INCIDENT_MADE]){0}));
    }
    jsonx_set_string(form, "phase", turn->input->phase);
    add_fields(turn, json_object_get(form, "fields"));
    return form;
}

bool form_run(struct turn *turn, struct error *err) {
    bool menu = turn->command == NULL;

    if (menu) {
        dispatch_find(turn, "show", NULL);
    }
    if (!turn->before && turn_leaf(turn)->scope == SCOPE_INCIDENT) {
        return err_set(err, ERR_NOT_FOUND,
                       "There is no such incident. Open incidents: <!list>");
    }
    if (!dispatch_allowed(turn, err)) {
        return false;
    }
    turn->form = arena_json(turn->arena, menu ? form_menu(turn) : form_of(turn));
    return true;
}
