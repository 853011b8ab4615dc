/* args_parts.c: cutting a text up: name=value anywhere, labelled parts behind it.
 *
 * What is left is the text as it was typed, with its own spaces and line ends; only the
 * gap of what was taken out closes. */
#include "core/args_parts.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_named.h"
#include "core/args_stand.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/args_values.h"

bool args_put(json_t *args, const struct arg *arg, json_t *value, struct error *err) {
    json_t *there = json_object_get(args, arg->name);
    size_t i;
    json_t *word;

    if (!there) {
        json_object_set_new(args, arg->name, value);
        return true;
    }
    if (!json_is_array(there) || !json_is_array(value)) {
        json_decref(value);
        return err_set(err, ERR_INVALID, "%s is given twice. Give it once.", arg->name);
    }
    json_array_foreach(value, i, word) {
        json_array_append(there, word);
    }
    json_decref(value);
    return true;
}

static bool same_name(const char *a, const char *b, size_t len) {
    char copy[LIMIT_WORD + 1];

    if (len >= sizeof copy) {
        return false;
    }
    memcpy(copy, b, len);
    copy[len] = '\0';
    return text_equal_nocase(a, copy);
}

/* The argument that a key names. Every one but a text may be given by name; an ARG_CHOICE
 * has its values where others have aliases. */
static const struct arg *find_key(const struct command *command,
                                  const struct token *token) {
    if (token->key == 0) {
        return NULL;
    }
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type == ARG_TEXT) {
            continue;
        }
        if (same_name(arg->name, token->start, token->key)) {
            return arg;
        }
        if (((arg->flags & ARG_KEY) == 0 && arg->type != ARG_PART) ||
            arg->type == ARG_CHOICE) {
            continue;
        }
        for (const char *const *alias = arg->choices; alias && *alias; alias++) {
            if (same_name(*alias, token->start, token->key)) {
                return arg;
            }
        }
    }
    return NULL;
}

static const struct arg *find_part(const struct command *command, const char *s,
                                   const char **ret_behind);

bool args_is_part(const struct command *command, const char *s) {
    const char *behind;

    return find_part(command, s, &behind) != NULL;
}

/* "eta=30m": a part is one word only where it is quoted, or nothing follows that could
 * belong to it. Otherwise it is asked (args_doubt.c). */
static bool is_whole(const struct command *command, const struct token *token,
                     const struct token_reader *reader) {
    struct token_reader ahead = *reader;
    struct token next;

    return token->value > token->start + token->key + 1 || !token_next(&ahead, &next) ||
           next.key > 0 || args_is_part(command, next.start);
}

static bool take_flag(const struct arg *arg, const char *text, json_t *args,
                      struct error *err) {
    bool set;

    if (!args_flag(text, &set)) {
        return err_set(err, ERR_INVALID, "%s= is either yes or no.", arg->name);
    }
    if (set) {
        json_object_set_new(args, arg->name, json_true());
    }
    return true;
}

static bool take_key(const struct turn *turn, const struct arg *arg,
                     const struct token *token, json_t *args, struct error *err) {
    const char *text = token_trim(turn->arena, token->value, token->value_len);
    json_t *value;

    if (token->unclosed) {
        return err_set(err, ERR_INVALID, "The quote after %s= is not closed.", arg->name);
    }
    if (text[0] == '\0') {
        return err_set(
            err, ERR_INVALID,
            "Nothing stands behind %s=. Leave it out, or write the value without "
            "a space.",
            arg->name);
    }
    if (arg->type == ARG_FLAG) {
        return take_flag(arg, text, args, err);
    }
    value = arg_value(turn, arg, text, err);
    return value && args_put(args, arg, value, err);
}

/* "owner=Ben Olsen raise the limit": all of the name belongs to the key. */
static void take_name(const struct turn *turn, const struct arg *arg, struct token *token,
                      struct token_reader *reader) {
    const char *end = token->start + token->len;

    if (token->value_len > 0 && token->value + token->value_len == end &&
        (arg->type == ARG_ACTOR || text_equal(arg->name, ARG_TO_NAME))) {
        token->value = args_whole_name(
            turn, arena_strndup(turn->arena, token->value, token->value_len), reader);
        token->value_len = strlen(token->value);
    }
}

/* Appends what stands between two keys; `s` begins with the gap behind a key. Spaces in
 * that gap are not missed, but a line end is the writer's: there stays one. */
static void keep(struct strbuf *out, const char *s, const char *end) {
    const char *word = token_skip_space(s);
    const char *line;

    word = word > end ? end : word;
    line = out->len > 0 ? memchr(s, '\n', (size_t)(word - s)) : NULL;
    if (line) {
        while (out->len > 0 && out->ptr[out->len - 1] == ' ') {
            out->ptr[--out->len] = '\0';
        }
        word = out->len > 0 && out->ptr[out->len - 1] == '\n' ? line + 1 : line;
    }
    strbuf_addn(out, word, (size_t)(end - word));
}

bool args_take_keys(const struct turn *turn, const struct command *command,
                    const char *text, json_t *args, const char **ret_text,
                    struct error *err) {
    struct token_reader reader;
    struct token token;
    struct strbuf out;
    const char *from = text;
    bool ok = true;

    strbuf_init(&out, strlen(text) + 1);
    token_start(&reader, text);
    while (ok && token_next(&reader, &token)) {
        const struct arg *arg = find_key(command, &token);

        if (arg && (arg->type != ARG_PART || is_whole(command, &token, &reader))) {
            keep(&out, from, token.start);
            take_name(turn, arg, &token, &reader);
            from = reader.at;
            ok = take_key(turn, arg, &token, args, err);
        }
    }
    if (ok) {
        keep(&out, from, text + strlen(text));
        *ret_text = token_trim(turn->arena, out.ptr, out.len);
    }
    strbuf_free(&out);
    return ok;
}

/* ---- parts ---- */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Behind "label:" at s, NULL when that is not there. "next steps" has any space in
 * between, and French puts one before the colon. */
static const char *behind_label(const char *s, const char *label) {
    for (; *label != '\0'; label++) {
        if (*label == ' ') {
            const char *word = token_skip_space(s);

            if (word == s) {
                return NULL;
            }
            s = word;
        } else if (lower(*s) == lower(*label)) {
            s++;
        } else {
            return NULL;
        }
    }
    s = token_skip_space(s);
    return *s == ':' ? s + 1 : NULL;
}

static const struct arg *find_part(const struct command *command, const char *s,
                                   const char **ret_behind) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if (arg->type != ARG_PART) {
            continue;
        }
        *ret_behind = behind_label(s, arg->name);
        for (const char *const *alias = arg->choices; !*ret_behind && alias && *alias;
             alias++) {
            *ret_behind = behind_label(s, *alias);
        }
        if (*ret_behind) {
            return arg;
        }
    }
    return NULL;
}

/* A part that ends before `end`; an empty one is one that was left out. */
static bool put_part(const struct parse *parse, const struct arg *arg, const char *from,
                     const char *end) {
    struct arena *arena = parse->turn->arena;
    const char *typed = token_trim(arena, from, (size_t)(end - from));
    const char *text = args_unquoted(arena, typed);
    json_t *value;

    if (args_blank(arena, text)) {
        return true;
    }
    if (!args_doubt_words(parse, arg, text, text != typed)) {
        return false;
    }
    value = arg_value(parse->turn, arg, text, parse->err);
    return value && args_put(parse->args, arg, value, parse->err);
}

static const char *without_gap(const char *s, const char *end) {
    while (end > s && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n')) {
        end--;
    }
    return end;
}

/* An article is nothing to end a text with: "fixed, the cause: a leak". */
static const char *without_article(const char *s, const char *end) {
    static const char *const articles[] = {"the", "our", "its", NULL};

    for (size_t i = 0; articles[i]; i++) {
        size_t len = strlen(articles[i]);

        if ((size_t)(end - s) >= len && same_name(articles[i], end - len, len) &&
            ((size_t)(end - s) == len || strchr(" \t\n", end[-1 - (int)len]))) {
            return without_gap(s, end - len);
        }
    }
    return end;
}

/* Length of what stands between s and a label: the comma in front of the label divides
 * and belongs to neither. */
static size_t before_label(const char *s, const char *label) {
    label = without_gap(s, label);
    return (size_t)(label - s) - (label > s && strchr(",;", label[-1]) ? 1 : 0);
}

bool args_take_parts(const struct parse *parse, const char *text, const char **ret_text) {
    const struct arg *open = NULL; /* the part we are in */
    const char *from = text;
    struct token_reader reader;
    struct token token;

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        const char *behind;
        const struct arg *arg = find_part(parse->command, token.start, &behind);

        if (!arg) {
            continue;
        }
        if (!open) {
            *ret_text = token_trim(
                parse->turn->arena, text,
                before_label(text,
                             without_article(text, without_gap(text, token.start))));
        } else if (!put_part(parse, open, from, from + before_label(from, token.start))) {
            return false;
        }
        open = arg;
        from = reader.at = behind;
    }
    if (!open) {
        *ret_text = text;
        return true;
    }
    return put_part(parse, open, from, text + strlen(text));
}
