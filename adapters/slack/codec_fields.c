/* codec_fields.c: fields of a form: what is filled in, and what was.
 *
 * A field is an input block whose block_id names it, so that a submitted view says by
 * itself which argument each value is for, whatever element was used for it. An element
 * that Slack would refuse (more than 100 choices, a person of another network) becomes a
 * line to type: a form that opens plainly beats one that does not open. */
#include "codec_fields.h"
#include "base/address.h"
#include "codec_buttons.h"
#include "codec_ids.h"
#include "codec_parts.h"
#include "codec_text.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum {
    LABEL = 2000,
    HINT = 2000,
    PLACEHOLDER = 150,
    OPTION_TEXT = 75,
    OPTION_VALUE = 150,
    OPTIONS = 100,
    INPUT_TEXT = 3000, /* what Slack lets anybody type into one field */
};

/* ---- out ---- */

static json_t *option(struct arena *arena, const json_t *choice) {
    const char *value = jsonx_string(choice, "value", "");
    return json_pack(
        "{s:o, s:s}", "text",
        slack_plain_text(arena, jsonx_string(choice, "label", value), OPTION_TEXT, value),
        "value", value);
}

/* Can Slack show them all? */
static bool choosable(const json_t *choices) {
    size_t i;
    const json_t *choice;
    size_t n = json_array_size(choices);
    bool good = n > 0 && n <= OPTIONS;
    json_array_foreach(choices, i, choice) {
        const char *value = jsonx_string(choice, "value", "");
        good = good && !text_is_empty(value) &&
               slack_units(value, strlen(value)) <= OPTION_VALUE;
    }
    return good;
}

/* Is `word` one of the comma separated `list`? */
static bool listed(const char *word, const char *list) {
    while (list && *list != '\0') {
        list += strspn(list, ", ");
        size_t len = strcspn(list, ",");
        size_t end = len;
        while (end > 0 && list[end - 1] == ' ') {
            end--;
        }
        if (end == strlen(word) && end > 0 && strncmp(list, word, end) == 0) {
            return true;
        }
        list += len;
    }
    return false;
}

static json_t *options(struct arena *arena, const json_t *choices, const char *only) {
    json_t *all = json_array();
    size_t i;
    const json_t *choice;
    json_array_foreach(choices, i, choice) {
        const char *value = jsonx_string(choice, "value", "");
        if (!only || listed(value, only)) {
            json_array_append_new(all, option(arena, choice));
        }
    }
    return all;
}

static json_t *select_element(struct arena *arena, const json_t *field, bool several) {
    const json_t *choices = json_object_get(field, "choices");
    const char *value = jsonx_string(field, "value", "");
    json_t *element = json_pack(
        "{s:s, s:s, s:o}", "type", several ? "multi_static_select" : "static_select",
        "action_id", SLACK_FIELD_ACTION, "options", options(arena, choices, NULL));
    json_t *initial = options(arena, choices, value);
    if (several && json_array_size(initial) > 0) {
        json_object_set(element, "initial_options", initial);
    }
    if (!several && json_array_size(initial) > 0) {
        json_object_set(element, "initial_option", json_array_get(initial, 0));
    }
    json_decref(initial);
    return element;
}

static json_t *flag_element(const json_t *field) {
    json_t *yes = json_pack("{s:{s:s, s:s, s:b}, s:s}", "text", "type", "plain_text",
                            "text", "Yes", "emoji", 0, "value", "yes");
    json_t *element = json_pack("{s:s, s:s, s:[O]}", "type", "checkboxes", "action_id",
                                SLACK_FIELD_ACTION, "options", yes);
    if (text_equal(jsonx_string(field, "value", NULL), "yes")) {
        json_object_set_new(element, "initial_options", json_pack("[O]", yes));
    }
    json_decref(yes);
    return element;
}

static bool is_integer(const char *s) {
    s += *s == '-' ? 1 : 0;
    size_t len = strspn(s, "0123456789");
    return len > 0 && len <= 18 && s[len] == '\0';
}

/* *ret_cut: the text that is there does not fit. */
static json_t *text_element(struct arena *arena, const json_t *field, bool lines,
                            bool *ret_cut) {
    const char *value = slack_clean(arena, jsonx_string(field, "value", ""));
    size_t fit = slack_fit(value, strlen(value), INPUT_TEXT);
    *ret_cut = fit < strlen(value);
    json_t *element =
        json_pack("{s:s, s:s, s:b, s:i}", "type", "plain_text_input", "action_id",
                  SLACK_FIELD_ACTION, "multiline", lines, "max_length", INPUT_TEXT);
    if (fit > 0) {
        json_object_set_new(element, "initial_value", json_stringn(value, fit));
    }
    return element;
}

static json_t *element_of(struct arena *arena, const json_t *field, bool *ret_cut) {
    const char *type = jsonx_string(field, "type", "line");
    const char *value = jsonx_string(field, "value", "");
    bool choices = choosable(json_object_get(field, "choices"));
    const char *person = slack_user_of(value);
    if (text_equal(type, "choice") && choices) {
        return select_element(arena, field, false);
    }
    if (text_equal(type, "words") && choices) {
        return select_element(arena, field, true);
    }
    if (text_equal(type, "flag")) {
        return flag_element(field);
    }
    if (text_equal(type, "actor") && (*value == '\0' || person)) {
        json_t *element = json_pack("{s:s, s:s}", "type", "users_select", "action_id",
                                    SLACK_FIELD_ACTION);
        jsonx_set_string(element, "initial_user", person);
        return element;
    }
    if (text_equal(type, "number") && (*value == '\0' || is_integer(value))) {
        json_t *element =
            json_pack("{s:s, s:s, s:b}", "type", "number_input", "action_id",
                      SLACK_FIELD_ACTION, "is_decimal_allowed", 0);
        jsonx_set_string(element, "initial_value", *value != '\0' ? value : NULL);
        return element;
    }
    return text_element(arena, field, text_equal(type, "text"), ret_cut);
}

json_t *slack_field(struct arena *arena, const json_t *field) {
    const char *name = jsonx_string(field, "name", "");
    bool cut = false;
    json_t *element = element_of(arena, field, &cut);
    const char *hint = jsonx_string(field, "hint", "");
    /* Slack itself says when more is typed than fits. What we have to say stands first: a
     * hint may be cut, this may not. */
    if (cut) {
        hint = arena_printf(arena,
                            "What was here is longer than 3,000 characters and is "
                            "cut. %s",
                            hint);
    }
    json_t *block = json_pack(
        "{s:s, s:s, s:o, s:o, s:b}", "type", "input", "block_id",
        arena_printf(arena, SLACK_FIELD_ID "%s", name), "label",
        slack_plain_text(arena, jsonx_string(field, "label", name), LABEL, name),
        "element", element, "optional", !jsonx_bool(field, "required", false));
    if (*hint != '\0') {
        json_object_set_new(block, "hint",
                            slack_plain_text(arena, hint, HINT, SLACK_ELLIPSIS));
    }
    return block;
}

/* ---- in ---- */

static char *joined(struct arena *arena, const json_t *selected) {
    struct strbuf out;
    strbuf_init(&out, LIMIT_TEXT);
    size_t i;
    const json_t *option;
    json_array_foreach(selected, i, option) {
        const char *value = jsonx_string(option, "value", NULL);
        if (value && out.len > 0) {
            strbuf_add(&out, ", ");
        }
        strbuf_add(&out, value);
    }
    char *copy = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return copy;
}

/* The value of one element of a submitted view; NULL or "": nothing was filled in. */
static const char *value_of(struct arena *arena, const json_t *element) {
    const char *type = jsonx_string(element, "type", "");
    if (text_equal(type, "plain_text_input") || text_equal(type, "number_input")) {
        return jsonx_string(element, "value", NULL);
    }
    if (text_equal(type, "static_select")) {
        return jsonx_string(json_object_get(element, "selected_option"), "value", NULL);
    }
    if (text_equal(type, "multi_static_select")) {
        return joined(arena, json_object_get(element, "selected_options"));
    }
    if (text_equal(type, "checkboxes")) {
        return json_array_size(json_object_get(element, "selected_options")) > 0 ? "yes"
                                                                                 : NULL;
    }
    if (text_equal(type, "users_select")) {
        const char *id = slack_id(element, "selected_user");
        return !id ? NULL : address_of(arena, SLACK_NETWORK, id);
    }
    return NULL;
}

json_t *slack_fields_read(struct arena *arena, const json_t *view) {
    json_t *fields = json_object();
    json_t *values = json_object_get(json_object_get(view, "state"), "values");
    const char *block;
    json_t *actions;
    json_object_foreach(values, block, actions) {
        const char *name =
            text_starts(block, SLACK_FIELD_ID) ? block + strlen(SLACK_FIELD_ID) : NULL;
        if (!slack_is_name(name, LIMIT_WORD) ||
            json_object_size(fields) >= SLACK_FIELDS) {
            continue;
        }
        const char *value = value_of(arena, json_object_get(actions, SLACK_FIELD_ACTION));
        if (!text_is_empty(value)) {
            jsonx_set_string(fields, name, value);
        }
    }
    return fields;
}
