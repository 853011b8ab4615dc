/* codec_buttons.c: see codec_buttons.h. */
#include "codec_buttons.h"

#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "tocsin/tree.h"

enum { LINE = 2048, MORE_MOST = 16 /* bytes of a variation, a colour of skin */ };

#define SUMMARY "summary:"

/* None of them marks a message (codec_events.c), but for the raised hand, which says the
 * same. */
static const struct {
    const char *command, *sign;
} signs[] = {
    {"ack", "\xE2\x9C\x8B"},             /* raised hand */
    {"role take", "\xF0\x9F\xA7\xAD"},   /* compass */
    {"update", "\xF0\x9F\x93\x9D"},      /* memo */
    {"snooze", "\xE2\x8F\xB0"},          /* alarm clock */
    {"resolve", "\xF0\x9F\x8F\x81"},     /* chequered flag */
    {"restore", "\xF0\x9F\x94\xA7"},     /* wrench */
    {"verify", "\xF0\x9F\x94\x8D"},      /* magnifying glass */
    {"action done", "\xF0\x9F\x91\x8D"}, /* thumbs up */
    {"reopen", "\xF0\x9F\x94\x81"},      /* repeat */
    {"close", "\xF0\x9F\x94\x92"},       /* lock */
};
enum { SIGNS = sizeof signs / sizeof *signs };

const char *matrix_sign_of(const char *command) {
    for (size_t i = 0; i < SIGNS; i++) {
        if (text_equal(signs[i].command, command)) {
            return signs[i].sign;
        }
    }
    return NULL;
}

const char *matrix_signed(const char *key) {
    for (size_t i = 0; key && i < SIGNS; i++) {
        const char *rest = text_after(key, signs[i].sign);

        if (rest && strlen(rest) <= MORE_MOST) {
            return signs[i].command;
        }
    }
    return NULL;
}

/* ---- out ---- */

static void add_one(struct strbuf *out, const json_t *button, const char *prefix) {
    const char *command = jsonx_string(button, "command", "help");
    const char *label = jsonx_string(button, "label", command);
    const char *sign = matrix_sign_of(command);

    strbuf_add(out, out->len > 0 ? " \xC2\xB7 " : "React: ");
    if (sign) {
        strbuf_addf(out, "%s %s", sign, label);
    } else {
        strbuf_addf(out, "%s: %s %s", label, prefix, command);
    }
}

char *matrix_buttons_line(struct arena *arena, const json_t *buttons,
                          const char *prefix) {
    struct strbuf out;
    size_t i;
    const json_t *button;
    char *line;

    strbuf_init(&out, LINE);
    json_array_foreach(buttons, i, button) {
        add_one(&out, button, prefix);
    }
    line = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return line;
}

/* All buttons of a tree, a new list. */
static json_t *buttons_of(const json_t *tree) {
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

static json_t *kept(const json_t *button) {
    static const char *const members[] = {"command", "incident", "made",
                                          "phase",   "form",     "fields"};
    json_t *ret = json_object();

    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_t *member = json_object_get(button, members[i]);
        if (member && !json_is_false(member)) {
            json_object_set(ret, members[i], member);
        }
    }
    return ret;
}

void matrix_buttons_keep(json_t *mark, const json_t *tree) {
    json_t *all = buttons_of(tree), *list = json_array();
    size_t i;
    const json_t *button;

    json_array_foreach(all, i, button) {
        json_array_append_new(list, kept(button));
    }
    if (json_array_size(list) > 0) {
        json_object_set(mark, "buttons", list);
    }
    json_decref(list);
    json_decref(all);
}

json_t *matrix_buttons_signs(const json_t *tree) {
    json_t *all = buttons_of(tree), *list = json_array();
    size_t i;
    const json_t *button;

    json_array_foreach(all, i, button) {
        const char *sign = matrix_sign_of(jsonx_string(button, "command", NULL));
        if (sign) {
            json_array_append_new(list, json_string(sign));
        }
    }
    json_decref(all);
    return list;
}

/* ---- in ---- */

static struct matrix_press read(const json_t *button) {
    return (struct matrix_press){.command = jsonx_string(button, "command", NULL),
                                 .incident = jsonx_string(button, "incident", NULL),
                                 .made = jsonx_string(button, "made", NULL),
                                 .phase = jsonx_string(button, "phase", NULL),
                                 .fields = json_object_get(button, "fields"),
                                 .form = jsonx_bool(button, "form", false)};
}

/* The summary lives as long as its incident and is edited in place: what is written there by
 * now was not in it when it was posted. Its incident is what counts. */
static bool pressed_summary(const json_t *mark, const json_t *any, const char *command,
                            struct matrix_press *ret) {
    const char *incident = jsonx_string(mark, "incident", NULL);

    if (!incident || !text_starts(jsonx_string(mark, "delivery", ""), SUMMARY)) {
        return false;
    }
    *ret = (struct matrix_press){.command = command,
                                 .incident = incident,
                                 .made = jsonx_string(any, "made", NULL),
                                 .form = true};
    return true;
}

bool matrix_pressed(const json_t *mark, const char *key, struct matrix_press *ret) {
    const json_t *buttons = json_object_get(mark, "buttons");
    const char *command = matrix_signed(key);
    size_t i;
    const json_t *button;

    json_array_foreach(buttons, i, button) {
        struct matrix_press press = read(button);
        if (command && text_equal(press.command, command)) {
            *ret = press;
            return true;
        }
    }
    return command && pressed_summary(mark, json_array_get(buttons, 0), command, ret);
}
