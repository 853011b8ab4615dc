/* dispatch_incident.c: which incident the words name, and whether another one was meant.
 *
 * What a number is taken for must not depend on luck: the rules stand in dispatch_head.h. */
#include "core/dispatch_incident.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args.h"
#include "core/args_end.h"
#include "core/args_incident.h"
#include "core/args_tokens.h"
#include "core/mitigations.h"
#include "core/which.h"

char *dispatch_word(struct arena *arena, struct token_reader *reader) {
    struct token token;
    char *word;

    if (!token_next(reader, &token)) {
        return NULL;
    }
    word = arena_strndup(arena, token.start, token.len);
    if (token.len > 1 && strchr(":,!?.", word[token.len - 1])) {
        word[token.len - 1] = '\0';
    }
    return word;
}

const char *dispatch_peek_incident(struct arena *arena, const struct token_reader *reader,
                                   struct token_reader *ret_behind) {
    *ret_behind = *reader;
    return arg_incident_at(arena, ret_behind);
}

static bool begins_with(const struct command *command, enum arg_type type) {
    const struct arg *first = command_first(command);

    return first && first->type == type;
}

/* The channel's own incident, named all the same. A number that could be a count ("503
 * errors") is none. */
static bool is_own(const struct turn *turn, const char *ref, const char *here) {
    return text_equal(ref, here) ||
           (arg_is_place(ref) && text_equal(ref + 1, turn->input->place) &&
            text_equal(here, turn->here)) ||
           ((*ref == '#' || *ref == '0' || arg_behind_day(ref)) &&
            which_names(ref, here));
}

/* "3 nodes are back", "1 of 3 nodes", "2 more": a count, though an incident may have that
 * number. A word in the plural is one, but for verbs. */
static bool counts(struct arena *arena, const struct token_reader *behind) {
    static const char *const words[] = {"of",  "out",   "more", "other", "in", "per",
                                        "min", "times", "%",    "h",     NULL};
    static const char *const verbs[] = {"works", "fails", "needs", "looks",    "goes",
                                        "this",  "does",  "seems", "stays",    "keeps",
                                        "comes", "runs",  "shows", "responds", NULL};
    struct token_reader ahead = *behind;
    const char *word = dispatch_word(arena, &ahead);
    size_t len = word ? strlen(word) : 0;

    return word &&
           (text_in_nocase(word, words) ||
            (len > 3 && (word[len - 1] | 0x20) == 's' && !text_in_nocase(word, verbs)));
}

/* Can the number in front of a text be another incident's? With "#" or three digits in
 * any case, or where a command takes no words ("show 1"); else a shorter one only in front
 * of a text, when no count follows and the command has no numbers of its own there
 * ("mitigate 1 failed"). Then an open incident of that number makes it a question. */
static bool may_name(const struct turn *turn, const struct command *command,
                     const char *ref, const char *text,
                     const struct token_reader *behind) {
    return incident_id_valid(ref) || !which_is_short(ref) ||
           (!command->args && !command->subs) ||
           ((command->flags & COMMAND_READ) == 0 && !turn->input->command &&
            !command->subs && !counts(turn->arena, behind) &&
            (!text_equal(command->name, "mitigate") ||
             mitigation_read(turn, text).number == 0));
}

/* "action done 2", "snooze 20", "severity 2": the number is the command's own. */
static bool numbers_itself(const struct command *command) {
    const struct arg *first = command_first(command);

    return first && first->type != ARG_TEXT;
}

/* "timeline all 001": flags stand between a command that only reads and its incident. The
 * reader gets the words without it. NULL: not so. */
static const char *behind_flags(const struct turn *turn, const struct command *command,
                                struct token_reader *reader) {
    const struct parse parse = {turn, command, NULL, NULL, NULL};
    struct token_reader ahead = *reader, behind;
    struct token token;
    const char *flags = token_skip_space(reader->at), *end = flags, *ref = NULL;

    while (!ref && token_next(&ahead, &token) && token.len <= LIMIT_WORD &&
           args_find_flag(&parse, arena_strndup(turn->arena, token.start, token.len))) {
        end = ahead.at;
        ref = dispatch_peek_incident(turn->arena, &ahead, &behind);
        ref = ref && which_is_short(ref) ? NULL : ref;
    }
    if (ref) {
        token_start(reader, arena_printf(turn->arena, "%.*s %s", (int)(end - flags),
                                         flags, token_skip_space(behind.at)));
    }
    return ref;
}

/* An incident named behind the command's words. What it is taken for must not depend on
 * luck: see dispatch_head.h. In a channel of another incident it becomes a question, unless
 * the command only reads. */
const char *dispatch_incident_behind(struct turn *turn, const struct command *command,
                                     const char *here, struct token_reader *reader) {
    struct token_reader behind, second;
    const char *ref = dispatch_peek_incident(turn->arena, reader, &behind);
    bool whole =
        ref && (incident_id_valid(ref) || arg_is_place(ref) || arg_behind_day(ref));
    /* "show 1": it has no words of its own */
    bool plain = (command->flags & COMMAND_READ) != 0 && !command->args &&
                 !command->subs && *token_skip_space(behind.at) == '\0';
    bool sure = whole || plain || (ref && (*ref == '#' || *ref == '0'));
    bool asks = (command->flags & COMMAND_READ) == 0 && !command->subs;

    if (!ref && (command->flags & COMMAND_READ) != 0 &&
        command->scope == SCOPE_INCIDENT && command->args) {
        return behind_flags(turn, command, reader);
    }
    if (!ref || command->scope != SCOPE_INCIDENT ||
        !may_name(turn, command, ref, reader->at, &behind) ||
        (which_is_short(ref) && here && !plain && !begins_with(command, ARG_TEXT)) ||
        (which_is_short(ref) && !here && numbers_itself(command) &&
         !(begins_with(command, ARG_INCIDENT) &&
           dispatch_peek_incident(turn->arena, &behind, &second)))) {
        return NULL;
    }
    /* Nobody writes "correct 001" for the first entry. */
    if (here && !whole &&
        (begins_with(command, ARG_INCIDENT) ||
         (begins_with(command, ARG_NUMBER) && *ref != '0'))) {
        return NULL;
    }
    /* "link 002": the argument, unless two are named. */
    if (begins_with(command, ARG_INCIDENT) &&
        !dispatch_peek_incident(turn->arena, &behind, &second)) {
        return NULL;
    }
    if (!here || is_own(turn, ref, here)) {
        *reader = behind;
        if (here && !whole && asks) {
            turn->mention = ref; /* of another day, and open? */
            turn->mention_own = true;
        }
        return !here ? ref : here;
    }
    if (asks) {
        turn->mention = ref;
        return NULL;
    }
    *reader = sure ? behind : *reader;
    return sure ? ref : NULL;
}

/* The words of the text itself, behind "at 10:35", cause=fixed or a flag. */
static const char *text_of_rest(const struct turn *turn) {
    const struct command *command = turn_leaf(turn);
    struct error ignored = {0};
    const char *text, *at;
    json_t *args;

    if (!args_parse(turn, command, turn->rest, &args, &ignored)) {
        return NULL; /* it will be refused for that */
    }
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        text = arg->type == ARG_TEXT ? jsonx_string(args, arg->name, NULL) : NULL;
        at = text ? strstr(turn->rest, text) : NULL;
        if (at) {
            /* In quotes it is meant as text. */
            return at > turn->rest && strchr("\"'", at[-1]) ? NULL : at;
        }
    }
    return NULL;
}

/* The same question as dispatch_incident_behind() asks, of a text that does not stand first, or
 * stands behind an incident that was named. */
void dispatch_mention(struct turn *turn, const char *target) {
    const struct command *command = turn_leaf(turn);
    struct token_reader reader, behind;
    const char *ref, *at;

    if (turn->mention || turn->input->command || !target ||
        command->scope != SCOPE_INCIDENT || (command->flags & COMMAND_READ) != 0 ||
        begins_with(command, ARG_INCIDENT) || begins_with(command, ARG_NUMBER)) {
        return;
    }
    at = text_of_rest(turn);
    if (!at) {
        return;
    }
    token_start(&reader, at);
    ref = dispatch_peek_incident(turn->arena, &reader, &behind);
    if (!ref || is_own(turn, ref, target) || !may_name(turn, command, ref, at, &behind)) {
        return;
    }
    turn->mention = ref;
    turn->mention_at = at;
}
