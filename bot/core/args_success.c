/* args_success.c: a text that says the opposite of its command, or only half of it.
 *
 * "restore not working yet" would tell everybody that it works again, "resolve eu fixed,
 * us still down" that all is over, "cancel maybe a false alarm" that there was nothing. It is
 * asked about; in quotes it is what it says. */
#include "core/args_success.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/args_unmeant.h"
#include "core/mitigations.h"
#include "core/parts_said.h"
#include "core/which.h"

enum { SUBJECT_WORDS = 3 }; /* "it is still", "the service is not" */

static bool records_success(const char *command) {
    static const char *const names[] = {"contain", "mitigate", "restore", "resolve",
                                        "verify",  "close",    NULL};

    return text_in(command, names);
}

static bool is_subject(const char *word) {
    static const char *const words[] = {
        "it",        "its", "this", "that", "we",  "the",  "users", "service",
        "is",        "are", "does", "do",   "has", "have", "can",   "there",
        "customers", "did", "ça",   "cest", "ce",  "cela", "on",    "il",
        "elle",      "le",  "la",   "les",  "est", "sont", NULL};

    return text_in(word, words);
}

static bool denies(const char *word) {
    static const char *const words[] = {
        "not",    "no",       "never",  "still", "isnt",   "arent",  "wasnt",
        "doesnt", "dont",     "didnt",  "wont",  "cant",   "cannot", "hasnt",
        "havent", "couldnt",  "nope",   "nein",  "unable", "pas",    "jamais",
        "non",    "toujours", "encore", "ne",    "nest",   NULL};

    return text_in(word, words);
}

/* "not one alert", "still holds", "no token of the list works": that is a success. A "no"
 * denies alone, with a mark behind it, or before words like "change". */
static bool is_good_all_the_same(const char *word, bool mark, const char *next) {
    static const char *const nothing_of[] = {
        "",   "change", "improvement", "effect",   "success", "luck", "not",  "still",
        "it", "yet",    "fix",         "progress", "better",  "way",  "idea", NULL};
    static const char *const not_one[] = {"one",  "a",  "single", "any",
                                          "seen", "un", "une",    NULL};
    static const char *const holding[] = {
        "holds",  "holding", "good",    "ok",    "fine", "works", "working",
        "stable", "green",   "healthy", "quiet", "bon",  NULL};
    static const char *const still[] = {"still", "toujours", "encore", NULL};
    static const char *const not [] = {"not", "doesnt", "didnt", "pas", NULL};
    static const char *const bad[] = {"happen", "happening", "happened", "occur",
                                      "crash",  "crashing",  "timeout",  NULL};

    return text_equal(word, "no") ? !mark && !text_in(next, nothing_of)
           : text_in(word, not )  ? text_in(next, not_one) || text_in(next, bad)
           : text_in(word, still) ? text_in(next, holding)
                                  : false;
}

/* "failed", "?": alone they say that it is not so; "failed over to eu" does not. */
static bool denies_alone(const char *word, const char *next, const char *text) {
    static const char *const words[] = {"failed", "fails", "failing", "nothing", NULL};

    return *next == '\0' &&
           (text_in(word, words) || (*word == '\0' && strspn(text, "?!.- ") > 0 &&
                                     text[strspn(text, "?!.- ")] == '\0'));
}

/* "eu not fixed", "marche pas": behind the word for what it is about. */
static bool denies_behind(const char *next, const char *third) {
    static const char *const what[] = {"fixed",    "working", "up",     "back",
                                       "yet",      "done",    "stable", "resolved",
                                       "restored", "ok",      NULL};

    return text_equal(next, "pas") || (text_equal(next, "not") && text_in(third, what));
}

/* "mitigate failed" says how one does: the command asks which. */
static bool is_of_mitigation(const struct parse *parse, const char *text) {
    return text_equal(parse->turn->command->name, "mitigate") &&
           mitigation_read(parse->turn, text).state;
}

/* Nothing is recorded, and there is a line for each meaning: `other` (lines of markup, or
 * NULL), and the text as it was typed, in quotes. */
static bool ask(const struct parse *parse, const char *text, const char *sounds,
                const char *other, const char *if_so) {
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);

    return err_set(
        parse->err, ERR_INVALID, "Nothing is recorded: \"%s\" %s.%s%s%s%s%s",
        arg_shown(turn->arena, text), sounds, other ? "\n" : "", other ? other : "",
        quoted ? "\n" : "", quoted ? if_so : "",
        quoted
            ? arena_printf(turn->arena, " %s",
                           which_line(turn->arena, which_head(turn, turn->named), quoted))
            : "");
}

/* A line of another command, on the same incident. */
static const char *line_of(const struct turn *turn, const char *command,
                           const char *text) {
    return which_line(
        turn->arena,
        turn->named ? arena_printf(turn->arena, "%s %s", turn->named, command) : command,
        text);
}

/* "To say so: update only eu" */
static const char *as_update(const struct turn *turn, const char *text) {
    return arena_printf(turn->arena, "To say so: %s", line_of(turn, "update", text));
}

/* "contain only eu", "resolve fixed in eu". A mitigation is of a part by its nature, and
 * `restore` asks by itself, for it knows the parts. */
static bool whole(const struct parse *parse, const char *text) {
    static const char *const names[] = {"contain", "resolve", "verify",
                                        "close",   "cancel",  NULL};
    const struct turn *turn = parse->turn;
    struct partial partial = {0};
    const char *line;

    if (text_in(turn->command->name, names)) {
        partial = parts_partial(turn, text);
    }
    if (!partial.is) {
        return true;
    }
    line = parts_line(turn, &partial);
    return ask(parse, text, "does not sound like all of it",
               arena_printf(turn->arena, "A part that works: %s\n%s",
                            line_of(turn, line ? line : "restore part=name", ""),
                            as_update(turn, text)),
               "If it is all of it:");
}

/* `restore` is also what one does with a backup. */
static bool is_of_backup(const struct parse *parse, const struct saying *saying) {
    if (!text_equal(parse->turn->command->name, "restore")) {
        return false;
    }
    for (size_t i = 0; i < saying->n; i++) {
        if (saying_at(saying, i, "from")) {
            return true;
        }
    }
    return false;
}

/* ---- words that tell nothing of what was done ---- */

/* "duplicate of 002", "false alarm": the end that was meant. */
static const char *other_end(const struct turn *turn, const char *text) {
    struct saying saying = saying_of(turn->arena, text);
    const char *ref = NULL;

    if (!args_names_duplicate(turn, &saying, 0)) {
        return arena_printf(turn->arena, "If it was no incident: %s",
                            line_of(turn, "cancel", text));
    }
    for (size_t i = 1; i < saying.n && i < 3 && !ref; i++) {
        ref = arg_incident(turn->arena, saying.words[i].plain);
    }
    return arena_printf(turn->arena, "If another one is the same: %s",
                        which_line(turn->arena, "duplicate", ref ? ref : ""));
}

/* `mitigate` and `contain` may be under way; why there was no incident is no deed. */
static bool meant(const struct parse *parse, const char *text) {
    static const char *const steps[] = {"contain", "mitigate", NULL};
    const struct turn *turn = parse->turn;
    bool cancels = text_equal(turn->command->name, "cancel");
    const char *sounds = cancels ? "does not sound sure" : "does not sound done";
    const char *if_so = cancels ? "If it was none:" : "If it is done:";

    switch (args_unmeant(turn, text, !text_in(turn->command->name, steps))) {
    case UNMEANT_NOTHING:
        return ask(parse, text, sounds,
                   command_find(turn->commands, text)
                       ? arena_printf(turn->arena, "If that was meant: <!%s>", text)
                       : NULL,
                   if_so);
    case UNMEANT_PEOPLE:
        return ask(parse, text, sounds,
                   arena_printf(turn->arena, "To call them: %s",
                                which_line(turn->arena, "escalate", text)),
                   if_so);
    case UNMEANT_OTHER:
        return ask(parse, text, "sounds like another end", other_end(turn, text), if_so);
    case UNMEANT_QUESTION:
        return ask(parse, text, sounds,
                   arena_printf(turn->arena,
                                "How it stands: %s\nHow to use it: <!help %s>",
                                line_of(turn, "show", ""), turn->command->name),
                   if_so);
    case UNMEANT_HOPE:
        return cancels || ask(parse, text, sounds, as_update(turn, text), if_so);
    default:
        return true;
    }
}

/* "cancel maybe a false alarm": nobody knows that there was none. */
static bool sure(const struct parse *parse, const struct saying *saying,
                 const char *text) {
    static const char *const words[] = {"maybe",         "perhaps",   "probably",
                                        "possibly",      "unsure",    "might",
                                        "think",         "i might",   "i think",
                                        "not sure",      "peut-être", "probablement",
                                        "i believe",     "i guess",   "im not sure",
                                        "i am not sure", NULL};

    return !saying_any(saying, 0, words) ||
           ask(parse, text, "does not sound sure", as_update(parse->turn, text),
               "If it was none:");
}

/* "cancel reminders", "cancel my last update": no reason, but what is to be cancelled. */
static bool is_object(const struct saying *saying) {
    static const char *const before[] = {"the",  "my",  "this", "that",
                                         "last", "all", NULL};
    static const char *const objects[] = {
        "reminder",     "reminders",     "snooze", "update", "updates", "action",
        "notification", "notifications", "nags",   "role",   "command", "mitigation",
        "decision",     "escalation",    "undo",   "that",   "last",    NULL};
    size_t i = 0;

    while (i + 1 < saying->n && saying_is(saying, i, before)) {
        i++;
    }
    return saying->n <= SUBJECT_WORDS && saying_is(saying, i, objects);
}

static bool ends_the_incident(const struct parse *parse, const struct saying *saying,
                              const char *text) {
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);

    if (!is_object(saying)) {
        return sure(parse, saying, text) && meant(parse, text) && whole(parse, text);
    }
    return err_set(
        parse->err, ERR_INVALID,
        "Nothing was done: cancel ends the whole incident, as one that was none."
        "\nTo take back what you did last: <!undo>\nTo be reminded later: "
        "<!snooze 10m>%s",
        quoted
            ? arena_printf(turn->arena, "\nIf it was none: %s",
                           which_line(turn->arena, which_head(turn, turn->named), quoted))
            : "");
}

/* Does the text deny what its command records? */
static bool is_opposite(const struct saying *saying, const char *text) {
    size_t i = 0;
    bool mark;

    while (i < SUBJECT_WORDS && is_subject(saying_word(saying, i))) {
        i++;
    }
    mark = i < saying->n && saying->words[i].mark;
    return (denies(saying_word(saying, i)) &&
            !is_good_all_the_same(saying_word(saying, i), mark,
                                  saying_word(saying, i + 1))) ||
           denies_alone(saying_word(saying, i), saying_word(saying, i + 1), text) ||
           denies_behind(saying_word(saying, i + 1), saying_word(saying, i + 2));
}

bool args_doubt_question(const struct parse *parse, const char *text) {
    enum { MOST_WORDS = 3 };
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);

    if (!text_equal(turn->command->name, "severity") || turn->trial ||
        args_unquoted(turn->arena, text) != text || !strchr(text, '?') ||
        saying_of(turn->arena, text).n > MOST_WORDS) {
        return true;
    }
    return err_set(parse->err, ERR_INVALID,
                   "Nothing was changed: that sounds like a question. How it stands: %s"
                   "\nIf it is the reason: %s",
                   line_of(turn, "show", ""),
                   quoted ? which_instead(turn, text, quoted) : "put it in quotes.");
}

bool args_doubt_success(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    struct saying saying = saying_of(turn->arena, text);

    if (saying.n == 0 || args_unquoted(turn->arena, text) != text) {
        return true; /* in quotes it is meant */
    }
    if (text_equal(turn->command->name, "cancel")) {
        return ends_the_incident(parse, &saying, text);
    }
    if (text_equal(turn->command->name, "declare") && !turn->trial) {
        return !args_asks(turn->arena, text) ||
               err_set(
                   parse->err, ERR_INVALID,
                   "Nothing was declared: \"%s\" sounds like a question.\n"
                   "How to use it: <!help declare>\nWhat is open: <!list>\n"
                   "If it is what is broken: %s",
                   arg_shown(turn->arena, text),
                   which_instead(turn, text, arena_printf(turn->arena, "\"%s\"", text)));
    }
    if (!records_success(turn->command->name) || is_of_mitigation(parse, text)) {
        return true;
    }
    if (!is_opposite(&saying, text)) {
        return meant(parse, text) &&
               (!is_of_backup(parse, &saying) ||
                ask(parse, text, "does not sound done", as_update(turn, text),
                    "If it is done:")) &&
               whole(parse, text);
    }
    return ask(
        parse, text,
        arena_printf(turn->arena, "sounds like the opposite of %s", turn->command->name),
        as_update(turn, text), "If it is so all the same:");
}
