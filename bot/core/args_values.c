/* args_values.c: one value of each type.
 *
 * Typed and filled-in values come through here alike. An error names what was typed, what
 * it should have been and what is allowed, in the words of the policy in force. */
#include "core/args_values.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/args_named.h"
#include "core/args_shown.h"
#include "core/args_stand.h"
#include "core/args_times.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/told.h"

enum { ONE_OF_BYTES = 600 };

/* ---- what is allowed: lists of the policy ---- */

static char *list_severities(const struct turn *turn) {
    char *list = arena_strdup(turn->arena, "");

    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        const struct policy_severity *severity =
            policy_severity(turn->world->policy, level);

        list =
            arena_printf(turn->arena, "%s%s%s%s%s%s", list, list[0] != '\0' ? ", " : "",
                         severity->name, text_is_empty(severity->word) ? "" : " (",
                         text_is_empty(severity->word) ? "" : severity->word,
                         text_is_empty(severity->word) ? "" : ")");
    }
    return list;
}

static char *list_words(struct arena *arena, const char *const *words) {
    char *list = arena_strdup(arena, "");

    for (; words && *words; words++) {
        list = arena_printf(arena, "%s%s%s", list, list[0] != '\0' ? ", " : "", *words);
    }
    return list;
}

static const char **role_keys(const struct turn *turn) {
    const struct policy *policy = turn->world->policy;
    const char **keys = arena_array(turn->arena, policy->nroles + 1, sizeof *keys);

    for (size_t i = 0; i < policy->nroles; i++) {
        keys[i] = policy->roles[i].key;
    }
    return keys;
}

static const char **phase_keys(const struct turn *turn) {
    const struct policy *policy = turn->world->policy;
    const char **keys = arena_array(turn->arena, policy->nphases + 1, sizeof *keys);

    for (size_t i = 0; i < policy->nphases; i++) {
        keys[i] = policy->phases[i].key;
    }
    return keys;
}

/* "x" is not <what>. Did you mean <near>? One of: ... */
static void not_one_of(const struct turn *turn, const char *text, const char *what,
                       const char *const *words, const char *list, struct error *err) {
    const char *near = words ? text_nearest(text, words) : NULL;
    const char *shown = text_cut_word(turn->arena, list, ONE_OF_BYTES, NULL);

    err_set(err, ERR_INVALID, "\"%s\" is not %s.%s%s%s One of: %s.",
            arg_shown(turn->arena, text), what, near ? " Did you mean " : "",
            near ? near : "", near ? "?" : "", markup_escaped(turn->arena, shown));
}

/* ---- the types ---- */

static json_t *read_words(const char *text) {
    json_t *list = json_array();
    const char *at = text;

    while (*at != '\0') {
        size_t len = strcspn(at, ",");
        char word[LIMIT_WORD + 1];

        if (len > LIMIT_WORD) {
            json_decref(list);
            return NULL;
        }
        memcpy(word, at, len);
        word[len] = '\0';
        if (len > 0) {
            if (!text_is_word(word)) {
                json_decref(list);
                return NULL;
            }
            json_array_append_new(list, json_string(word));
        }
        at += len + (at[len] == ',' ? 1 : 0);
    }
    if (json_array_size(list) == 0) {
        json_decref(list);
        return NULL;
    }
    return list;
}

static json_t *read_choice(const struct arg *arg, const char *text) {
    for (const char *const *choice = arg->choices; choice && *choice; choice++) {
        if (text_equal_nocase(*choice, text)) {
            return json_string(*choice);
        }
    }
    return NULL;
}

static json_t *read_number(const char *text) {
    enum { DIGITS_MAX = 15 };
    size_t digits;
    int64_t number = 0;

    text += *text == '#' ? 1 : 0;
    digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || text[digits] != '\0') {
        return NULL;
    }
    for (size_t i = 0; i < digits; i++) {
        number = number * 10 + (text[i] - '0');
    }
    return number > 0 ? json_integer(number) : NULL;
}

static json_t *read_incident(const struct turn *turn, const char *text) {
    const char *ref = arg_incident(turn->arena, text);

    if (!ref) {
        return NULL;
    }
    /* The number was looked up meanwhile: now there is an id. */
    return json_string(turn->other && !incident_id_valid(ref) ? turn->other->id : ref);
}

/* Slack writes "<https://x|x>". */
static json_t *read_url(struct arena *arena, const char *text) {
    size_t len = strlen(text);
    const char *host;

    if (len > 2 && text[0] == '<' && text[len - 1] == '>') {
        text = arena_strndup(arena, text + 1, strcspn(text + 1, "|>"));
        len = strlen(text);
    }
    host = text_starts(text, "https://")  ? text + strlen("https://")
           : text_starts(text, "http://") ? text + strlen("http://")
                                          : "";
    if (len > LIMIT_URL || strcspn(host, "/?#") == 0) {
        return NULL;
    }
    for (const char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || strchr("<>\"`\\", *c)) {
            return NULL;
        }
    }
    return json_string(text);
}

static json_t *json_of(const char *text) {
    return text ? json_string(text) : NULL;
}

/* "sev1: payments are down", "role assign commander: @ben". */
static const char *without_colon(struct arena *arena, const struct arg *arg,
                                 const char *text) {
    size_t len = strlen(text);
    bool named =
        arg->type == ARG_SEVERITY || arg->type == ARG_ROLE || arg->type == ARG_ACTOR;

    return named && len > 1 && strchr(":,", text[len - 1])
               ? arena_strndup(arena, text, len - 1)
               : text;
}

json_t *arg_try(const struct turn *turn, const struct arg *arg, const char *text) {
    const struct policy *policy = turn->world->policy;
    const struct policy_phase *phase;
    const struct policy_role *role;
    int64_t number = 0;
    int level;

    text = without_colon(turn->arena, arg, text);
    switch (arg->type) {
    case ARG_SEVERITY:
        level = policy_parse_severity(policy, text, false);
        return level != 0 ? json_integer(level) : NULL;
    case ARG_WORD:
        return text_is_word(text) ? json_string(text) : NULL;
    case ARG_WORDS:
        return read_words(text);
    case ARG_CHOICE:
        return read_choice(arg, text);
    case ARG_ACTOR:
        return json_of(arg_person(turn, text));
    case ARG_ROLE:
        role = policy_parse_role(policy, text);
        return json_of(role ? role->key : NULL);
    case ARG_PHASE:
        phase = policy_parse_phase(policy, text);
        return json_of(phase ? phase->key : NULL);
    case ARG_INCIDENT:
        return read_incident(turn, text);
    case ARG_NUMBER:
        return read_number(text);
    case ARG_DURATION:
        return duration_parse(text, &number) && number > 0 ? json_integer(number) : NULL;
    case ARG_TIME:
        return arg_past(turn->world, text, &number) ? json_integer(number) : NULL;
    case ARG_DUE:
        return arg_future(turn->world, text, &number) ? json_integer(number) : NULL;
    case ARG_URL:
        return turn->trial || !arg_is_stand_in(turn->arena, arg, text)
                   ? read_url(turn->arena, text)
                   : NULL;
    case ARG_TEXT:
    case ARG_PART:
        return strlen(text) <= LIMIT_TEXT ? json_string(text) : NULL;
    case ARG_FLAG:
        break;
    }
    return NULL;
}

/* ---- what to say when it is none ---- */

static void complain_word(const struct turn *turn, const struct arg *arg,
                          const char *text, struct error *err) {
    err_set(err, ERR_INVALID,
            "\"%s\" does not fit %s: letters, digits and . _ : / @ + - only, at most %d "
            "characters%s.",
            arg_shown(turn->arena, text), arg->name, LIMIT_WORD,
            arg->type == ARG_WORDS ? ", several of them with commas between" : "");
}

static void complain_form(const struct turn *turn, const struct arg *arg,
                          const char *text, struct error *err) {
    static const struct {
        enum arg_type type;
        const char *what;
    } forms[] = {
        {ARG_INCIDENT,
         "an incident: write its id, INC-2025-09-29-001, or its number, 001"},
        {ARG_NUMBER, "a number: write 1, 2, 3 or #3"},
        {ARG_DURATION, "a duration: write 20m, 2h, 1h30m or 3d"},
        {ARG_TIME, "a time: write 10:05, \"20m ago\" or 2025-09-29T10:15Z"},
        {ARG_DUE, "a time to come: write 20m, 2d, 17:00, friday or 2025-10-01"},
        {ARG_URL, "a link: write it from https:// on, without spaces"},
    };

    if (arg->type == ARG_ACTOR) {
        arg_ask_person(turn, text, err);
        return;
    }
    if (arg->type == ARG_TIME && !told_clear(turn, text, err)) {
        return;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (forms[i].type == arg->type) {
            err_set(err, ERR_INVALID, "\"%s\" is not %s.", arg_shown(turn->arena, text),
                    forms[i].what);
        }
    }
}

static void complain_link(const struct turn *turn, const struct arg *arg,
                          const char *text, struct error *err) {
    if (arg_is_stand_in(turn->arena, arg, text)) {
        err_set(err, ERR_INVALID,
                "\"%s\" only stands for the link. Write the one of your call.",
                arg_shown(turn->arena, text));
    } else if (strlen(text) > LIMIT_URL) {
        err_set(err, ERR_LIMIT, "The link is too long: %s.",
                arg_room(turn->arena, text, LIMIT_URL));
    } else {
        complain_form(turn, arg, text, err);
    }
}

static void complain(const struct turn *turn, const struct arg *arg, const char *text,
                     struct error *err) {
    const char **keys;

    switch (arg->type) {
    case ARG_SEVERITY:
        not_one_of(turn, text, "a severity", NULL, list_severities(turn), err);
        break;
    case ARG_ROLE:
        keys = role_keys(turn);
        not_one_of(turn, text, "a role", keys, list_words(turn->arena, keys), err);
        break;
    case ARG_PHASE:
        keys = phase_keys(turn);
        not_one_of(turn, text, "a phase", keys, list_words(turn->arena, keys), err);
        break;
    case ARG_CHOICE:
        not_one_of(turn, text, arena_printf(turn->arena, "possible for %s", arg->name),
                   arg->choices, list_words(turn->arena, arg->choices), err);
        break;
    case ARG_WORD:
    case ARG_WORDS:
        complain_word(turn, arg, text, err);
        break;
    case ARG_TEXT:
    case ARG_PART:
        err_set(err, ERR_LIMIT,
                "%s is too long: %s. Shorten it, or put the rest into a second one.",
                arg->name, arg_room(turn->arena, text, LIMIT_TEXT));
        break;
    case ARG_URL:
        complain_link(turn, arg, text, err);
        break;
    default:
        complain_form(turn, arg, text, err);
        break;
    }
}

/* A moment years away is a slip of the finger. */
static json_t *sensible(const struct turn *turn, const struct arg *arg, json_t *value,
                        const char *text, struct error *err) {
    static const int64_t far = INT64_C(5) * 366 * 24 * 60 * 60 * 1000;
    int64_t at = json_integer_value(value);

    if (!value || (arg->type != ARG_TIME && arg->type != ARG_DUE) ||
        (at <= turn->world->now + far && at >= turn->world->now - far)) {
        return value;
    }
    json_decref(value);
    err_set(err, ERR_INVALID, "\"%s\" is years away. Look at the year.",
            arg_shown(turn->arena, text));
    return NULL;
}

json_t *arg_value(const struct turn *turn, const struct arg *arg, const char *text,
                  struct error *err) {
    json_t *value = arg_try(turn, arg, text);

    if (!value) {
        complain(turn, arg, text, err);
    } else if (arg->type == ARG_DUE && json_integer_value(value) <= turn->world->now) {
        json_decref(value);
        value = NULL;
        err_set(err, ERR_INVALID, "\"%s\" has passed. Give a time to come.",
                arg_shown(turn->arena, text));
    }
    return sensible(turn, arg, value, text, err);
}

bool args_flag(const char *text, bool *ret_set) {
    static const char *const yes[] = {"true", "yes", "on", "1", NULL};
    static const char *const no[] = {"false", "no", "off", "0", NULL};

    *ret_set = text_in_nocase(text, yes);
    return *ret_set || text_in_nocase(text, no);
}
