/* args_hopes.c: texts about what is still to come, or still being done: "soon", "should be fine
 * now", "fix is being deployed". By lists of words and where they stand. */
#include "core/args_hopes.h"
#include "base/text.h"
#include "core/args_questions.h"
#include "core/deeds.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* What begins with these is still to come; the words of plans, of hopes and of waiting. */
static const char *const words_to_come[] = {
    "soon",     "later",     "trying",   "try",        "testing",      "checking",
    "waiting",  "pending",   "ongoing",  "wip",        "eta",          "maybe",
    "probably", "will",      "perhaps",  "hopefully",  "almost",       "tomorrow",
    "should",   "might",     "hope",     "dunno",      "presque",      "peut-être",
    "bientôt",  "hoping",    "planning", "attempting", "preparing",    "scheduled",
    "planned",  "expecting", "expected", "need",       "needs",        "must",
    "gonna",    "lets",      "jespère",  "espérons",   "probablement", "sera",
    "faut",     "jattends",  "essayer",  "essai",      "underway",     "tbd",
    "tbc",      "todo",      "being",    "seems",      "seem",         "semble",
    "doit",     NULL};
static const char *const phrases_to_come[] = {
    "in progress",     "about to",      "going to",   "working on", "looking into",
    "i think",         "i hope",        "en cours",   "espère que", "i guess",
    "i believe",       "we think",      "we hope",    "we believe", "we guess",
    "let me",          "want to",       "ready to",   "ok to",      "okay to",
    "safe to",         "time to",       "plan to",    "to be",      "im going",
    "we are going to", "were going to", "sans doute", "on va",      "je vais",
    "nous allons",     "va être",       "il faut",    "on essaie",  "on attend",
    "nous attendons",  "in review",     "in flight",  "under way",  "not sure",
    "wait for",        "it seems",      "looks like", "appears to", "on dirait",
    "je pense",        "je crois",      "on pense",   "on doit",    "nous devons",
    "we have to",      "have to",       "has to",     NULL};

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

/* "waiting queue purged", "pending migrations applied": what kind of a thing was mended. */
static bool is_of_a_thing(const struct saying *saying, size_t i) {
    static const char *const kinds[] = {"waiting",   "testing", "checking", "pending",
                                        "scheduled", "planned", "expected", "ongoing",
                                        "preparing", NULL};
    static const char *const no_thing[] = {
        "for",  "to",   "on",  "until", "till",  "if",   "whether", "in",   "at", "the",
        "a",    "an",   "our", "it",    "that",  "this", "them",    "with", "by", "when",
        "what", "some", "my",  "all",   "after", "now",  "still",   NULL};

    return saying_is(saying, i, kinds) && !saying_ends(saying, i) &&
           !saying_is(saying, i + 1, no_thing) && deeds_from(saying, i + 2);
}

/* "should have been 30, corrected", "will not come back, the job is deleted", "need for a
 * bigger disk is gone": words of plans in a sentence about what was. */
static bool is_past_all_the_same(const struct saying *saying, size_t i) {
    return is_of_a_thing(saying, i) || saying_at(saying, i, "should have been") ||
           saying_any(saying, i,
                      WORDS("will not come", "will not happen", "wont come",
                            "wont happen", "seems to have been")) ||
           (saying_at(saying, i, "need for") && deeds_from(saying, i + 2));
}

/* "ça va revenir": what is going to be, in French. */
static bool is_going_to(const struct saying *saying, size_t i) {
    static const char *const tails[] = {"er", "ir", "re", NULL};
    const char *next = saying_word(saying, i + 1);
    size_t len = strlen(next);

    return saying_any(saying, i, WORDS("va", "vont", "vais", "allons")) && len > 3 &&
           text_in(next + len - 2, tails);
}

/* "soon", "in 10 minutes", "trying failover", "eta 30m". */
static bool begins_unfinished(const struct saying *saying, size_t i) {
    return ((saying_is(saying, i, words_to_come) ||
             saying_any(saying, i, phrases_to_come)) &&
            !is_past_all_the_same(saying, i)) ||
           is_going_to(saying, i) ||
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
    static const char *const somebody[] = {
        "is on it",    "are on it",     "im on it",     "looks into", "look into",
        "works on it", "working on it", "takes a look", "regarde ça", "sen occupe",
        NULL};
    static const char *const verbs[] = {"work", "hold", "do",    "help", "recover",
                                        "come", "go",   "clear", NULL};

    if (saying_any(saying, i, words) || saying_any(saying, i, somebody)) {
        return true;
    }
    if (saying_at(saying, i, "to go") && i + 2 == saying->n && i > 0) {
        return true; /* "one node to go" */
    }
    return saying_any(saying, i, WORDS("should", "might", "may")) &&
           (saying_is(saying, i + 1, verbs) ||
            (saying_at(saying, i + 1, "be") &&
             (args_settled(saying, i + 2) || i + 2 >= saying->n ||
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
        if ((saying_at(saying, i, "will") && !saying_at(saying, i + 1, "not")) ||
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

bool args_hopes(const struct saying *saying, size_t i, size_t told, bool under_way) {
    if (begins_unfinished(saying, i) || begins_unfinished(saying, told)) {
        return true;
    }
    for (size_t at = i; at < saying->n; at++) {
        if (hopes(saying, at)) {
            return true;
        }
    }
    return under_way && (is_thing_to_come(saying, i) || goes_on(saying, i) ||
                         is_doing(saying, i) || is_doing(saying, told));
}
