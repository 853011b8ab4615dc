/* args_success.c: a text that says the opposite of its command, or only half of it.
 *
 * "restore not working yet" would tell everybody that it works again, "resolve eu fixed,
 * us still down" that all is over, "cancel maybe a false alarm" that there was nothing. It is
 * asked about; in quotes it is what it says. */
#include "base/err.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "core/args.h"
#include "core/mitigations.h"
#include "core/parts.h"
#include "core/which.h"

enum { SUBJECT_WORDS = 3 }; /* "it is still", "the service is not" */

static bool records_success(const char *command) {
    static const char *const names[] = {"contain", "mitigate", "restore", "resolve",
                                        "verify",  "close",    NULL};

    return text_in(command, names);
}

/* The next word in lower case, without apostrophes and the marks behind it ("isn't" is
 * "isnt"); "": there is none. */
static const char *plain_word(const struct parse *parse, struct token_reader *reader) {
    struct arena *arena = parse->turn->arena;
    struct token token;
    char *word;
    size_t n = 0;

    if (!token_next(reader, &token) || token.quoted || token.len > LIMIT_WORD) {
        return "";
    }
    word = text_lower(arena, arena_strndup(arena, token.start, token.len));
    for (const char *s = word; *s != '\0'; s++) {
        if (text_starts(s, "\xE2\x80\x99")) {
            s += 2;
        } else if (*s != '\'') {
            word[n++] = *s;
        }
    }
    while (n > 0 && strchr(".,;:!?", word[n - 1])) {
        n--;
    }
    word[n] = '\0';
    return word;
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
    static const char *const not [] = {"not", "pas", NULL};

    return text_equal(word, "no") ? !mark && !text_in(next, nothing_of)
           : text_in(word, not )  ? text_in(next, not_one)
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

/* Nothing is recorded, and both lines are given: as an update, and as it was typed. */
static bool ask(const struct parse *parse, const char *text, const char *sounds,
                const char *if_so, const char *more) {
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);
    const char *update =
        turn->named ? arena_printf(turn->arena, "%s update", turn->named) : "update";

    return err_set(
        parse->err, ERR_INVALID, "Nothing is recorded: \"%s\" %s.\nTo say so: %s%s%s%s%s",
        arg_shown(turn->arena, text), sounds, which_line(turn->arena, update, text),
        quoted ? "\n" : "", quoted ? if_so : "",
        quoted
            ? arena_printf(turn->arena, " %s",
                           which_line(turn->arena, which_head(turn, turn->named), quoted))
            : "",
        more);
}

/* "contain only eu", "resolve eu fixed, us still down". A mitigation is of a part by its
 * nature, and `restore` asks by itself, for it knows the parts. */
static bool whole(const struct parse *parse, const char *text) {
    static const char *const names[] = {"contain", "resolve", "verify", "close", NULL};
    const struct turn *turn = parse->turn;

    if (!text_in(turn->command->name, names) || !parts_sound_open(turn, text)) {
        return true;
    }
    return ask(parse, text, "does not sound like all of it", "If it is all of it:",
               arena_printf(turn->arena, "\nA part that works: <!%s%srestore part=eu>",
                            turn->named ? turn->named : "", turn->named ? " " : ""));
}

/* "is it fixed?": a mark behind a word, and not one inside a link. */
static bool is_question(const char *text) {
    for (const char *mark = strchr(text, '?'); mark; mark = strchr(mark + 1, '?')) {
        if (mark[1] == '\0' || mark[1] == ' ' || mark[1] == '?' || mark[1] == '!') {
            return true;
        }
    }
    return false;
}

static bool is_number(const char *word) {
    return *word >= '0' && *word <= '9';
}

/* "soon", "in 10 minutes", "trying failover", "eta 30m", "wrong channel sorry". */
static bool begins_unfinished(const char *word, const char *next) {
    static const char *const alone[] = {
        "soon",     "later",    "trying",    "try",     "testing",   "checking",
        "waiting",  "pending",  "ongoing",   "wip",     "eta",       "help",
        "maybe",    "probably", "will",      "asap",    "hopefully", "almost",
        "tomorrow", "should",   "might",     "hope",    "dunno",     "why",
        "who",      "presque",  "peut-être", "bientôt", NULL};
    static const char *const pairs[][2] = {
        {"in", "progress"},   {"about", "to"},     {"going", "to"}, {"working", "on"},
        {"wrong", "channel"}, {"looking", "into"}, {"i", "think"},  {"i", "hope"},
        {"en", "cours"},      {"espère", "que"}};

    if (text_in(word, alone) || (text_equal(word, "in") && is_number(next))) {
        return true;
    }
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (text_equal(word, pairs[i][0]) && text_equal(next, pairs[i][1])) {
            return true;
        }
    }
    return false;
}

/* `restore` is also what one does with a backup. */
static bool is_of_backup(const struct parse *parse, const char *text) {
    struct token_reader reader;
    const char *word;

    if (!text_equal(parse->turn->command->name, "restore")) {
        return false;
    }
    token_start(&reader, text);
    for (word = plain_word(parse, &reader); *word != '\0';
         word = plain_word(parse, &reader)) {
        if (text_equal(word, "from")) {
            return true;
        }
    }
    return false;
}

/* "rolling back", "deploying the fix": under way, unless it is what helped ("restarting the
 * pool fixed it"). What limits the damage may be under way. */
static bool is_under_way(const struct parse *parse, const char *text, const char *word) {
    static const char *const steps[] = {"contain", "mitigate", NULL};
    static const char *const doing[] = {
        "rolling",       "deploying", "restarting", "rebooting", "fixing",
        "investigating", "restoring", "reverting",  "debugging", NULL};
    static const char *const done[] = {
        "fixed",    "helped",   "solved", "worked", "works",   "cured",   "did",
        "resolved", "restored", "again",  "done",   "stopped", "brought", NULL};
    struct token_reader reader;

    if (!text_in(word, doing) || text_in(parse->turn->command->name, steps)) {
        return false;
    }
    token_start(&reader, text);
    for (word = plain_word(parse, &reader); *word != '\0';
         word = plain_word(parse, &reader)) {
        if (text_in(word, done)) {
            return false;
        }
    }
    return true;
}

static bool finished(const struct parse *parse, const char *text, const char *word,
                     const char *next) {
    if (!is_question(text) && !begins_unfinished(word, next) &&
        !is_under_way(parse, text, word) && !is_of_backup(parse, text)) {
        return true;
    }
    return ask(parse, text, "does not sound done", "If it is done:", "");
}

/* "cancel maybe a false alarm", "cancel is it real?": nobody knows that there was none. */
static bool sure(const struct parse *parse, const char *text) {
    static const char *const words[] = {
        "maybe", "perhaps", "probably",  "possibly",     "unsure",
        "might", "think",   "peut-être", "probablement", NULL};
    struct token_reader reader;
    const char *word;

    token_start(&reader, text);
    word = plain_word(parse, &reader);
    if (text_equal(word, "i") || text_equal(word, "not")) {
        const char *next = plain_word(parse, &reader);

        word = text_equal(next, "sure") ? "unsure" : text_equal(word, "i") ? next : word;
    }
    if (!text_in(word, words) && !is_question(text)) {
        return true;
    }
    return ask(parse, text, "does not sound sure", "If it was none:", "");
}

/* "cancel reminders", "cancel my last update": no reason, but what is to be cancelled. */
static bool is_object(const struct parse *parse, const char *text) {
    static const char *const before[] = {"the",  "my",  "this", "that",
                                         "last", "all", NULL};
    static const char *const objects[] = {
        "reminder",     "reminders",     "snooze", "update", "updates", "action",
        "notification", "notifications", "nags",   "role",   "command", "mitigation",
        "decision",     "escalation",    "undo",   "that",   "last",    NULL};
    struct token_reader reader;
    struct token token;
    const char *word;
    size_t n = 0;

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        n++;
    }
    token_start(&reader, text);
    word = plain_word(parse, &reader);
    for (size_t i = 1; i < n && text_in(word, before); i++) {
        word = plain_word(parse, &reader);
    }
    return n <= SUBJECT_WORDS && text_in(word, objects);
}

static bool ends_the_incident(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);

    if (!is_object(parse, text)) {
        return sure(parse, text);
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

bool args_doubt_success(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    struct token_reader reader;
    const char *word, *next;
    bool mark;

    if (text_equal(turn->command->name, "cancel")) {
        return ends_the_incident(parse, text);
    }
    if (!records_success(turn->command->name) || is_of_mitigation(parse, text)) {
        return true;
    }
    token_start(&reader, text);
    word = plain_word(parse, &reader);
    for (size_t i = 0; i < SUBJECT_WORDS && is_subject(word); i++) {
        word = plain_word(parse, &reader);
    }
    mark = reader.at > text && strchr(".,;:!?", reader.at[-1]);
    next = plain_word(parse, &reader);
    if ((!denies(word) || is_good_all_the_same(word, mark, next)) &&
        !denies_alone(word, next, text) &&
        !denies_behind(next, plain_word(parse, &reader))) {
        return finished(parse, text, word, next) && whole(parse, text);
    }
    return ask(
        parse, text,
        arena_printf(turn->arena, "sounds like the opposite of %s", turn->command->name),
        "If it is so all the same:", "");
}
