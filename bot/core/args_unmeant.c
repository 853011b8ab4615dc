/* args_unmeant.c: words behind the name of an end that tell nothing of it.
 *
 * "resolve wait", "resolve @ben", "resolve does eu work", "resolve fix is being deployed":
 * somebody spoke to somebody, asked, hoped, or said what goes on. English and French, by
 * lists of words and where they stand: what tells what was done must never be asked about
 * because it has such a word somewhere ("fixed the job that waits for eu"). */
#include "core/args_unmeant.h"
#include "base/text.h"
#include "core/args_incident.h"

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
        turn->commands && i + 1 == saying->n
            ? command_find(turn->commands, saying_word(saying, i))
            : NULL;

    return command && command != turn->command && !text_in(command->name, ends);
}

static bool is_to_the_bot(const struct turn *turn, const struct saying *saying,
                          size_t i) {
    bool cancels = text_equal(turn->command->name, "cancel"); /* "cancel sorry, a test" */
    static const char *const words[] = {"wait",    "hold",    "stop",     "nevermind",
                                        "undo",    "attends", "attendez", "annule",
                                        "annuler", "arrête",  "non",      NULL};
    static const char *const behind[] = {
        "please", "pls", "it", "that", "this", "for", "until", "till",  "on", "a", "no",
        "what",   "i",   "we", "me",   "up",   "un",  "now",   "sorry", "im", NULL};
    static const char *const phrases[] = {
        "oops",       "sorry",         "never mind",     "hang on",      "one sec",
        "one moment", "no wait",       "my bad",         "wrong one",    "wrong channel",
        "désolé",     "un instant",    "wrong incident", "wrong window", "not that",
        "forget it",  "mauvais canal", "ignore",         "asap",         NULL};

    static const char *const alone[] = {"please", "pls", "me", "idk", "n/a", NULL};

    if (!cancels && i + 1 == saying->n && saying_is(saying, i, alone)) {
        return true;
    }
    return (saying_is(saying, i, words) &&
            (saying_ends(saying, i) || saying_is(saying, i + 1, behind))) ||
           (!cancels && saying_any(saying, i, phrases)) || is_command(turn, saying, i);
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
    static const char *const phrases[] = {"false alarm",   "false positive",
                                          "false alert",   "fausse alerte",
                                          "fausse alarme", NULL};

    return args_names_duplicate(turn, saying, i) ||
           (!text_equal(turn->command->name, "cancel") && saying_any(saying, i, phrases));
}

/* ---- questions ---- */

/* Who or what a question is about, behind its verb. */
static bool is_asked_about(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "it",        "this",     "that",       "we",      "you",      "i",
        "they",      "anyone",   "anybody",    "someone", "somebody", "everyone",
        "everybody", "anything", "everything", "he",      "she",      "there",
        "these",     "those",    NULL};

    return saying_is(saying, i, words);
}

static bool is_auxiliary(const struct saying *saying, size_t i) {
    static const char *const words[] = {"is",  "are",  "was",   "were", "do",    "does",
                                        "did", "can",  "could", "will", "would", "should",
                                        "has", "have", "shall", "may",  NULL};

    return saying_is(saying, i, words);
}

static bool is_settled(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "back", "up",   "fixed",   "working", "ok",       "okay",      "done",   "down",
        "good", "fine", "healthy", "green",   "resolved", "restored",  "online", "stable",
        "live", "over", "ready",   "safe",    "gone",     "available", NULL};

    return saying_is(saying, i, words);
}

/* "is eu back": the verb in front, and the state at the end. */
static bool is_inverted(const struct saying *saying, size_t i) {
    static const char *const adverbs[] = {"now",     "fully", "again",      "all",
                                          "finally", "both",  "completely", "not",
                                          "no",      "up",    "back",       NULL};
    static const char *const bare[] = {"work", "help", "hold", "fix", NULL};
    size_t last = saying->n - 1, words = saying->n - i;

    if (saying_any(saying, i, WORDS("is", "are"))) {
        return is_asked_about(saying, i + 1) || saying_at(saying, i + 1, "the") ||
               (words > 2 && words < 5 && is_settled(saying, last) &&
                !is_settled(saying, i + 1) && !saying_is(saying, i + 1, adverbs));
    }
    if ((saying_at(saying, i, "does") && /* "does no longer fail" */
         !saying_any(saying, i + 1, WORDS("not", "no"))) ||
        (saying_at(saying, i, "do") &&
         saying_any(saying, i + 1, WORDS("the", "users")))) {
        return true;
    }
    if (saying_at(saying, i, "did") && saying_is(saying, last, bare)) {
        return true;
    }
    if (saying_any(saying, i, WORDS("can", "has", "have", "should", "will", "could")) &&
        saying_any(saying, i + 1, WORDS("the", "users", "customers"))) {
        return true;
    }
    return is_auxiliary(saying, i) && is_asked_about(saying, i + 1);
}

static bool is_french_question(const struct saying *saying, size_t i) {
    static const char *const always[] = {
        "pourquoi",       "combien",      "quel",        "quelle",        "quels",
        "quelles",        "où",           "est-ce",      "est-il",        "est-elle",
        "sont-ils",       "peut-on",      "a-t-on",      "faut-il",       "va-t-on",
        "a-t-il",         "qui est",      "qui fait",    "qui a",         "qui peut",
        "qui soccupe",    "quand est-ce", "comment on",  "comment faire", "comment ça",
        "comment est-ce", "cest quoi",    "ça marche ?", "quoi de",       NULL};

    return saying_any(saying, i, always) ||
           (saying_any(saying, i, WORDS("qui", "quand", "comment", "quoi")) &&
            i + 1 == saying->n);
}

/* "is it fixed?": a mark behind a word, and not one inside a link. */
static bool has_question_mark(const char *text) {
    for (const char *mark = strchr(text, '?'); mark; mark = strchr(mark + 1, '?')) {
        if (mark[1] == '\0' || mark[1] == ' ' || mark[1] == '?' || mark[1] == '!') {
            return true;
        }
    }
    return false;
}

static bool is_question(const struct saying *saying, size_t i) {
    static const char *const always[] = {
        "whos",        "whats",         "hows",        "whens",        "wheres",
        "whys",        "who",           "why",         "where",        "whose",
        "how to",      "how long",      "how many",    "how much",     "how about",
        "how come",    "how soon",      "how i",       "what if",      "what about",
        "what now",    "which one",     "anyone know", "any news",     "any update",
        "any updates", "any idea",      "any ideas",   "any progress", "any eta",
        "can someone", "could someone", "anyone",      "anybody",      "what next",
        NULL};

    if (saying_any(saying, i, always)) {
        return true;
    }
    return (saying_any(saying, i, WORDS("how", "when", "what", "which")) &&
            (i + 1 == saying->n || is_auxiliary(saying, i + 1))) ||
           is_inverted(saying, i) || is_french_question(saying, i);
}

bool args_asks(struct arena *arena, const char *text) {
    struct saying saying = saying_of(arena, text);

    return saying.n > 0 && (has_question_mark(text) || is_question(&saying, 0));
}

/* ---- hopes, plans, and what is still being done ---- */

static bool is_number(const char *word) {
    return *word >= '0' && *word <= '9';
}

static bool is_done(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "fixed",   "helped",   "solved",   "worked",    "works",    "cured",
        "did",     "rolled",   "resolved", "restored",  "again",    "done",
        "stopped", "brought",  "healthy",  "restarted", "reverted", "removed",
        "raised",  "deployed", "normal",   NULL};

    return saying_is(saying, i, words);
}

/* "soon", "in 10 minutes", "trying failover", "eta 30m". */
static bool begins_unfinished(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "soon",          "later",        "trying",     "try",
        "testing",       "checking",     "waiting",    "pending",
        "ongoing",       "wip",          "eta",        "maybe",
        "probably",      "will",         "perhaps",    "hopefully",
        "almost",        "tomorrow",     "should",     "might",
        "hope",          "dunno",        "presque",    "peut-être",
        "bientôt",       "in progress",  "about to",   "going to",
        "working on",    "looking into", "i think",    "i hope",
        "en cours",      "espère que",   "hoping",     "planning",
        "attempting",    "preparing",    "scheduled",  "planned",
        "expecting",     "expected",     "need",       "needs",
        "must",          "gonna",        "i guess",    "i believe",
        "we think",      "we hope",      "we believe", "we guess",
        "let me",        "lets",         "want to",    "ready to",
        "ok to",         "okay to",      "safe to",    "time to",
        "plan to",       "to be",        "im going",   "we are going to",
        "were going to", "jespère",      "espérons",   "sans doute",
        "probablement",  "on va",        "je vais",    "nous allons",
        "va être",       "sera",         "il faut",    "faut",
        "on essaie",     "essayer",      "essai",      "in review",
        "in flight",     "under way",    "underway",   "not sure",
        "tbd",           "tbc",          "todo",       NULL};

    return saying_any(saying, i, words) ||
           (saying_any(saying, i, WORDS("help", "monitoring", "tonight")) &&
            saying_ends(saying, i)) ||
           saying_any(saying, i,
                      WORDS("ask", "unresolved", "monitoring the fix", "monitoring it",
                            "on y travaille", "on regarde")) ||
           (saying_at(saying, i, "in") && is_number(saying_word(saying, i + 1))) ||
           (saying_at(saying, i, "dans") && is_number(saying_word(saying, i + 1)));
}

/* "should be fine now", "fingers crossed": wherever it stands. */
static bool hopes(const struct saying *saying, size_t i) {
    static const char *const words[] = {"hopefully",    "fingers crossed", "we will see",
                                        "lets see",     "touch wood",      "on verra",
                                        "devrait être", "devrait marcher", NULL};
    static const char *const verbs[] = {"work", "hold", "do",    "help", "recover",
                                        "come", "go",   "clear", NULL};

    if (saying_any(saying, i, words) ||
        saying_any(saying, i, WORDS("is on it", "are on it", "im on it"))) {
        return true;
    }
    return saying_any(saying, i, WORDS("should", "might", "may")) &&
           (saying_is(saying, i + 1, verbs) ||
            (saying_at(saying, i + 1, "be") &&
             (is_settled(saying, i + 2) || i + 2 >= saying->n ||
              saying_any(saying, i + 2, WORDS("all", "normal", "enough", "better")))));
}

/* "fix incoming", "rollback in progress", "fix in 10 minutes", "the patch needs review". */
static bool is_thing_to_come(const struct saying *saying, size_t i) {
    static const char *const articles[] = {"the", "a",   "our", "le", "un",
                                           "la",  "une", "new", NULL};
    static const char *const things[] = {
        "fix",       "patch",       "hotfix",      "rollback", "revert",
        "deploy",    "deployment",  "release",     "rollout",  "restart",
        "failover",  "migration",   "recovery",    "reboot",   "restore",
        "correctif", "redémarrage", "déploiement", "retour",   NULL};
    static const char *const verbs[] = {"is", "are", "will", "est", "still", NULL};
    static const char *const to_come[] = {
        "incoming",    "coming",       "pending",         "underway", "soon",
        "tomorrow",    "tonight",      "later",           "needed",   "required",
        "planned",     "scheduled",    "started",         "ready",    "running",
        "ongoing",     "going",        "being",           "eta",      "needs",
        "in progress", "in review",    "in flight",       "on its",   "on the way",
        "under way",   "in the works", "in the pipeline", "en cours", "prévu",
        "bientôt",     "à venir",      "expected",        "follows",  "to follow",
        "next",        "rolling",      "deploying",       "be",       "in qa",
        "in staging",  "under review", "building",        "queued",   NULL};
    static const char *const units[] = {"m", "min",  "mins",  "minutes", "minute",
                                        "h", "hour", "hours", "days",    NULL};
    size_t at = i;
    const char *number;

    while (saying_is(saying, at, articles)) {
        at++;
    }
    if (!saying_is(saying, at, things)) {
        return false;
    }
    at++;
    while (saying_is(saying, at, verbs)) {
        at++;
    }
    number = saying_word(saying, at + 1);
    return saying_any(saying, at, to_come) ||
           (saying_at(saying, at, "in") && is_number(number) &&
            (saying_is(saying, at + 2, units) ||
             strpbrk(number, "mh"))); /* "in 10m", and not "in 4.2.1" */
}

/* "fix is being deployed", "we will roll back", "the pool is restarting": up to a mark, and
 * not behind what was done. */
static bool goes_on(const struct saying *saying, size_t from) {
    static const char *const now[] = {
        "being",        "coming",        "pending",    "ongoing",   "underway",
        "scheduled",    "planned",       "expected",   "imminent",  "in progress",
        "in review",    "on its",        "on the way", "under way", "rolling out",
        "rolling back", "going out",     "going to",   "about to",  "deploying",
        "restarting",   "rebooting",     "draining",   "catching",  "rebuilding",
        "restoring",    "investigating", "looking",    "checking",  "fixing",
        "still",        "en cours",      "recovering", "syncing",   "reverting",
        "failing",      "trying",        NULL};

    for (size_t i = from; i < saying->n && !is_done(saying, i); i++) {
        if (saying_at(saying, i, "will") ||
            (saying_any(saying, i,
                        WORDS("is", "are", "im", "were", "its", "theyre", "am", "est",
                              "sont")) &&
             !(saying_at(saying, i, "were") && i > from) &&
             saying_any(saying, i + 1, now))) {
            return true;
        }
        if (saying->words[i].mark) {
            return false;
        }
    }
    return false;
}

/* "rolling back", "deploying the fix": under way, unless it is what helped ("restarting the
 * pool fixed it"). */
static bool is_doing(const struct saying *saying, size_t i) {
    static const char *const doing[] = {
        "rolling",      "deploying",     "restarting", "rebooting", "fixing",
        "failing over", "investigating", "restoring",  "reverting", "debugging",
        "patching",     "switching",     "looking",    NULL};

    if (!saying_any(saying, i, doing)) {
        return false;
    }
    for (size_t at = i; at < saying->n; at++) {
        if (is_done(saying, at)) {
            return false;
        }
    }
    return true;
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
    if (has_question_mark(text) || (saying.n > i && is_question(&saying, i))) {
        return UNMEANT_QUESTION;
    }
    if (begins_unfinished(&saying, i) || begins_unfinished(&saying, told)) {
        return UNMEANT_HOPE;
    }
    for (size_t at = i; at < saying.n; at++) {
        if (hopes(&saying, at)) {
            return UNMEANT_HOPE;
        }
    }
    return under_way && (is_thing_to_come(&saying, i) || goes_on(&saying, i) ||
                         is_doing(&saying, i) || is_doing(&saying, told))
               ? UNMEANT_HOPE
               : UNMEANT_NOT;
}
