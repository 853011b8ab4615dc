/* args_goes_on.c: texts behind the name of an end that say that nothing ended: "rollback
 * failed", "problem persists", "escalated to ben", "errors are dropping". By lists of words
 * and where they stand; see args_goes_on.h. */
#include "core/args_goes_on.h"
#include "base/text.h"
#include "core/deeds.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum { PERCENT_DIGITS = 2 };

static size_t behind(const struct saying *saying, size_t i, const char *const *list) {
    while (saying_is(saying, i, list)) {
        i++;
    }
    return i;
}

/* What is carried out over minutes, and may fail or be at half. */
static bool is_rollout(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "rollback",    "deploy",      "deployment", "redeploy",  "rollout",
        "restart",     "failover",    "reboot",     "migration", "recovery",
        "déploiement", "redémarrage", NULL};

    return saying_is(saying, i, words);
}

static bool is_try(const struct saying *saying, size_t i) {
    static const char *const words[] = {"fix",       "patch",      "hotfix",
                                        "revert",    "attempt",    "upgrade",
                                        "correctif", "workaround", NULL};

    return is_rollout(saying, i) || saying_is(saying, i, words);
}

/* "the rollback failed", "first fix did not help". */
static bool failed(const struct saying *saying, size_t i) {
    static const char *const before[] = {"the",  "a",      "our", "my", "first",
                                         "last", "second", "le",  "la", NULL};
    static const char *const phrases[] = {
        "failed",        "fails",       "has failed",     "have failed", "is failing",
        "did not work",  "didnt work",  "did not help",   "didnt help",  "did not fix",
        "didnt fix",     "does not",    "doesnt",         "a échoué",    "had no effect",
        "has no effect", "not working", "is not working", NULL};

    i = behind(saying, i, before);
    return is_try(saying, i) && saying_any(saying, i + 1, phrases);
}

/* "deploy of the fix is at 60%". */
static bool is_at_half(const struct saying *saying, size_t i) {
    i = behind(saying, i, WORDS("the", "our", "le", "la"));
    if (!is_try(saying, i)) {
        return false;
    }
    for (i++; i < saying->n && !saying->words[i - 1].mark; i++) {
        const char *word = saying_word(saying, i);
        size_t digits = strspn(word, "0123456789");

        if (digits > 0 && digits <= PERCENT_DIGITS && text_equal(word + digits, "%")) {
            return true;
        }
    }
    return false;
}

/* "fix merged, deploy running": the last thing that is said goes on. */
static bool runs_at_last(const struct saying *saying) {
    static const char *const now[] = {"running", "ongoing",  "pending",
                                      "started", "underway", NULL};
    size_t last = saying->n;

    return last > 2 && saying_is(saying, last - 1, now) && is_rollout(saying, last - 2) &&
           deeds_divides(saying, last - 3);
}

/* "problem persists", "the errors are back". */
static bool persists(const struct saying *saying, size_t i) {
    static const char *const before[] = {"the", "this", "our", "all", "same",
                                         "le",  "la",   "les", NULL};
    static const char *const faults[] = {
        "problem", "problems", "issue",   "issues",   "error",    "errors",   "bug",
        "fault",   "attack",   "leak",    "breach",   "outage",   "incident", "it",
        "alert",   "alerts",   "alarm",   "timeouts", "symptoms", "problème", "erreur",
        "erreurs", "panne",    "alertes", NULL};
    static const char *const stays[] = {"persists", "persist",    "remains",
                                        "remain",   "continues",  "continue",
                                        "persiste", "persistent", NULL};
    static const char *const returns[] = {
        "is back",  "are back", "came back", "come back",  "comes back",
        "returned", "is there", "revient",   "reviennent", NULL};
    static const char *const over[] = {"closed", "fixed",  "resolved",
                                       "gone",   "solved", NULL};

    i = behind(saying, i, before);
    if (!saying_is(saying, i, faults)) {
        return false;
    }
    return (saying_is(saying, i + 1, stays) && !saying_is(saying, i + 2, over)) ||
           (!saying_at(saying, i, "it") && saying_any(saying, i + 1, returns));
}

/* "we gave up", "escalated to ben", "on it": somebody else has it, or still has it. */
static bool is_passed_on(const struct saying *saying, size_t told) {
    static const char *const phrases[] = {"gave up",
                                          "give up",
                                          "giving up",
                                          "escalated to",
                                          "escalating to",
                                          "escalated it",
                                          "handed over",
                                          "handing over",
                                          "handed it",
                                          "keep watching",
                                          "keep monitoring",
                                          "keep an eye",
                                          "watching it",
                                          "on abandonne",
                                          "continue to watch",
                                          "passed it on",
                                          NULL};

    return (saying_any(saying, told, phrases) && !deeds_from(saying, told + 2)) ||
           (saying_at(saying, told, "on it") && told + 2 == saying->n);
}

/* "errors are dropping", "latency improving": with nothing in front that was done. */
static bool gets_better(const struct saying *saying) {
    static const char *const words[] = {"dropping",    "decreasing", "falling",
                                        "improving",   "declining",  "recovering",
                                        "stabilizing", "shrinking",  NULL};
    static const char *const phrases[] = {"going down", "coming down", "getting better",
                                          "coming back", NULL};
    static const char *const no[] = {"no",    "not",     "isnt", "arent", "nothing",
                                     "never", "stopped", "was",  "were",  NULL};

    for (size_t i = 0; i < saying->n; i++) {
        size_t last = saying_any(saying, i, phrases) ? i + 1 : i;

        if (deeds_at(saying, i) || saying_is(saying, i, no)) {
            return false;
        }
        if (i > 0 && (last > i || saying_is(saying, i, words)) &&
            saying_ends(saying, last)) {
            return true;
        }
    }
    return false;
}

/* "root cause found", "because of dns": why it broke, and not what was done about it. */
static bool is_cause_alone(const struct saying *saying, size_t told) {
    static const char *const phrases[] = {
        "cause found", "cause is",    "cause identified", "identified",
        "found it",    "found the",   "found out",        "know why",
        "because of",  "we know why", "cause trouvée",    "cause identifiée",
        NULL};

    told += saying_at(saying, told, "the") ? 1 : 0;
    told += saying_at(saying, told, "root") ? 1 : 0;
    return saying_any(saying, told, phrases) && !deeds_from(saying, told + 2);
}

/* "called the provider, they switched us to the other line": told behind a mark. */
static bool is_deed_behind_mark(const struct saying *saying) {
    for (size_t i = 0; i < saying->n; i++) {
        if (saying->words[i].mark && saying->words[i].mark != '?') {
            return deeds_from(saying, i + 1);
        }
    }
    return false;
}

/* "tried a restart", "paged ben", "ticket opened", "vendor is informed". */
static bool is_attempt(const struct saying *saying, size_t told) {
    static const char *const phrases[] = {
        "tried",           "paged",         "called the",
        "opened a ticket", "opened a case", "informed the",
        "ticket opened",   "case opened",   NULL};
    static const char *const whom[] = {"vendor", "provider", "support",     "supplier",
                                       "aws",    "partner",  "fournisseur", "customers",
                                       "users",  NULL};
    static const char *const heard[] = {"informed", "notified", "contacted", "called",
                                        "report",   "complain", "prévenu",   NULL};
    size_t i = behind(saying, told, WORDS("the", "our", "le"));

    if (is_deed_behind_mark(saying)) {
        return false;
    }
    return saying_any(saying, told, phrases) ||
           (saying_is(saying, i, whom) &&
            saying_is(saying,
                      behind(saying, i + 1, WORDS("is", "was", "are", "has", "been")),
                      heard));
}

/* "it is worse", "fewer errors", "much better now": how it goes, with nothing done. */
static bool is_course(const struct saying *saying, size_t told) {
    static const char *const first[] = {
        "less",  "fewer",         "better",          "much better",  "looks better",
        "worse", "getting worse", "slightly better", "a bit better", NULL};

    return saying_any(saying, told, first) && !deeds_from(saying, told + 1);
}

/* "fixed on db1, db2 follows", "primary ok, replica rebuilding", "dba needed". */
static bool is_left_over(const struct saying *saying) {
    static const char *const now[] = {"follows",    "rebuilding", "syncing", "resyncing",
                                      "recovering", "restarting", NULL};
    static const char *const later[] = {"fix",    "patch",  "report", "review",
                                        "action", "ticket", NULL};
    static const char *const needed[] = {"needed", "required", "wanted", NULL};
    static const char *const no[] = {"no", "not", "nothing", "nobody", NULL};
    size_t n = saying->n;

    if (n > 2 && saying_is(saying, n - 1, now)) {
        return deeds_divides(saying, n - 3) && !saying_is(saying, n - 2, later);
    }
    return n > 1 && n <= 3 && saying_is(saying, n - 1, needed) &&
           !saying_is(saying, 0, no) && !saying_is(saying, n - 2, no);
}

bool args_goes_on(const struct saying *saying, size_t i, size_t told, bool under_way) {
    if (under_way &&
        (runs_at_last(saying) || is_left_over(saying) || is_passed_on(saying, told) ||
         is_cause_alone(saying, told) || is_course(saying, told))) {
        return true;
    }
    return (failed(saying, i) || persists(saying, i) ||
            (under_way && (is_at_half(saying, i) || gets_better(saying) ||
                           is_attempt(saying, told)))) &&
           !deeds_later(saying);
}
