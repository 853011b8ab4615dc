/* dispatch_head.c: the first words of what was typed: which command, on which incident.
 *
 * Looks at words only. The states that the turn will be about are fetched afterwards, so
 * nothing here may depend on them. */
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/advice.h"
#include "core/args.h"
#include "core/dispatch.h"
#include "core/hints.h"
#include "core/list_filter.h"
#include "core/markup.h"
#include "core/mitigations.h"
#include "core/policy.h"
#include "core/unknown.h"
#include "core/which.h"

/* ---- an empty text in an incident's channel ---- */

static bool glance(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const struct policy *policy = turn->world->policy;
    const struct policy_phase *phase = policy_phase(policy, incident->phase);
    json_t *view =
        json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "id", incident->id, "severity",
                  policy_severity(policy, incident->severity)->name, "phase",
                  phase != NULL ? phase->name : incident->phase, "summary",
                  incident->summary, "end", incident_end(incident));

    (void)err;
    turn_say(turn,
             "*{{id}}* {{severity}}, {{phase}}{{#end}}, {{end}}{{/end}}"
             "{{#summary}}: {{summary}}{{/summary}}\n",
             view);
    dispatch_say_next(turn, incident);
    return true;
}

static const struct command command_glance = {
    .name = "glance",
    .summary = "Say where it stands and what comes next",
    .example = "show",
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_READ | COMMAND_WHEN_CLOSED,
    .run = glance,
};

/* ---- which command ---- */

/* The next word, without the mark that people put behind a name. NULL: none. */
static char *next_word(struct arena *arena, struct token_reader *reader) {
    struct token token;
    char *word;

    if (!token_next(reader, &token)) {
        return NULL;
    }
    word = arena_strndup(arena, token.start, token.len);
    if (token.len > 1 && strchr(":,!?.", word[token.len - 1]) != NULL) {
        word[token.len - 1] = '\0';
    }
    return word;
}

/* ---- which incident ---- */

static const char *peek_incident(struct arena *arena, const struct token_reader *reader,
                                 struct token_reader *ret_behind) {
    *ret_behind = *reader;
    return arg_incident_at(arena, ret_behind);
}

static bool begins_with(const struct command *command, enum arg_type type) {
    const struct arg *first = command_first(command);

    return first != NULL && first->type == type;
}

/* The channel's own incident, named all the same. A number that could be a count ("503
 * errors") is none. */
static bool is_own(const struct turn *turn, const char *ref, const char *here) {
    return text_equal(ref, here) ||
           (arg_is_place(ref) && text_equal(ref + 1, turn->input->place) &&
            text_equal(here, turn->here)) ||
           ((*ref == '#' || *ref == '0') && which_typed(ref) == which_number(here));
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
    const char *word = next_word(arena, &ahead);
    size_t len = word != NULL ? strlen(word) : 0;

    return word != NULL &&
           (text_in_nocase(word, words) ||
            (len > 3 && (word[len - 1] | 0x20) == 's' && !text_in_nocase(word, verbs)));
}

/* Can the number in front of a text be another incident's? With "#" or three digits in
 * any case; a shorter one only in front of a text, when no count follows and the command
 * has no numbers of its own there ("mitigate 1 failed"). Then an open incident of that
 * number makes it a question. */
static bool may_name(const struct turn *turn, const struct command *command,
                     const char *ref, const char *text,
                     const struct token_reader *behind) {
    return incident_id_valid(ref) || !which_is_short(ref) ||
           ((command->flags & COMMAND_READ) == 0 && turn->input->command == NULL &&
            command->subs == NULL && !counts(turn->arena, behind) &&
            (!text_equal(command->name, "mitigate") ||
             mitigation_read(turn, text).number == 0));
}

/* "action done 2", "snooze 20", "severity 2": the number is the command's own. */
static bool numbers_itself(const struct command *command) {
    const struct arg *first = command_first(command);

    return first != NULL && first->type != ARG_TEXT;
}

/* An incident named behind the command's words. What it is taken for must not depend on
 * luck: see dispatch.h. In a channel of another incident it becomes a question, unless
 * the command only reads. */
static const char *incident_behind(struct turn *turn, const struct command *command,
                                   const char *here, struct token_reader *reader) {
    struct token_reader behind, second;
    const char *ref = peek_incident(turn->arena, reader, &behind);
    bool whole = ref != NULL && (incident_id_valid(ref) || arg_is_place(ref));
    bool sure = whole || (ref != NULL && (*ref == '#' || *ref == '0'));
    bool asks = (command->flags & COMMAND_READ) == 0 && command->subs == NULL;

    if (ref == NULL || command->scope != SCOPE_INCIDENT ||
        !may_name(turn, command, ref, reader->at, &behind) ||
        (which_is_short(ref) && here != NULL && !begins_with(command, ARG_TEXT)) ||
        (which_is_short(ref) && here == NULL && numbers_itself(command))) {
        return NULL;
    }
    /* Nobody writes "correct 001" for the first entry. */
    if (here != NULL && !whole &&
        (begins_with(command, ARG_INCIDENT) ||
         (begins_with(command, ARG_NUMBER) && *ref != '0'))) {
        return NULL;
    }
    /* "link 002": the argument, unless two are named. */
    if (begins_with(command, ARG_INCIDENT) &&
        peek_incident(turn->arena, &behind, &second) == NULL) {
        return NULL;
    }
    if (here == NULL || is_own(turn, ref, here)) {
        *reader = behind;
        if (here != NULL && !whole && asks) {
            turn->mention = ref; /* of another day, and open? */
            turn->mention_own = true;
        }
        return here == NULL ? ref : here;
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
    for (const struct arg *arg = command->args; arg != NULL && arg->name != NULL; arg++) {
        text = arg->type == ARG_TEXT ? jsonx_string(args, arg->name, NULL) : NULL;
        at = text != NULL ? strstr(turn->rest, text) : NULL;
        if (at != NULL) {
            /* In quotes it is meant as text. */
            return at > turn->rest && strchr("\"'", at[-1]) != NULL ? NULL : at;
        }
    }
    return NULL;
}

/* The same question as incident_behind() asks, of a text that does not stand first, or
 * stands behind an incident that was named. */
static void mention_in_text(struct turn *turn, const char *target) {
    const struct command *command = turn_leaf(turn);
    struct token_reader reader, behind;
    const char *ref, *at;

    if (turn->mention != NULL || turn->input->command != NULL || target == NULL ||
        command->scope != SCOPE_INCIDENT || (command->flags & COMMAND_READ) != 0 ||
        begins_with(command, ARG_INCIDENT) || begins_with(command, ARG_NUMBER)) {
        return;
    }
    at = text_of_rest(turn);
    if (at == NULL) {
        return;
    }
    token_start(&reader, at);
    ref = peek_incident(turn->arena, &reader, &behind);
    if (ref == NULL || is_own(turn, ref, target) ||
        !may_name(turn, command, ref, at, &behind)) {
        return;
    }
    turn->mention = ref;
    turn->mention_at = at;
}

/* ---- the head of the text ---- */

/* "false alarm", "follow up": a name of two words, typed without its hyphen. */
static bool two_words(struct turn *turn, const char *word, struct token_reader *reader) {
    struct token_reader behind = *reader;
    const char *second = next_word(turn->arena, &behind);

    if (second == NULL) {
        return false;
    }
    turn->command =
        command_find(turn->commands, arena_printf(turn->arena, "%s-%s", word, second));
    if (turn->command != NULL) {
        *reader = behind;
    }
    return turn->command != NULL;
}

/* "/ack", "!ack", "--help" and "inc ack": the marks and the name by which others call a
 * bot. */
static char *first_of(const struct turn *turn, struct token_reader *reader) {
    char *word = next_word(turn->arena, reader);
    struct token_reader behind = *reader;
    const char *next = word != NULL && text_equal_nocase(word, "inc")
                           ? next_word(turn->arena, &behind)
                           : NULL;
    size_t marks;

    if (next != NULL && command_find(turn->commands, next) != NULL) {
        *reader = behind;
        return arena_strdup(turn->arena, next);
    }
    marks = word != NULL ? strspn(word, "/!-") : 0;
    return marks > 0 && (command_find(turn->commands, word + marks) != NULL ||
                         text_equal(word + marks, "h"))
               ? word + marks
               : word;
}

/* "help oncall": one word behind, and one of other tools. */
static bool peek_foreign(struct turn *turn, const struct token_reader *reader,
                         const char **ret_word) {
    struct token_reader behind = *reader;
    const char *word = next_word(turn->arena, &behind);

    if (word == NULL || *token_skip_space(behind.at) != '\0' ||
        command_find(turn->commands, word) != NULL || hints_find(word, false) == NULL) {
        return false;
    }
    *ret_word = word;
    return true;
}

/* "resolve help", "cancel --help": nobody ends an incident with that word. The question is
 * put to `help` itself. */
static bool asks_for_help(struct turn *turn, const struct token_reader *reader) {
    static const char *const words[] = {"help", "--help", "-h", NULL};
    const char *rest = token_skip_space(reader->at);
    const struct command *help = command_find(turn->commands, "help");
    const char *sub = turn->sub != NULL ? turn->sub->name : "";

    if (help == NULL || turn->command == help || !text_in_nocase(rest, words)) {
        return false;
    }
    turn->rest = arena_printf(turn->arena, "%s%s%s", turn->command->name,
                              *sub != '\0' ? " " : "", sub);
    turn->command = help;
    turn->sub = NULL;
    return true;
}

/* "action add": the second word of a command that needs one; an incident may stand before
 * it. */
static bool read_sub(struct turn *turn, const char *here, struct token_reader *reader,
                     const char **named, struct error *err) {
    const char *word;

    if (*named == NULL) {
        *named = incident_behind(turn, turn->command, here, reader);
    }
    word = next_word(turn->arena, reader);
    /* Without a second word: a look at what there is. */
    turn->sub = command_find_sub(turn->command, word != NULL ? word : "list");
    return turn->sub != NULL || unknown_sub(turn, word, token_skip_space(reader->at),
                                            *named != NULL ? *named : here, err);
}

/* Command and subcommand, and an incident named before, between or behind them. */
static bool read_head(struct turn *turn, const char *text, const char *here,
                      const char **ret_named, struct error *err) {
    struct token_reader reader, behind;
    const char *named, *word, *line, *incident;

    token_start(&reader, text);
    named = peek_incident(turn->arena, &reader, &behind);
    if (named != NULL) {
        reader = behind;
    }
    incident = named != NULL ? named : here;
    word = first_of(turn, &reader);
    if (word == NULL) {
        turn->command = named != NULL || here != NULL
                            ? &command_glance
                            : command_find(turn->commands, "help");
        *ret_named = named;
        turn->rest = "";
        return turn->command != NULL || unknown_command(turn, "", "", NULL, err);
    }
    line = hints_line(turn, word, token_skip_space(reader.at), incident != NULL);
    if (line != NULL) {
        token_start(&reader, line);
        if (named == NULL) { /* "at 10:30 001 note ..." */
            named = peek_incident(turn->arena, &reader, &behind);
            reader = named != NULL ? behind : reader;
        }
        word = next_word(turn->arena, &reader);
    }
    turn->command = command_find(turn->commands, word);
    if (turn->command == NULL && !two_words(turn, word, &reader)) {
        return unknown_command(turn, word, token_skip_space(reader.at), incident, err);
    }
    if (line == NULL && hints_doubt(turn, word, token_skip_space(reader.at))) {
        return unknown_command(turn, word, token_skip_space(reader.at), incident, err);
    }
    if (text_equal(turn->command->name, "help") && peek_foreign(turn, &reader, &word)) {
        return unknown_help(turn, word, err);
    }
    *ret_named = named;
    if (asks_for_help(turn, &reader)) {
        return true;
    }
    if (turn->command->subs != NULL && !read_sub(turn, here, &reader, &named, err)) {
        return false;
    }
    if (named == NULL) {
        named = incident_behind(turn, turn_leaf(turn), here, &reader);
    }
    *ret_named = named;
    if (turn->sub != NULL && asks_for_help(turn, &reader)) {
        return true;
    }
    turn->rest = token_skip_space(reader.at);
    return true;
}

bool dispatch_find(struct turn *turn, const char *words, struct error *err) {
    struct token_reader reader;
    const char *word;

    token_start(&reader, words);
    word = next_word(turn->arena, &reader);
    turn->command = command_find(turn->commands, word != NULL ? word : "");
    turn->sub = NULL;
    turn->rest = "";
    if (turn->command != NULL && turn->command->subs != NULL) {
        word = next_word(turn->arena, &reader);
        turn->sub = word != NULL ? command_find_sub(turn->command, word) : NULL;
    }
    return (turn->command != NULL &&
            (turn->command->subs == NULL || turn->sub != NULL)) ||
           err_set(err, ERR_NOT_FOUND,
                   "There is no command \"%s\". All commands: <!help>",
                   arg_shown(turn->arena, words));
}

/* Which one? The answer looks at the open ones (advice.h). */
static bool needs_an_incident(struct turn *turn, struct error *err) {
    const char *head = which_head(turn, NULL);
    struct advice advice = {
        .code = ERR_INVALID,
        .lead = arena_printf(turn->arena, "%s needs an incident.", head),
        .which = true,
    };

    advice_add(turn, &advice, NULL, head, turn->rest);
    return advice_give(turn, &advice, NULL, err);
}

/* Which command the input means: named by a button or a form, else typed. */
static bool read_command(struct turn *turn, const char *here, const char **ret_named,
                         struct error *err) {
    const char *text;

    if (turn->input->command != NULL) {
        return dispatch_find(turn, turn->input->command, err);
    }
    return args_clean(turn->arena, turn->input->text, &text, err) &&
           read_head(turn, text, here, ret_named, err);
}

/* Which part of which index a list looks at. */
static bool need_list(const struct turn *turn, const json_t *args, struct needs *needs,
                      struct error *err) {
    struct list_filter filter;

    if (!list_filter_read(turn, args, &filter, err)) {
        return false;
    }
    needs->closed = filter.closed;
    needs->open = !filter.closed;
    needs->from = filter.from;
    needs->to = filter.to;
    needs->most = LIST_SEARCHED;
    if (!list_filter_searches(&filter)) {
        needs->skip = (filter.page - 1) * LIMIT_LIST;
        needs->most = LIMIT_LIST;
    }
    return true;
}

bool dispatch_prepare(struct turn *turn, const char *place_incident,
                      struct needs *ret_needs, struct error *err) {
    const char *here =
        turn->input->incident != NULL ? turn->input->incident : place_incident;
    const char *named = NULL;
    const struct command *leaf;
    struct needs needs = {0};
    json_t *args;

    turn->here = arena_strdup(turn->arena, place_incident);
    if (!read_command(turn, here, &named, err)) {
        return false;
    }
    turn->named = named;
    leaf = turn_leaf(turn);
    if (leaf->scope != SCOPE_ANY) {
        needs.incident = named != NULL ? named : arena_strdup(turn->arena, here);
    }
    if (leaf->scope == SCOPE_INCIDENT && needs.incident == NULL) {
        if (!needs_an_incident(turn, err)) {
            return false;
        }
        leaf = turn_leaf(turn);
    }
    mention_in_text(turn, needs.incident);
    needs.mention = turn->mention;
    needs.timeline = (leaf->flags & COMMAND_NEEDS_TIMELINE) != 0;
    needs.open = (leaf->flags & COMMAND_NEEDS_OPEN) != 0;
    needs.original = (leaf->flags & COMMAND_NEEDS_ORIGINAL) != 0;
    needs.todo = (leaf->flags & COMMAND_NEEDS_TODO) != 0;
    needs.new_id = leaf->scope == SCOPE_ANY && (leaf->flags & COMMAND_READ) == 0;
    if ((leaf->flags & (COMMAND_NEEDS_OTHER | COMMAND_NEEDS_CLOSED)) != 0) {
        if (!dispatch_args(turn, &args, err)) {
            return err_set(err, err->code, "%s",
                           advice_lines(turn, err->text,
                                        text_equal(named, turn->here) ? NULL : named));
        }
        needs.other = (leaf->flags & COMMAND_NEEDS_OTHER) != 0
                          ? jsonx_string(args, "other", NULL)
                          : NULL;
        if ((leaf->flags & COMMAND_NEEDS_CLOSED) != 0 &&
            !need_list(turn, args, &needs, err)) {
            return false;
        }
    }
    *ret_needs = needs;
    return true;
}
