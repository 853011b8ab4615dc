/* args_success.c: a text that says the opposite of its command, or only half of it.
 *
 * "restore not working yet" would tell everybody that it works again, "resolve eu fixed,
 * us still down" that all is over, "cancel maybe a false alarm" that there was nothing. It is
 * asked about; in quotes it is what it says. */
#include "core/args_success.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_ask.h"
#include "core/args_cancelled.h"
#include "core/args_incident.h"
#include "core/args_level.h"
#include "core/args_questions.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/args_unmeant.h"
#include "core/args_vague.h"
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

/* Words for what fails, in any of their forms: that it does not is a success. */
static bool is_bad(const char *word) {
    static const char *const stems[] = {
        "happen",    "occur",    "crash",     "timeout", "timing",   "fail",    "error",
        "leak",      "flap",     "throttl",   "satur",   "overload", "stuck",   "block",
        "affected",  "impacted", "broken",    "loop",    "spik",     "grow",    "drop",
        "alert",     "firing",   "refus",     "reject",  "hang",     "freez",   "slow",
        "lost",      "losing",   "degrad",    "recur",   "reoccur",  "locked",  "produit",
        "reproduit", "arriv",    "plant",     "échou",   "bloqu",    "déborde", "boucle",
        "tombe",     "fuit",     "apparaît",  "erreur",  "derreur",  "dalerte", "alerte",
        "déchec",    "problème", "dincident", "coup",    "lent",     "rejet",   "perd",
        "touché",    "impacté",  "delay",     "down",    "red",      NULL};

    for (const char *const *stem = stems; *stem; stem++) {
        if (text_starts(word, *stem)) {
            return true;
        }
    }
    return false;
}

/* "ne se produit plus", "n'est plus bloqué", "on ne voit plus d'erreurs": it is over when
 * what does not go on is bad. "ne marche plus" is the outage. */
static bool is_no_more(const struct saying *saying, size_t i) {
    enum { MOST = 4, BEHIND = 3 };
    bool bad = false;

    for (size_t at = i + 1; at < i + MOST && at < saying->n; at++) {
        if (saying_at(saying, at, "plus")) {
            for (size_t ahead = at + 1; ahead <= at + BEHIND; ahead++) {
                bad = bad || is_bad(saying_word(saying, ahead));
            }
            return bad;
        }
        bad = bad || is_bad(saying_word(saying, at));
    }
    return false;
}

/* "not one alert", "still holds", "no token of the list works": that is a success. A "no"
 * denies alone, with a mark behind it, or before words like "change". */
static bool is_good_all_the_same(const char *word, bool mark, const char *next) {
    static const char *const nothing_of[] = {
        "",   "change", "improvement", "effect",   "success", "luck", "not",  "still",
        "it", "yet",    "fix",         "progress", "better",  "way",  "idea", NULL};
    static const char *const not_one[] = {"one", "a",   "single", "any", "seen",
                                          "un",  "une", "our",    NULL};
    static const char *const holding[] = {
        "holds",  "holding", "good",    "ok",    "fine", "works", "working",
        "stable", "green",   "healthy", "quiet", "bon",  NULL};
    static const char *const still[] = {"still", "toujours", "encore", NULL};
    static const char *const not [] = {"not",    "doesnt", "didnt", "pas",
                                       "isnt",   "arent",  "dont",  "wasnt",
                                       "cannot", "cant",   "never", NULL};
    static const char *const reproduce[] = {"reproduce", "reproducible", NULL};

    return text_equal(word, "no") ? !mark && !text_in(next, nothing_of)
           : text_in(word, not )
               ? text_in(next, not_one) || is_bad(next) || text_in(next, reproduce)
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

/* "eu not fixed", "marche pas", "marche toujours pas": behind the word for what it is
 * about. */
static bool denies_behind(const char *next, const char *third) {
    static const char *const what[] = {"fixed",    "working", "up",     "back",
                                       "yet",      "done",    "stable", "resolved",
                                       "restored", "ok",      NULL};
    static const char *const still[] = {"toujours", "encore", NULL};

    return text_equal(next, "pas") || (text_equal(next, "not") && text_in(third, what)) ||
           (text_in(next, still) && text_equal(third, "pas"));
}

/* "mitigate failed" says how one does: the command asks which. */
static bool is_of_mitigation(const struct parse *parse, const char *text) {
    return text_equal(parse->turn->command->name, "mitigate") &&
           mitigation_read(parse->turn, text).state;
}

/* "To say so: update only eu" */
static const char *as_update(const struct turn *turn, const char *text) {
    return arena_printf(turn->arena, "To say so: %s", args_line_of(turn, "update", text));
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
    return args_ask(
        parse, text, "does not sound like all of it",
        arena_printf(turn->arena, "A part that works: %s\n%s",
                     args_line_of(turn, line ? line : "restore part=name", ""),
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
                            args_line_of(turn, "cancel", text));
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
        return args_ask(parse, text, sounds,
                        command_find(turn->commands, text)
                            ? arena_printf(turn->arena, "If that was meant: <!%s>", text)
                            : NULL,
                        if_so);
    case UNMEANT_PEOPLE:
        return args_ask(parse, text, sounds,
                        arena_printf(turn->arena, "To call them: %s",
                                     which_line(turn->arena, "escalate", text)),
                        if_so);
    case UNMEANT_OTHER:
        return args_ask(parse, text, "sounds like another end", other_end(turn, text),
                        if_so);
    case UNMEANT_QUESTION:
        return args_ask(parse, text, sounds,
                        arena_printf(turn->arena,
                                     "How it stands: %s\nHow to use it: <!help %s>",
                                     args_line_of(turn, "show", ""), turn->command->name),
                        if_so);
    case UNMEANT_HOPE:
        return cancels || args_ask(parse, text, sounds, as_update(turn, text), if_so);
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
           args_ask(parse, text, "does not sound sure", as_update(parse->turn, text),
                    "If it was none:");
}

/* "cancel reminders", "cancel my last update": no reason, but what is to be cancelled. */
static bool is_object(const struct saying *saying) {
    static const char *const before[] = {"the",  "my",  "this", "that",
                                         "last", "all", NULL};
    static const char *const objects[] = {
        "reminder",     "reminders",     "snooze", "update",  "updates", "action",
        "notification", "notifications", "nags",   "role",    "command", "mitigation",
        "decision",     "escalation",    "undo",   "that",    "last",    "deploy",
        "deployment",   "rollback",      "order",  "meeting", "call",    NULL};
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
        return args_doubt_vague(parse, saying, text, false) &&
               sure(parse, saying, text) && meant(parse, text) && whole(parse, text) &&
               args_doubt_cancelled(parse, saying, text, as_update(turn, text));
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
    return (denies(saying_word(saying, i)) && !is_no_more(saying, i) &&
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
                   args_line_of(turn, "show", ""),
                   quoted ? which_instead(turn, text, quoted) : "put it in quotes.");
}

/* What is so already is refused for that, whatever the text says. */
static bool is_already_so(const struct turn *turn) {
    static const struct {
        const char *command;
        enum milestone milestone;
    } ends[] = {
        {"resolve", MILESTONE_RESOLVED},
        {"restore", MILESTONE_RECOVERED},
    };

    for (size_t i = 0; turn->before && i < sizeof ends / sizeof *ends; i++) {
        if (text_equal(turn->command->name, ends[i].command) &&
            turn->before->milestones[ends[i].milestone] != 0) {
            return true;
        }
    }
    return false;
}

bool args_doubt_success(const struct parse *parse, const char *text) {
    static const char *const telling[] = {"update", "impact", "decision", NULL};
    const struct turn *turn = parse->turn;
    struct saying saying = saying_of(turn->arena, text);

    if (saying.n == 0 || args_unquoted(turn->arena, text) != text || /* it is meant */
        is_already_so(turn)) {
        return true;
    }
    if (text_equal(turn->command->name, "cancel")) {
        return ends_the_incident(parse, &saying, text);
    }
    if (text_in(turn->command->name, telling) && !turn->trial) {
        return args_doubt_level(parse, text) &&
               (!args_only_asks(turn->arena, text) ||
                args_ask(parse, text, "sounds like a question",
                         arena_printf(turn->arena, "How it stands: %s",
                                      args_line_of(turn, "show", "")),
                         "If it is what is known:"));
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
    if (!args_doubt_vague(parse, &saying, text, false)) {
        return false;
    }
    if (!is_opposite(&saying, text)) {
        return meant(parse, text) && args_doubt_state(parse, &saying, text) &&
               (!text_equal(turn->command->name, "resolve") ||
                args_doubt_vague(parse, &saying, text, true)) &&
               (!is_of_backup(parse, &saying) ||
                args_ask(parse, text, "does not sound done", as_update(turn, text),
                         "If it is done:")) &&
               whole(parse, text);
    }
    return args_ask(
        parse, text,
        arena_printf(turn->arena, "sounds like the opposite of %s", turn->command->name),
        as_update(turn, text), "If it is so all the same:");
}
