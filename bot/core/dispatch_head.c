/* dispatch_head.c: the first words of what was typed: which command, on which incident
 * (dispatch_incident.c).
 *
 * Looks at words only. The states that the turn will be about are fetched afterwards, so
 * nothing here may depend on them. */
#include "core/dispatch_head.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/advice.h"
#include "core/args_form.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/dispatch.h"
#include "core/dispatch_answer.h"
#include "core/dispatch_asked.h"
#include "core/dispatch_incident.h"
#include "core/hints.h"
#include "core/hints_phrases.h"
#include "core/hints_words.h"
#include "core/list_filter.h"
#include "core/needs.h"
#include "core/policy.h"
#include "core/same.h"
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
                  phase ? phase->name : incident->phase, "summary", incident->summary,
                  "end", incident_end(incident));

    (void)err;
    turn_say(turn,
             "*{{id}}* {{severity}}, {{phase}}{{#end}}, {{end}}{{/end}}"
             "{{#summary}}: {{summary}}{{/summary}}\n",
             view);
    dispatch_say_next(turn, incident);
    return true;
}

static const struct command command_glance = COMMAND_LOOKS(
    "glance", "Say where it stands and what comes next", SCOPE_INCIDENT, 0, glance);

/* ---- the head of the text ---- */

/* "false alarm", "follow up": a name of two words, typed without its hyphen. */
static bool two_words(struct turn *turn, const char *word, struct token_reader *reader) {
    struct token_reader behind = *reader;
    const char *second = dispatch_word(turn->arena, &behind);

    if (!second) {
        return false;
    }
    turn->command =
        command_find(turn->commands, arena_printf(turn->arena, "%s-%s", word, second));
    if (turn->command) {
        *reader = behind;
    }
    return turn->command != NULL;
}

/* "/ack", "!ack", "--help" and "inc ack": the marks and the name by which others call a
 * bot. */
static char *first_of(const struct turn *turn, struct token_reader *reader) {
    char *word = dispatch_word(turn->arena, reader);
    struct token_reader behind = *reader;
    const char *next;
    size_t marks;

    for (size_t n = word ? strlen(word) : 0; n > 1 && word[n - 1] == '!';) {
        word[--n] = '\0'; /* "help!!" */
    }
    next = word && text_equal_nocase(word, "inc") ? dispatch_word(turn->arena, &behind)
                                                  : NULL;
    if (next && command_find(turn->commands, next)) {
        *reader = behind;
        return arena_strdup(turn->arena, next);
    }
    marks = word ? strspn(word, "/!-") : 0;
    return marks > 0 && (command_find(turn->commands, word + marks) ||
                         text_equal(word + marks, "h"))
               ? word + marks
               : word;
}

/* "/inc show", typed behind the slash command once more. */
static void skip_prefix(const struct turn *turn, struct token_reader *reader) {
    static const char *const words[] = {"/inc", "/incident", "!inc", NULL};
    struct token_reader behind = *reader;
    const char *word;

    while ((word = dispatch_word(turn->arena, &behind)) != NULL &&
           text_in_nocase(word, words)) {
        *reader = behind;
    }
}

/* "help oncall": one word behind, and one of other tools. */
static bool peek_foreign(struct turn *turn, const struct token_reader *reader,
                         const char **ret_word) {
    struct token_reader behind = *reader;
    const char *word = dispatch_word(turn->arena, &behind);

    if (!word || *token_skip_space(behind.at) != '\0' ||
        command_find(turn->commands, word) || !hints_find(word, false)) {
        return false;
    }
    *ret_word = word;
    return true;
}

/* "help! site is down" */
static bool is_cry(const struct token_reader *reader) {
    struct token_reader behind = *reader;
    struct token token;

    return token_next(&behind, &token) && token.len > 1 &&
           token.start[token.len - 1] == '!';
}

/* "help checkout is down": several words, and the first is no command. */
static bool tells_what(const struct turn *turn, const struct token_reader *reader) {
    struct token_reader behind = *reader;
    const char *word = dispatch_word(turn->arena, &behind);

    return word && *token_skip_space(behind.at) != '\0' &&
           !command_find(turn->commands, word) && !hints_find(word, false);
}

/* Is "help" asked of something that is no command, or cried? *ret_answered: what becomes of
 * it, as of unknown_command(). */
static bool is_other_help(struct turn *turn, const struct token_reader *reader,
                          bool cries, const char *incident, bool *ret_answered,
                          struct error *err) {
    const char *word;

    if (!text_equal(turn->command->name, "help")) {
        return false;
    }
    if (peek_foreign(turn, reader, &word)) {
        *ret_answered = unknown_help(turn, word, err);
        return true;
    }
    if (cries || tells_what(turn, reader)) {
        *ret_answered = unknown_plea(turn, token_skip_space(reader->at), incident, err);
        return true;
    }
    return false;
}

/* "resolve help", "cancel --help": nobody ends an incident with that word. The question is
 * put to `help` itself. */
static bool asks_for_help(struct turn *turn, const struct token_reader *reader) {
    static const char *const words[] = {"help", "--help", "-h", NULL};
    const char *rest = token_skip_space(reader->at);
    const struct command *help = command_find(turn->commands, "help");
    const char *sub = turn->sub ? turn->sub->name : "";

    if (!help || turn->command == help || !text_in_nocase(rest, words)) {
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
    bool asks;

    if (!*named) {
        *named = dispatch_incident_behind(turn, turn->command, here, reader);
    }
    asks = dispatch_asks_at(reader);
    word = dispatch_word(turn->arena, reader);
    /* Without a second word: a look at what there is. */
    turn->sub = command_find_sub(turn->command, word ? word : "list");
    if (turn->sub && asks && (turn->sub->flags & COMMAND_READ) == 0) {
        const char *line = arena_printf(turn->arena, "%s %s %s", turn->command->name,
                                        turn->sub->name, token_skip_space(reader->at));

        turn->sub = NULL;
        return unknown_asked(turn, token_trim(turn->arena, line, strlen(line)),
                             *named ? *named : here, err);
    }
    return turn->sub || unknown_sub(turn, word, token_skip_space(reader->at),
                                    *named ? *named : here, err);
}

/* What stands behind the command: its second word and the incident, if neither stood before. */
static bool read_behind(struct turn *turn, const char *here, struct token_reader *reader,
                        const char **named, struct error *err) {
    if (asks_for_help(turn, reader)) {
        return true;
    }
    if (turn->command->subs && !read_sub(turn, here, reader, named, err)) {
        return false;
    }
    if (turn->advice) { /* it is no such second word */
        return true;
    }
    if (!*named) {
        *named = dispatch_incident_behind(turn, turn_leaf(turn), here, reader);
    }
    if (turn->sub && asks_for_help(turn, reader)) {
        return true;
    }
    turn->rest = token_skip_space(reader->at);
    return true;
}

/* Command and subcommand, and an incident named before, between or behind them. */
static bool read_head(struct turn *turn, const char *text, const char *here,
                      const char **ret_named, struct error *err) {
    struct token_reader reader, behind;
    const char *named, *word, *line, *incident;
    bool cries, asks, answered;

    token_start(&reader, text);
    skip_prefix(turn, &reader);
    named = dispatch_peek_incident(turn->arena, &reader, &behind);
    if (named) {
        reader = behind;
    }
    incident = named ? named : here;
    *ret_named = named;
    cries = is_cry(&reader);
    asks = dispatch_asks_at(&reader);
    word = first_of(turn, &reader);
    if (!word) {
        turn->command =
            named || here ? &command_glance : command_find(turn->commands, "help");
        turn->rest = "";
        return turn->command || unknown_command(turn, "", "", NULL, err);
    }
    line = hints_line(turn, word, token_skip_space(reader.at), incident != NULL);
    if (asks && dispatch_is_step(turn, word, line, token_skip_space(reader.at))) {
        return unknown_asked(
            turn, line ? line : hints_joined(turn, word, token_skip_space(reader.at)),
            incident, err);
    }
    if (line) {
        token_start(&reader, line);
        if (!named) { /* "at 10:30 001 note ..." */
            named = dispatch_peek_incident(turn->arena, &reader, &behind);
            reader = named ? behind : reader;
        }
        word = dispatch_word(turn->arena, &reader);
    }
    turn->command = command_find(turn->commands, word);
    if ((!turn->command && !two_words(turn, word, &reader)) ||
        (!line && hints_doubt(turn, word, token_skip_space(reader.at)))) {
        return unknown_command(turn, word, token_skip_space(reader.at), incident, err);
    }
    if (is_other_help(turn, &reader, cries, incident, &answered, err)) {
        return answered;
    }
    *ret_named = named;
    return read_behind(turn, here, &reader, ret_named, err);
}

bool dispatch_find(struct turn *turn, const char *words, struct error *err) {
    struct token_reader reader;
    const char *word;

    token_start(&reader, words);
    word = dispatch_word(turn->arena, &reader);
    turn->command = command_find(turn->commands, word ? word : "");
    turn->sub = NULL;
    turn->rest = "";
    if (turn->command && turn->command->subs) {
        word = dispatch_word(turn->arena, &reader);
        turn->sub = word ? command_find_sub(turn->command, word) : NULL;
    }
    return (turn->command && (!turn->command->subs || turn->sub)) ||
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

    if (turn->input->command) {
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
    const char *here = turn->input->incident ? turn->input->incident : place_incident;
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
        needs.incident = named ? named : arena_strdup(turn->arena, here);
    }
    if (leaf->scope == SCOPE_INCIDENT && !needs.incident) {
        if (!needs_an_incident(turn, err)) {
            return false;
        }
        leaf = turn_leaf(turn);
    }
    dispatch_mention(turn, needs.incident);
    needs.mention = turn->mention;
    needs.timeline = (leaf->flags & COMMAND_NEEDS_TIMELINE) != 0;
    needs.open = (leaf->flags & COMMAND_NEEDS_OPEN) != 0;
    if ((leaf->flags & COMMAND_NEEDS_RECENT) != 0) {
        needs.open = true;
        needs.from = turn->world->now - SAME_MS;
        needs.to = turn->world->now + 1;
    }
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
