/* which.c: asking which incident was meant. See which.h. */
#include "core/which.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/args_tokens.h"
#include "core/markup_text.h"

enum { LINE_BYTES = 160 }; /* three of them, escaped, fit into an error */

int64_t which_typed(const char *ref) {
    const char *behind = arg_behind_day(ref);
    size_t digits;
    int64_t number = 0;

    ref = behind ? behind : ref + (*ref == '#' ? 1 : 0);
    digits = strspn(ref, "0123456789");
    for (size_t i = 0; ref[digits] == '\0' && i < digits && i < 15; i++) {
        number = number * 10 + (ref[i] - '0');
    }
    return number;
}

int64_t which_number(const char *id) {
    const char *dash = strrchr(id, '-');

    return dash ? which_typed(dash + 1) : 0;
}

bool which_is_short(const char *ref) {
    enum { SHORT_DIGITS = 3 };

    return strlen(ref) < SHORT_DIGITS && strspn(ref, "0123456789") == strlen(ref);
}

bool which_names(const char *ref, const char *id) {
    enum { DAY = sizeof "00-00-" - 1 };
    const char *dash = strrchr(id, '-');

    return which_typed(ref) == which_number(id) &&
           (!arg_behind_day(ref) ||
            (dash && dash - id >= DAY - 1 &&
             strncmp(dash - (DAY - 1), ref, (size_t)DAY - 1) == 0));
}

static size_t fit(const char *ref, const json_t *list, const char *but,
                  const char **ret) {
    size_t i, n = 0;
    json_t *member;

    json_array_foreach((json_t *)list, i, member) {
        const char *id = json_string_value(member);

        if (!id || !which_names(ref, id) || text_equal(id, but)) {
            continue;
        }
        if (n < WHICH_SHOWN) {
            ret[n] = id;
        }
        n++;
    }
    return n;
}

size_t which_fit(const char *ref, const json_t *open, const json_t *closed,
                 const char *but, const char **ret) {
    size_t n = fit(ref, open, but, ret);

    return n > 0 ? n : fit(ref, closed, but, ret);
}

char *which_line(struct arena *arena, const char *head, const char *text) {
    char *line;

    if (strlen(head) + strlen(text) > LINE_BYTES) {
        text = "…";
    }
    line = arena_printf(arena, "%s%s%s", head, *text != '\0' ? " " : "", text);
    for (char *c = line; *c != '\0'; c++) {
        *c = (char)((unsigned char)*c < ' ' ? ' ' : *c);
    }
    return arena_printf(arena, "<!%s>", markup_escaped(arena, line));
}

const char *which_instead(const struct turn *turn, const char *text, const char *word) {
    const char *rest = turn->rest ? turn->rest : "";
    const char *at = strstr(rest, text);

    if (!at || turn->input->command) {
        return arena_printf(turn->arena, "Write %s", markup_escaped(turn->arena, word));
    }
    return which_line(turn->arena, which_head(turn, turn->named),
                      arena_printf(turn->arena, "%.*s%s%s", (int)(at - rest), rest, word,
                                   at + strlen(text)));
}

char *which_head(const struct turn *turn, const char *incident) {
    return arena_printf(turn->arena, "%s%s%s%s%s", incident ? incident : "",
                        incident ? " " : "", turn->command->name, turn->sub ? " " : "",
                        turn->sub ? turn->sub->name : "");
}

/* The line for the incident that we are in: the number was meant as text, or as the
 * command's own number, or not at all. */
static const char *for_this_one(const struct turn *turn, const char *before,
                                const char *at, const char *behind) {
    struct arena *arena = turn->arena;
    const struct arg *first = command_first(turn_leaf(turn));
    const char *head = which_head(turn, turn->named);
    const char *quoted = args_quoted(arena, at);
    bool text = turn->mention_at || (first && first->type == ARG_TEXT);

    if (text && quoted) {
        return arena_printf(
            arena, "For this one, as text: %s",
            which_line(arena, head, arena_printf(arena, "%s%s", before, quoted)));
    }
    if (first && first->type == ARG_NUMBER && which_typed(turn->mention) > 0) {
        return arena_printf(arena, "For this one, its number %lld: %s",
                            (long long)which_typed(turn->mention),
                            which_line(arena, head,
                                       arena_printf(arena, "%s%lld%s%s", before,
                                                    (long long)which_typed(turn->mention),
                                                    *behind != '\0' ? " " : "", behind)));
    }
    return arena_printf(
        arena, "For this one: %s",
        which_line(arena, head, arena_printf(arena, "%s%s", before, behind)));
}

bool which_other(const struct turn *turn, struct error *err) {
    struct arena *arena = turn->arena;
    struct token_reader reader;
    /* What stands before the text ("at 10:35") belongs to either line. */
    const char *at = turn->mention_at ? turn->mention_at : turn->rest;
    const char *before = arena_strndup(arena, turn->rest, (size_t)(at - turn->rest));
    const char *behind;
    char *said = arena_printf(
        arena,
        turn->mention_own ? "Nothing was done: another open incident has the "
                            "number %s as well."
                          : "Nothing was done: %s is another incident.",
        arg_is_place(turn->mention) ? turn->mentioned[0]
                                    : arg_shown(arena, turn->mention));

    token_start(&reader, at);
    if (!turn->mention_own) {
        arg_incident_at(arena, &reader);
    }
    behind = token_trim(arena, reader.at, strlen(reader.at));
    for (size_t i = 0; turn->mentioned[i]; i++) {
        said = arena_printf(arena, "%s\nFor that one: %s", said,
                            which_line(arena, which_head(turn, turn->mentioned[i]),
                                       arena_printf(arena, "%s%s", before, behind)));
    }
    if (turn->mention_own) {
        said = arena_printf(arena, "%s\nFor this one: %s", said,
                            which_line(arena, which_head(turn, turn->here), turn->rest));
    } else {
        said =
            arena_printf(arena, "%s\n%s", said, for_this_one(turn, before, at, behind));
    }
    return err_set(err, ERR_INVALID, "%s", said);
}
