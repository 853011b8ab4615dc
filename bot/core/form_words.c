/* form_words.c: see form_words.h. */
#include "core/form_words.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/text.h"

/* Names that say too little by themselves, or nearly the same as another field. */
static const struct {
    const char *name, *label;
} labels[] = {
    {"eta", "Expected end"},
    {"env", "Environment"},
    {"cause", "Is the cause fixed?"},
    {"root-cause", "What the cause was"},
    {"near-miss", "Near miss: nothing failed"},
    {"next", "Next steps"},
    {"until", "Next update"},
    {"to", "Whom to call"},
    {"who", "Person"},
    {"due", "Due date"},
    {"other", "Other incident"},
};

const char *form_choice(struct arena *arena, const char *value) {
    char *shown = arena_strdup(arena, value);

    if (shown[0] >= 'a' && shown[0] <= 'z') {
        shown[0] = (char)(shown[0] - 'a' + 'A');
    }
    return shown;
}

const char *form_label(struct arena *arena, const struct arg *arg) {
    char *label = arena_strdup(arena, arg->name);

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (text_equal(labels[i].name, arg->name)) {
            return labels[i].label;
        }
    }
    for (char *c = label; *c != '\0'; c++) {
        if (*c == '-' || *c == '_') {
            *c = ' ';
        }
    }
    return form_choice(arena, label);
}

const char *form_hint(struct arena *arena, const struct arg *arg) {
    switch (arg->type) {
    case ARG_DURATION:
        return arena_printf(arena, "%s, for example 30m or 2h", arg->help);
    case ARG_TIME:
        return arena_printf(arena, "%s, for example 10:05 or 20m ago", arg->help);
    case ARG_DUE:
        return arena_printf(arena, "%s, for example 20m, 17:00 or 2d", arg->help);
    case ARG_WORDS:
        return arena_printf(arena, "%s; several with commas", arg->help);
    default:
        break;
    }
    if (text_equal(arg->name, "eta")) {
        return arena_printf(arena, "for example 30m or 17:00; %s", arg->help);
    }
    return text_equal_nocase(arg->help, form_label(arena, arg)) ||
                   text_equal(arg->name, "cause")
               ? NULL
               : arg->help;
}

/* ---- refusals ---- */

/* Length of `word` and what follows it in `mark`, where s has both; else 0. */
static size_t named(const char *s, const char *word, const char *mark) {
    size_t len = strlen(word);

    return strncmp(s, word, len) == 0 && strncmp(s + len, mark, strlen(mark)) == 0
               ? len + strlen(mark)
               : 0;
}

/* "eta: 30m" in a code, "type=outage": the length of the name in front of the value. */
static size_t name_at(const struct command *leaf, const char *before, const char *s) {
    if (strchr(" `(", *before) == NULL) {
        return 0;
    }
    for (const struct arg *arg = leaf->args; arg && arg->name; arg++) {
        size_t len = named(s, arg->name, "=");

        len = len == 0 && *before == '`' ? named(s, arg->name, ": ") : len;
        if (len > 0 && !strchr(" ,.", s[len])) {
            return len;
        }
    }
    return 0;
}

/* "<!snooze 20m>" of the form's own command: bytes before "20m"; 0: another command, or
 * nothing is behind it. */
static size_t own_line(const char *head, const char *s) {
    size_t len = strlen(head);

    return strncmp(s, head, len) == 0 && s[len] != '\0' && s[len] != '>' ? len : 0;
}

void form_refusal(struct arena *arena, const struct command *command,
                  const struct command *sub, struct error *err) {
    const char *text = arena_strdup(arena, err->text);
    const char *own = arena_printf(arena, "<!%s%s%s ", command->name, sub ? " " : "",
                                   sub ? sub->name : "");
    struct strbuf out;

    strbuf_init(&out, sizeof err->text);
    for (const char *s = text; *s != '\0';) {
        size_t head = own_line(own, s);
        size_t name = s > text ? name_at(sub ? sub : command, s - 1, s) : 0;

        if (head > 0) {
            size_t len = 0;

            s += head;
            while (s[len] != '\0' && s[len] != '>') {
                len += s[len] == '\\' && s[len + 1] != '\0' ? 2 : 1;
            }
            strbuf_addf(&out, "`%.*s`", (int)len, s);
            s += len + (s[len] == '>' ? 1 : 0);
        } else if (name > 0) {
            s += name;
        } else {
            strbuf_addc(&out, *s++);
        }
    }
    err_set(err, err->code, "%s", out.ptr);
    strbuf_free(&out);
}
