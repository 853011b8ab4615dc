/* args_stand.c: words that only stand for what a person has to say.
 *
 * Usages, hints and forms show what belongs there: "<why>", "what we know now", "@name",
 * "https://…". Sent as they stand they would be published, so they are refused with what
 * they stand for. No list of them is kept: they are the names and the help of the
 * arguments in the commands' table, with what the row of a text adds (command.h). A new
 * hint that says it in other words adds them there; test_advice types every hint. The
 * text of a command's own example is refused as well: whoever copies that line at three in
 * the morning would publish it. */
#include "core/args_stand.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/messages.h"
#include "core/which.h"

/* The help of an argument as one can write it: "what is broken", without ", in one
 * line". */
static char *short_help(struct arena *arena, const struct arg *arg) {
    return arena_strndup(arena, arg->help, strcspn(arg->help, ",;"));
}

char *arg_stand_in(struct arena *arena, const struct arg *arg) {
    switch (arg->type) {
    case ARG_TEXT:
    case ARG_PART:
        return short_help(arena, arg);
    case ARG_ACTOR:
        return arena_strdup(arena, "@name");
    case ARG_NUMBER:
        return arena_strdup(arena, "1");
    case ARG_TIME:
        return arena_strdup(arena, "10m ago");
    case ARG_DUE:
    case ARG_DURATION:
        return arena_strdup(arena, "20m");
    case ARG_INCIDENT:
        return arena_strdup(arena, "999");
    case ARG_URL:
        return arena_strdup(arena, "https://meet.example.org/room");
    default:
        return arena_strdup(arena, text_equal(arg->name, "to") ? "@name" : arg->name);
    }
}

/* What stands between "<" and ">" or "[" and "]", words only: as a usage writes it, and
 * nothing that a network writes there. NULL: the text is not of that form. */
static const char *between_marks(struct arena *arena, const char *text) {
    static const char marks[] = "<>[]";
    static const char of_words[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "' -";
    size_t len = strlen(text);

    for (size_t i = 0; marks[i] != '\0'; i += 2) {
        if (len > 2 && text[0] == marks[i] && text[len - 1] == marks[i + 1] &&
            strspn(text + 1, of_words) == len - 2) {
            return arena_strndup(arena, text + 1, len - 2);
        }
    }
    return NULL;
}

/* Without the dots that say that more belongs there. */
static const char *without_dots(struct arena *arena, const char *text) {
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t len = strlen(text);

    for (;;) {
        if (len >= 3 && strncmp(text + len - 3, ellipsis, 3) == 0) {
            len -= 3;
        } else if (len > 0 && (text[len - 1] == '.' || text[len - 1] == ' ')) {
            len--;
        } else {
            return arena_strndup(arena, text, len);
        }
    }
}

enum { BEFORE_STAND_IN = 2 };

/* "it what fixed it", "yes what fixed it": a hint that was sent with a word in front. One
 * word alone may end a sentence of one's own. */
static bool ends_as_stand_in(const char *text, const char *stand_in) {
    size_t len = strlen(text), tail = strlen(stand_in), words = 1;

    if (len <= tail + 1 || !strchr(stand_in, ' ') || text[len - tail - 1] != ' ' ||
        !text_equal_nocase(text + len - tail, stand_in)) {
        return false;
    }
    for (const char *c = text; c < text + len - tail - 1; c++) {
        words += *c == ' ' ? 1 : 0;
    }
    return words <= BEFORE_STAND_IN;
}

bool arg_is_stand_in(struct arena *arena, const struct arg *arg, const char *text) {
    bool words = arg->type == ARG_TEXT || arg->type == ARG_PART;
    const char *plain = without_dots(arena, text);

    if (between_marks(arena, plain) || *plain == '\0' ||
        text_equal_nocase(plain, arg_stand_in(arena, arg)) ||
        (words && ends_as_stand_in(plain, arg_stand_in(arena, arg)))) {
        return true;
    }
    if (!words && strstr(text, "\xE2\x80\xA6")) {
        return true;
    }
    return words &&
           (text_equal_nocase(plain, arg->name) || text_equal_nocase(plain, arg->help) ||
            (arg->type == ARG_TEXT && text_in_nocase(plain, arg->choices)));
}

/* ---- lines that are shown as samples ---- */

/* The words behind the command's own in a line: "role handoff @ben ..."; "": it is a line
 * of another command. */
static const char *behind_command(const struct parse *parse, const char *line) {
    struct token_reader reader;
    struct token token;

    token_start(&reader, line);
    for (size_t i = 0; i < 2 && token_next(&reader, &token); i++) {
        if (text_equal(arena_strndup(parse->turn->arena, token.start, token.len),
                       parse->command->name)) {
            return token_skip_space(reader.at);
        }
    }
    return "";
}

/* Is it what that line of the command says in this place? */
static bool is_of_line(const struct parse *parse, const struct arg *arg, const char *line,
                       const char *text) {
    struct turn typed = *parse->turn;
    struct error err = {0};
    json_t *args;

    typed.command = parse->command;
    typed.sub = NULL;
    typed.trial = true;
    typed.rest = behind_command(parse, line);
    return parse->parser &&
           parse->parser(&typed, parse->command, typed.rest, &args, &err) &&
           text_equal_nocase(without_dots(typed.arena, text),
                             jsonx_string(args, arg->name, NULL));
}

static bool is_example(const struct parse *parse, const struct arg *arg,
                       const char *text) {
    return arg->type == ARG_TEXT && parse->command->example &&
           (strchr(text, ' ') || strstr(text, "://")) &&
           is_of_line(parse, arg, parse->command->example, text);
}

/* "<!update {{id}} what we know>" at s, without what is filled in; *ret_behind: behind it. */
static const char *line_of_template(struct arena *arena, const char *s,
                                    const char **ret_behind) {
    char *line = arena_strdup(arena, s);
    size_t n = 0;

    for (s += strlen("<!"); *s != '\0' && *s != '>'; s++) {
        const char *end = text_starts(s, "{{") ? strstr(s, "}}") : NULL;

        if (end) {
            s = end + 1;
        } else {
            line[n++] = *s;
        }
    }
    line[n] = '\0';
    *ret_behind = s;
    return line;
}

/* A line to type in one of the messages says it, in whatever language. */
static bool is_of_template(const struct parse *parse, const struct arg *arg,
                           const struct message_template *list, size_t n,
                           const char *text) {
    for (size_t i = 0; arg->type == ARG_TEXT && i < n; i++) {
        const char *at = strstr(list[i].text, text) ? list[i].text : "";

        while ((at = strstr(at, "<!")) != NULL) {
            const char *line = line_of_template(parse->turn->arena, at, &at);

            if (strstr(line, text) && is_of_line(parse, arg, line, text)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_of_message(const struct parse *parse, const struct arg *arg,
                          const char *text) {
    const struct messages *messages = parse->turn->world->messages;

    text = without_dots(parse->turn->arena, text);
    return is_of_template(parse, arg, messages->overrides, messages->noverrides, text) ||
           is_of_template(parse, arg, messages->builtin, messages->nbuiltin, text);
}

static bool refuse_example(const struct parse *parse, const struct arg *arg,
                           const char *text) {
    err_set(parse->err, ERR_INVALID,
            "Nothing was done: \"%s\" is the example of %s. Write your own words.\n"
            "If it is so: %s",
            arg_shown(parse->turn->arena, text), parse->command->name,
            which_instead(parse->turn, text, args_quoted(parse->turn->arena, text)));
    return args_wrong(parse, arg);
}

/* ---- a text that says nothing ---- */

/* A letter or a digit of any script. Punctuation, signs, arrows, pictures and emoji are
 * none. */
static bool is_letter(uint32_t point) {
    if (point < 0x80) {
        return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
               (point >= 'A' && point <= 'Z');
    }
    return point >= 0xC0 && point != 0xD7 && point != 0xF7 &&
           !(point >= 0x2000 && point <= 0x2BFF) &&
           !(point >= 0x3000 && point <= 0x303F) && point != 0xFFFD &&
           !(point >= 0xFE00 && point <= 0xFE6F) &&
           !(point >= 0xFF00 && point <= 0xFF0F) &&
           !(point >= 0x1F000 && point <= 0x1FAFF) && point < 0xE0000;
}

/* ":tada:" as chat programs send it: the length of it, 0: there is none. */
static size_t emoji_at(const char *s) {
    size_t n = *s == ':' ? strspn(s + 1, "abcdefghijklmnopqrstuvwxyz0123456789_+-") : 0;

    return n > 0 && s[1 + n] == ':' ? n + 2 : 0;
}

bool args_says_something(const char *text) {
    while (*text != '\0') {
        uint32_t point = 0;
        size_t n = emoji_at(text);

        if (n == 0) {
            n = utf8_next(text, strnlen(text, 4), &point);
            n = n > 0 ? n : 1;
        }
        if (is_letter(point)) {
            return true;
        }
        text += n;
    }
    return false;
}

/* ---- asking ---- */

bool args_doubt_words(const struct parse *parse, const struct arg *arg, const char *text,
                      bool quoted) {
    struct arena *arena = parse->turn->arena;
    const char *help = short_help(arena, arg);
    bool needed = (arg->flags & (ARG_REQUIRED | ARG_WANTED)) != 0;
    const char *shown = arg_shown(arena, text);

    if (parse->turn->trial || (parse->command->flags & COMMAND_READ) != 0 ||
        (arg->type != ARG_TEXT && arg->type != ARG_PART)) {
        return true;
    }
    if (needed && !args_says_something(text)) {
        err_set(parse->err, ERR_INVALID,
                "Nothing was done: \"%s\" says nothing. Write %s.", shown, help);
        return args_wrong(parse, arg);
    }
    if (!quoted && !parse->turn->input->command && is_example(parse, arg, text)) {
        return refuse_example(parse, arg, text);
    }
    if (quoted || !args_says_something(text) ||
        (!arg_is_stand_in(arena, arg, text) && !is_of_message(parse, arg, text))) {
        return true;
    }
    err_set(parse->err, ERR_INVALID,
            "Nothing was done: \"%s\" only stands for your own words%s%s. Write those.%s",
            shown, text_equal_nocase(help, text) ? "" : ": ",
            text_equal_nocase(help, text) ? "" : help,
            !parse->turn->input->command ? "\nIf it is the text, put it in quotes." : "");
    return args_wrong(parse, arg);
}
