/* unknown.c: first words that are none of our commands. See unknown.h. */
#include "core/unknown.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_doubt.h"
#include "core/args_own.h"
#include "core/args_questions.h"
#include "core/args_shown.h"
#include "core/args_tokens.h"
#include "core/args_values.h"
#include "core/hints.h"
#include "core/hints_words.h"
#include "core/policy.h"

enum { SHORT_WORD = 4, LONG_WORD = 7, SAME_START = 3, PREFIX_LEAST = 3 };

/* ---- near ---- */

/* Words of their own that are one slip away from a command of ours: they are what they
 * say. */
static bool is_own_word(const char *word) {
    static const char *const words[] = {
        "broker",   "brokers",   "call",   "calls", "clean", "clear", "cloud",  "links",
        "logs",     "node",      "nodes",  "not",   "opens", "pages", "posts",  "restart",
        "restarts", "restarted", "roles",  "rule",  "rules", "shows", "starts", "stores",
        "reports",  "several",   "severe", "mines", "lists", "sets",  NULL};

    return text_in(word, words);
}

static bool same_letters(const char *a, const char *b) {
    int counts[256] = {0};

    if (strlen(a) != strlen(b)) {
        return false;
    }
    for (size_t i = 0; a[i] != '\0'; i++) {
        counts[(unsigned char)a[i]]++;
        counts[(unsigned char)b[i]]--;
    }
    for (size_t i = 0; i < 256; i++) {
        if (counts[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Is `typed` (lower case) a slip for `name`? `prose`: a text follows it. */
static bool is_slip(const char *typed, const char *name, bool prose) {
    size_t n = strlen(typed), m = strlen(name), least = n < m ? n : m;
    size_t slips = text_distance(typed, name, 2);
    bool letters = same_letters(typed, name);

    if (slips == 0 || slips > 2 || least < PREFIX_LEAST) {
        return false;
    }
    if (slips == 2) {
        return letters ? n > SHORT_WORD && typed[0] == name[0]
                       : least >= LONG_WORD && strncmp(typed, name, SAME_START) == 0;
    }
    if (least <= SHORT_WORD && !letters &&
        (typed[0] != name[0] || (prose && (m < SHORT_WORD || n == m)))) {
        return false;
    }
    return true;
}

/* Of two that are equally near, a name is the better suggestion than an alias. */
static const struct command *slip_for(const struct turn *turn, const char *typed,
                                      bool prose) {
    const struct command_table *table = turn->commands;

    for (size_t i = 0; i < table->n; i++) {
        if (is_slip(typed, table->list[i]->name, prose)) {
            return table->list[i];
        }
    }
    for (size_t i = 0; i < table->n; i++) {
        for (const char *const *alias = table->list[i]->aliases; alias && *alias;
             alias++) {
            if (is_slip(typed, *alias, prose)) {
                return table->list[i];
            }
        }
    }
    return NULL;
}

/* The only command whose name begins so; NULL: none, or several. */
static const struct command *begun(const struct turn *turn, const char *typed) {
    const struct command *found = NULL;

    for (size_t i = 0; strlen(typed) >= PREFIX_LEAST && i < turn->commands->n; i++) {
        if (text_starts(turn->commands->list[i]->name, typed)) {
            if (found) {
                return NULL;
            }
            found = turn->commands->list[i];
        }
    }
    return found;
}

static const struct command *near_command(const struct turn *turn, const char *word,
                                          const char *rest) {
    const char *typed = text_lower(turn->arena, word);
    const struct command *near;

    if (strlen(word) > LIMIT_WORD || is_own_word(typed)) {
        return NULL;
    }
    near = begun(turn, typed);
    return near ? near : slip_for(turn, typed, *rest != '\0');
}

/* A word of other tools that was mistyped; in front of a text only with its letters in
 * another order ("remote" is no "remove"). */
static const struct hint *near_hint(const struct turn *turn, const char *word,
                                    const char *rest) {
    const char *typed = text_lower(turn->arena, word);
    const struct hint *hint;

    for (size_t i = 0; strlen(typed) > SHORT_WORD && (hint = hints_at(i)) != NULL; i++) {
        if (!strchr(hint->word, ' ') && is_slip(typed, hint->word, true) &&
            (*rest == '\0' || same_letters(typed, hint->word))) {
            return hint;
        }
    }
    return NULL;
}

/* "nxt: more": a part of an update. NULL: no colon stood behind the word, or it is none. */
static const struct arg *near_part(const struct turn *turn, const char *word) {
    const struct command *update = command_find(turn->commands, "update");
    const char *text = turn->input->text ? turn->input->text : "";
    const char *at = *word != '\0' ? strstr(text, word) : NULL;
    const struct arg *arg = update && at && at[strlen(word)] == ':'
                                ? args_own(update, text_lower(turn->arena, word), true)
                                : NULL;

    return arg && arg->type == ARG_PART ? arg : NULL;
}

/* "scirbe @cho" */
static const char *near_role(const struct turn *turn, const char *word,
                             const char *rest) {
    const struct policy *policy = turn->world->policy;
    const char *typed = text_lower(turn->arena, word);

    for (size_t i = 0; *rest == '@' && i < policy->nroles; i++) {
        if (args_near(typed, policy->roles[i].key)) {
            return policy->roles[i].key;
        }
    }
    return NULL;
}

/* ---- what is said ---- */

static bool has_head(const struct advice *advice, const char *head) {
    for (size_t i = 0; i < advice->n; i++) {
        if (text_starts(advice->ways[i].head, head)) {
            return true;
        }
    }
    return false;
}

/* Several words that begin with none of ours are a report, typed by somebody who has no
 * time to learn commands. */
static void add_report(const struct turn *turn, struct advice *advice, const char *word,
                       const char *rest, const char *incident) {
    const char *text = arena_printf(turn->arena, "%s %s", word, rest);

    if (incident) {
        advice_add(turn, advice, "To post it here:", "update", text);
    }
    advice_add(turn, advice, "To declare it as an incident:", "declare", text);
}

static bool is_prose(const char *rest) {
    return strchr(token_skip_space(rest), ' ') != NULL;
}

/* "sev9": which there are. */
static bool say_severities(const struct turn *turn, const char *word,
                           struct advice *advice) {
    static const struct arg severity = {"severity", ARG_SEVERITY, 0, "", NULL};
    struct error err = {0};

    if (!args_like_severity(text_lower(turn->arena, word))) {
        return false;
    }
    json_decref(arg_value(turn, &severity, word, &err));
    if (err.code == ERR_OK) {
        return false;
    }
    advice->lead = arena_strdup(turn->arena, err.text);
    return true;
}

static void say_commands(const struct turn *turn, struct advice *advice,
                         const char *incident) {
    if (incident) {
        advice_add(turn, advice, "To post an update:", "update", "");
        advice_add(turn, advice, "To write something down:", "note", "");
    } else {
        advice_add(turn, advice, "To declare an incident:", "declare", "");
    }
}

bool unknown_command(struct turn *turn, const char *word, const char *rest,
                     const char *incident, struct error *err) {
    struct advice advice = {.code = ERR_NOT_FOUND};
    const struct command *near;

    advice.lead = arena_printf(turn->arena, "There is no command \"%s\".",
                               arg_shown(turn->arena, word));
    if (say_severities(turn, word, &advice)) {
        return advice_give(turn, &advice, incident, err);
    }
    if (hints_say(turn, word, rest, &advice)) {
        if (is_prose(rest) && incident && !text_equal_nocase(word, "at") &&
            !command_find(turn->commands, word) && !has_head(&advice, "update")) {
            advice_add(turn, &advice, "To post it here:", "update",
                       arena_printf(turn->arena, "%s %s", word, rest));
        }
        return advice_give(turn, &advice, incident, err);
    }
    if (args_asks(turn->arena, arena_printf(turn->arena, "%s %s", word, rest))) {
        advice.lead = "Nothing was done: that sounds like a question.";
        advice_add(turn, &advice, incident ? "How it stands:" : "What is open:",
                   incident ? "show" : "list", "");
        advice.more = true;
        return advice_give(turn, &advice, incident, err);
    }
    if (near_part(turn, word) && *rest != '\0') {
        advice_add(turn, &advice, "Did you mean", "update",
                   arena_printf(turn->arena, "what we know now %s: %s",
                                near_part(turn, word)->name, rest));
        return advice_give(turn, &advice, incident, err);
    }
    near = near_command(turn, word, rest);
    if (!near && near_role(turn, word, rest)) {
        advice_add(
            turn, &advice, "Did you mean",
            arena_printf(turn->arena, "role assign %s", near_role(turn, word, rest)),
            rest);
    } else if (!near && near_hint(turn, word, rest)) {
        hints_say(turn, near_hint(turn, word, rest)->word, rest, &advice);
    } else if (near && (near->flags & COMMAND_FINAL) == 0) {
        advice_add(turn, &advice, "Did you mean", near->name, rest);
        advice.more = true;
    } else if (!near && *rest != '\0') {
        add_report(turn, &advice, word, rest, incident);
        advice.more = incident != NULL;
    } else if (near) {
        advice.more = true;
        advice.lead = arena_printf(turn->arena,
                                   "%s One that ends or removes something is not "
                                   "guessed: type it in full.",
                                   advice.lead);
    } else {
        say_commands(turn, &advice, incident);
        advice.more = true;
    }
    return advice_give(turn, &advice, incident, err);
}

bool unknown_help(struct turn *turn, const char *word, struct error *err) {
    struct advice advice = {.code = ERR_NOT_FOUND};

    advice.lead = arena_printf(turn->arena, "There is no command \"%s\".",
                               arg_shown(turn->arena, word));
    hints_say(turn, word, "", &advice);
    for (size_t i = 0; i < advice.n; i++) {
        struct way *way = &advice.ways[i];
        const char *head = way->head;

        if (!text_starts(head, "help ")) {
            way->head =
                arena_printf(turn->arena, "help %.*s", (int)strcspn(head, " "), head);
        }
        way->text = "";
    }
    return advice_refuse(turn, &advice, NULL, err);
}

bool unknown_plea(struct turn *turn, const char *rest, const char *incident,
                  struct error *err) {
    struct advice advice = {
        .code = ERR_NOT_FOUND, .lead = "Nothing was done yet.", .more = incident == NULL};

    advice_add(turn, &advice, "To declare an incident:", "declare", rest);
    if (incident) {
        advice_add(turn, &advice,
                   "To call for help with this one:", "escalate leadership", rest);
        advice_add(turn, &advice, "To post it here:", "update", rest);
    }
    return advice_give(turn, &advice, incident, err);
}

bool unknown_asked(struct turn *turn, const char *line, const char *incident,
                   struct error *err) {
    struct advice advice = {.code = ERR_INVALID,
                            .lead = "Nothing was done: that sounds like a question."};

    advice_add(turn, &advice,
               incident ? "How it stands:" : "What is open:", incident ? "show" : "list",
               "");
    advice_add(turn, &advice, "If it is so:", line, "");
    return advice_give(turn, &advice, incident, err);
}

/* ---- the second word ---- */

static const char *near_sub(const struct turn *turn, const struct command *command,
                            const char *word) {
    const char *typed = text_lower(turn->arena, word);

    for (size_t i = 0; command->subs[i]; i++) {
        if (is_slip(typed, command->subs[i]->name, false) ||
            (strlen(typed) > 1 && text_starts(command->subs[i]->name, typed))) {
            return command->subs[i]->name;
        }
    }
    return NULL;
}

/* "action raise the limit": the word that adds was left out. */
static bool adds(const struct turn *turn, const char *word, const char *rest,
                 struct advice *advice) {
    const struct command *add = command_find_sub(turn->command, "add");

    if (!add || *rest == '\0') {
        return false;
    }
    advice_add(turn, advice,
               "To add it:", arena_printf(turn->arena, "%s add", turn->command->name),
               arena_printf(turn->arena, "%s %s", word, rest));
    return true;
}

/* "action 1 done": the second word came last. */
static const char *sub_behind(const struct turn *turn, const char *rest,
                              const char **ret_behind) {
    struct token_reader reader;
    struct token token;
    const struct command *sub;

    token_start(&reader, rest);
    if (!token_next(&reader, &token)) {
        return NULL;
    }
    sub = command_find_sub(turn->command,
                           arena_strndup(turn->arena, token.start, token.len));
    *ret_behind = token_skip_space(reader.at);
    return sub ? sub->name : NULL;
}

bool unknown_sub(struct turn *turn, const char *word, const char *rest,
                 const char *incident, struct error *err) {
    const struct command *command = turn->command;
    struct advice advice = {.code = !word ? ERR_INVALID : ERR_NOT_FOUND};
    const char *near = word ? near_sub(turn, command, word) : NULL;
    const char *behind = "";
    const char *late = word ? sub_behind(turn, rest, &behind) : NULL;
    size_t n = 0;

    if (word) {
        advice.lead = arena_printf(turn->arena, "There is no \"%s %s\".", command->name,
                                   arg_shown(turn->arena, word));
    } else {
        advice.lead = arena_printf(turn->arena, "%s needs a second word.", command->name);
    }
    if (near) {
        advice_add(turn, &advice, "Did you mean",
                   arena_printf(turn->arena, "%s %s", command->name, near), rest);
    } else if (late) {
        advice_add(turn, &advice, "Did you mean",
                   arena_printf(turn->arena, "%s %s", command->name, late),
                   arena_printf(turn->arena, "%s%s%s", word, *behind != '\0' ? " " : "",
                                behind));
    } else if (!word || !adds(turn, word, rest, &advice)) {
        for (; command->subs[n] && n < ADVICE_WAYS; n++) {
            const char *summary = command->subs[n]->summary;

            advice_add(
                turn, &advice, summary ? arena_printf(turn->arena, "%s:", summary) : NULL,
                arena_printf(turn->arena, "%s %s", command->name, command->subs[n]->name),
                "");
        }
    }
    return advice_give(turn, &advice, incident, err);
}
