/* codec_buttons.c: buttons: what they look like, and what comes back when one is pressed.
 *
 * All that a button means travels in its value, as JSON: there is no table of buttons to
 * keep, and one that is pressed a week later still says what it is for. The value is
 * ASCII, without `&`, `<`, `>`, so that nothing on the way rewrites it. What comes back
 * is checked like anything from outside; whether it is allowed is decided where commands
 * are. */
#include "codec_buttons.h"
#include "codec_parts.h"
#include "codec_text.h"
#include "tocsin/tree.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum { TYPED = 300 /* bytes of commands whose buttons were left out */ };

/* ---- out ---- */

char *slack_safe_json(struct arena *arena, const json_t *json) {
    char *dump = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
    if (!dump) {
        return NULL;
    }
    struct strbuf out;
    strbuf_init(&out, 6 * strlen(dump));
    for (const char *c = dump; *c != '\0'; c++) {
        if (strchr("&<>", *c)) {
            strbuf_addf(&out, "\\u%04x", (unsigned)(unsigned char)*c);
        } else {
            strbuf_addc(&out, *c);
        }
    }
    free(dump);
    char *safe = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return safe;
}

char *slack_button_value(struct arena *arena, const json_t *button,
                         const char *incident) {
    json_t *value = json_object();
    const json_t *fields = json_object_get(button, "fields");
    jsonx_set_string(value, "command", jsonx_string(button, "command", NULL));
    jsonx_set_string(value, "incident", jsonx_string(button, "incident", incident));
    jsonx_set_string(value, "phase", jsonx_string(button, "phase", NULL));
    jsonx_set_string(value, "made", jsonx_string(button, "made", NULL));
    if (jsonx_bool(button, "form", false)) {
        json_object_set_new(value, "form", json_true());
    }
    if (json_object_size(fields) > 0) {
        json_object_set_new(value, "fields", json_deep_copy(fields));
    }
    char *safe = slack_safe_json(arena, value);
    json_decref(value);
    struct input back = {.kind = INPUT_COMMAND};
    bool fits = safe && strlen(safe) <= SLACK_BUTTON_VALUE &&
                slack_button_read(arena, safe, &back);
    return fits ? safe : NULL;
}

static char *action_id(struct arena *arena, size_t n, const char *command) {
    char *id = arena_printf(arena, SLACK_ACTION_ID "%zu:%.*s", n, SLACK_COMMAND, command);
    for (char *c = id; *c != '\0'; c++) {
        *c = *c == ' ' ? '_' : *c;
    }
    return id;
}

json_t *slack_button_element(struct arena *arena, const json_t *button,
                             const char *incident, const char *label, size_t n) {
    static const char *const styles[] = {"primary", "danger", NULL};
    const char *value = slack_button_value(arena, button, incident);
    const char *command = jsonx_string(button, "command", "");
    const char *style = jsonx_string(button, "style", NULL);
    if (!value) {
        return NULL;
    }
    label = label ? label : jsonx_string(button, "label", command);
    json_t *element =
        json_pack("{s:s, s:o, s:s, s:s}", "type", "button", "text",
                  slack_plain_text(arena, label, SLACK_BUTTON_TEXT, command), "action_id",
                  action_id(arena, n, command), "value", value);
    if (text_in(style, styles)) {
        jsonx_set_string(element, "style", style);
    }
    return element;
}

json_t *slack_context(struct arena *arena, const char *line) {
    return json_pack("{s:s, s:[o]}", "type", "context", "elements",
                     slack_plain_text(arena, line, SLACK_SECTION, SLACK_ELLIPSIS));
}

size_t slack_buttons_blocks(const json_t *buttons) {
    size_t n = json_array_size(buttons);
    /* One more for what has to be typed instead. */
    return n == 0 ? 0 : (n + SLACK_ACTIONS - 1) / SLACK_ACTIONS + 1;
}

size_t slack_buttons_units(struct arena *arena, const json_t *buttons, size_t most) {
    size_t n = json_array_size(buttons);
    size_t shown = most > 0 ? (most - 1) * SLACK_ACTIONS : 0;
    size_t units = n > 0 ? 2 * (size_t)TYPED : 0;
    for (size_t i = 0; i < n && i < shown; i++) {
        const char *label =
            slack_plain(arena, jsonx_string(json_array_get(buttons, i), "label", ""),
                        SLACK_BUTTON_TEXT);
        units += slack_units(label, strlen(label));
    }
    return units;
}

void slack_add_buttons(struct arena *arena, json_t *blocks, const json_t *buttons,
                       const char *incident, const char *command, size_t most) {
    json_t *elements = NULL;
    struct strbuf typed; /* commands whose buttons were left out */
    size_t used = 0;
    size_t i;
    const json_t *button;
    strbuf_init(&typed, TYPED);
    json_array_foreach(buttons, i, button) {
        bool fresh = !elements || json_array_size(elements) == SLACK_ACTIONS;
        json_t *element = slack_button_element(arena, button, incident, NULL, i);
        if (!element || (fresh && used + 1 >= most)) {
            json_decref(element);
            strbuf_addf(&typed, "%s%s %s", typed.len > 0 ? ", " : "", command,
                        jsonx_string(button, "command", "help"));
            continue;
        }
        if (fresh) {
            elements = json_array();
            json_array_append_new(
                blocks, json_pack("{s:s, s:o}", "type", "actions", "elements", elements));
            used++;
        }
        json_array_append_new(elements, element);
    }
    if (typed.len > 0 && used < most) {
        json_array_append_new(
            blocks,
            slack_context(arena,
                          arena_printf(arena, "Not as a button; type: %s%s", typed.ptr,
                                       typed.cut ? " " SLACK_ELLIPSIS : "")));
    }
    strbuf_free(&typed);
}

json_t *slack_buttons_of(const json_t *tree) {
    json_t *all = json_array();
    size_t i;
    const json_t *block;
    json_array_foreach(tree, i, block) {
        struct tree_node read = tree_read(block);
        if (read.kind == TREE_BUTTONS && json_is_array(read.inside)) {
            json_array_extend(all, (json_t *)read.inside);
        }
    }
    return all;
}

/* ---- in ---- */

bool slack_is_name(const char *s, size_t most) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.- ";
    if (!s || strchr("_.- ", *s)) {
        return false;
    }
    size_t len = strspn(s, allowed);
    return len <= most && s[len] == '\0';
}

/* A map of strings by name; NULL: it is something else. */
static const json_t *checked_fields(const json_t *fields, bool *ret_good) {
    const char *name;
    json_t *value;
    *ret_good =
        !fields || (json_is_object(fields) && json_object_size(fields) <= SLACK_FIELDS);
    json_object_foreach((json_t *)fields, name, value) {
        *ret_good = *ret_good && slack_is_name(name, LIMIT_WORD) && json_is_string(value);
    }
    return *ret_good && json_object_size(fields) > 0 ? fields : NULL;
}

bool slack_button_read(struct arena *arena, const char *value, struct input *input) {
    if (!value || strlen(value) > SLACK_BUTTON_VALUE) {
        return false;
    }
    json_t *json = jsonx_parse(value, strlen(value));
    if (!json) {
        return false;
    }
    arena_json(arena, json);
    bool good;
    const json_t *fields = checked_fields(json_object_get(json, "fields"), &good);
    const json_t *incident = json_object_get(json, "incident");
    const json_t *phase = json_object_get(json, "phase");
    const json_t *made = json_object_get(json, "made");
    const char *command = jsonx_string(json, "command", NULL);
    good = good && slack_is_name(command, SLACK_COMMAND) &&
           (!incident || text_is_word(json_string_value(incident))) &&
           (!phase || text_is_word(json_string_value(phase))) &&
           (!made || text_is_word(json_string_value(made)));
    if (!good) {
        return false;
    }
    input->kind = jsonx_bool(json, "form", false) ? INPUT_FORM : INPUT_COMMAND;
    input->command = command;
    input->incident = json_string_value(incident);
    input->phase = json_string_value(phase);
    input->made = json_string_value(made);
    input->fields = fields;
    return true;
}
