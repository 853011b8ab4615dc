/* args_unmeant.c: words behind the name of an end that tell nothing of it.
 *
 * "resolve wait", "resolve @ben", "resolve does eu work", "resolve fix is being deployed":
 * somebody spoke to somebody, asked, hoped, or said what goes on. English and French, by
 * lists of words and where they stand: what tells what was done must never be asked about
 * because it has such a word somewhere ("fixed the job that waits for eu"). */
#include "core/args_unmeant.h"
#include "base/text.h"
#include "core/args_goes_on.h"
#include "core/args_hopes.h"
#include "core/args_incident.h"
#include "core/args_questions.h"
#include "core/deeds.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- to the bot, or to somebody ---- */

static bool is_person(const struct saying *saying, size_t i) {
    return i < saying->n && (saying->words[i].plain[0] == '@' ||
                             text_starts(saying->words[i].plain, "<@"));
}

/* A command of ours alone, but for those that say how it ended. */
static bool is_command(const struct turn *turn, const struct saying *saying, size_t i) {
    static const char *const ends[] = {"resolve", "restore", "mitigate", "contain",
                                       "verify",  "close",   NULL};
    const struct command *command =
        turn->commands && (i + 1 == saying->n ||
                           (i + 2 == saying->n &&
                            saying_any(saying, i + 1,
                                       WORDS("it", "this", "that", "please", "now"))))
            ? command_find(turn->commands, saying_word(saying, i))
            : NULL;

    return command && command != turn->command && !text_in(command->name, ends);
}

static bool is_to_the_bot(const struct turn *turn, const struct saying *saying,
                          size_t i) {
    bool cancels = text_equal(turn->command->name, "cancel"); /* "cancel sorry, a test" */
    static const char *const words[] = {
        "wait",     "hold",   "stop",    "nevermind", "ignore", "undo", "attends",
        "attendez", "annule", "annuler", "arrête",    "non",    NULL};
    static const char *const behind[] = {
        "please", "pls", "it", "that", "this", "for", "until", "till",  "on", "a", "no",
        "what",   "i",   "we", "me",   "up",   "un",  "now",   "sorry", "im", NULL};
    static const char *const phrases[] = {"oops",           "sorry",         "never mind",
                                          "hang on",        "one sec",       "one moment",
                                          "no wait",        "my bad",        "wrong one",
                                          "wrong channel",  "désolé",        "un instant",
                                          "wrong incident", "wrong window",  "not that",
                                          "forget it",      "mauvais canal", "asap",
                                          "please check",   "please look",   "pls check",
                                          "please help",    "please do",     "please fix",
                                          "please wait",    "please stop",   NULL};

    static const char *const alone[] = {"please", "pls", "me", NULL};
    static const char *const orders[] = {"please resolve", "please close", "pls resolve",
                                         "pls close", NULL};

    if (!cancels && i + 1 == saying->n && saying_is(saying, i, alone)) {
        return true;
    }
    return (saying_is(saying, i, words) &&
            (saying_ends(saying, i) || saying_is(saying, i + 1, behind))) ||
           (!cancels &&
            (saying_any(saying, i, phrases) || saying_any(saying, i, orders))) ||
           is_command(turn, saying, i);
}

/* "duplicate of 002", but "duplicate rows removed" tells something. */
bool args_names_duplicate(const struct turn *turn, const struct saying *saying,
                          size_t i) {
    static const char *const words[] = {"duplicate", "dup", "dupe", "doublon", NULL};
    const char *next = saying_word(saying, i + 1);

    return saying_is(saying, i, words) &&
           (i + 1 == saying->n || saying_any(saying, i + 1, WORDS("of", "with", "de")) ||
            arg_incident(turn->arena, next));
}

/* Ends of their own: told to other people, and counted otherwise. */
static bool is_other_end(const struct turn *turn, const struct saying *saying, size_t i) {
    static const char *const phrases[] = {"false alarm", "false alert", "fausse alerte",
                                          "fausse alarme", NULL};
    static const char *const positive[] = {"false positive", "faux positif", NULL};
    static const char *const of[] = {"in",   "of", "by", "from", "on",
                                     "dans", "de", "du", NULL};

    if (args_names_duplicate(turn, saying, i)) {
        return true;
    }
    if (text_equal(turn->command->name, "cancel")) {
        return false;
    }
    /* "false positive in the waf rule, rule removed" was an outage */
    return saying_any(saying, i, phrases) ||
           (saying_any(saying, i, positive) &&
            !(saying_is(saying, i + 2, of) && deeds_from(saying, i + 3)));
}

/* ---- all of it ---- */

static size_t behind_people(const struct saying *saying) {
    size_t i = 0;

    while (is_person(saying, i)) {
        i++;
    }
    return i;
}

/* "we are deploying", "it should be fixed", "et là, on essaie". */
static size_t behind_subject(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "it",   "its", "we", "were", "i",    "im", "they", "ok", "so", "and", "now",
        "well", "hey", "hi", "ça",   "cest", "il", "are",  "am", "is", NULL};
    size_t most = i + 3;

    while (i < most && i + 1 < saying->n && saying_is(saying, i, words)) {
        i++;
    }
    return i;
}

/* "who had the lock was the backup, killed": what was found and what was done. */
static bool answers(const struct saying *saying, size_t i) {
    return saying_any(saying, i, WORDS("who", "why", "where")) && deeds_later(saying);
}

enum unmeant args_unmeant(const struct turn *turn, const char *text, bool under_way) {
    struct saying saying = saying_of(turn->arena, text);
    size_t i = behind_people(&saying), told = behind_subject(&saying, i);

    if (i > 0 && i == saying.n) {
        return UNMEANT_PEOPLE;
    }
    if (is_to_the_bot(turn, &saying, i)) {
        return UNMEANT_NOTHING;
    }
    if (is_other_end(turn, &saying, i)) {
        return UNMEANT_OTHER;
    }
    if (args_question_mark(text) ||
        (saying.n > i && args_is_question(&saying, i) && !answers(&saying, i))) {
        return UNMEANT_QUESTION;
    }
    /* "close handed over to the day shift" is a closing word */
    return args_hopes(&saying, i, told, under_way) ||
                   (!text_equal(turn->command->name, "close") &&
                    args_goes_on(&saying, i, told, under_way))
               ? UNMEANT_HOPE
               : UNMEANT_NOT;
}
