/* deeds.c: words that say what was done. See deeds.h.
 *
 * By how the past is formed ("-ed", "-é") and lists of what is formed otherwise, for nobody
 * can list all that engineers do. */
#include "core/deeds.h"
#include "base/text.h"

static bool ends(const char *word, const char *tail) {
    size_t len = strlen(word), of = strlen(tail);

    return len > of + 1 && text_equal(word + len - of, tail);
}

/* Participles of what is broken, planned, or of another state. */
static bool is_no_deed(const char *word) {
    static const char *const words[] = {
        "failed",    "affected",  "impacted",  "degraded",  "planned",
        "scheduled", "expected",  "needed",    "required",  "started",
        "queued",    "blamed",    "shared",    "red",       "need",
        "feed",      "speed",     "exceed",    "seed",      "overloaded",
        "crashed",   "expired",   "dropped",   "timed",     "saturated",
        "throttled", "corrupted", "delayed",   "hundred",   "unresolved",
        "unfixed",   "related",   "limited",   "involved",  "supposed",
        "wanted",    "assigned",  "escalated", "reported",  "confirmed",
        "suspected", "detected",  "mitigated", "contained", "unexpected",
        "rejected",  "refused",   "hosted",    "été",       "prévu",
        "prévue",    "planifié",  "planifiée", "touchés",   "touchée",
        "touché",    "échoué",    "bloqué",    "bloqués",   "expiré",
        "dégradé",   "dégradée",  "saturé",    "déclenché", "détecté",
        "signalé",   "atténué",   "limité",    "impacté",   "impactés",
        "lancé",     "démarré",   "attendu",   "perdu",     "confiné",
        "marché",    "côté",      "qualité",   "sécurité",  "disponibilité",
        "activité",  "capacité",  "clé",       NULL};

    return text_in(word, words);
}

/* Formed otherwise. */
static bool is_known_deed(const char *word) {
    static const char *const words[] = {
        "done",    "put",     "set",      "reset",    "cut",    "rebuilt",  "took",
        "taken",   "made",    "did",      "brought",  "sent",   "gone",     "went",
        "found",   "shut",    "built",    "gave",     "got",    "threw",    "wrote",
        "rewrote", "swapped", "rebooted", "rolled",   "helped", "spliced",  "freed",
        "repaird", "off",     "back",     "over",     "up",     "ok",       "live",
        "deploy",  "mis",     "mise",     "remis",    "remise", "revenu",   "revenue",
        "revenus", "rétabli", "rétablie", "rétablis", "résolu", "résolue",  "refait",
        "refaite", "fait",    "faite",    "fini",     "finie",  "réduit",   "réduite",
        "vidé",    "agrandi", "répond",   "marche",   "éteint", "repris",   "reprise",
        "rendu",   "retour",  "behoben",  "erledigt", "hecho",  "resuelto", "arreglado",
        "gelöst",  "fixe",    NULL};

    return text_in(word, words);
}

bool deeds_at(const struct saying *saying, size_t i) {
    static const char *const plans[] = {"be",  "being", "getting", "not",  "never",
                                        "pas", "être",  "to",      "will", NULL};
    static const char *const past[] = {"ed", "é", "ée", "és", "ées", "'d", "nné", NULL};
    const char *word = saying_word(saying, i);

    if (i >= saying->n || is_no_deed(word) ||
        (i > 0 && saying_is(saying, i - 1, plans))) {
        return false;
    }
    for (const char *const *tail = past; *tail; tail++) {
        if (ends(word, *tail)) {
            return true;
        }
    }
    return is_known_deed(word);
}

bool deeds_from(const struct saying *saying, size_t i) {
    for (; i < saying->n; i++) {
        if (deeds_at(saying, i)) {
            return true;
        }
    }
    return false;
}

bool deeds_divides(const struct saying *saying, size_t i) {
    static const char *const joins[] = {"and", "so",   "then", "we", "therefore", "et",
                                        "on",  "donc", ";",    "-",  "puis",      NULL};

    return (saying->words[i].mark && saying->words[i].mark != '?') ||
           saying_is(saying, i, joins);
}

bool deeds_later(const struct saying *saying) {
    static const char *const rest[] = {
        "rest",     "others",  "other",         "remaining", "still",    "soon",
        "next",     "will",    "being",         "waiting",   "reste",    "autres",
        "toujours", "encore",  "but",           "mais",      "tomorrow", "later",
        "demain",   "bientôt", "investigating", NULL};
    bool later = false, deed = false;

    for (size_t i = 0; i < saying->n; i++) {
        if (saying_is(saying, i, rest)) {
            return false;
        }
        deed = deed || (later && deeds_at(saying, i));
        later = later || deeds_divides(saying, i);
    }
    return deed;
}

bool deeds_named(const char *word) {
    static const char *const words[] = {
        "rollback",     "failover",    "restart",     "reboot",
        "revert",       "redeploy",    "hotfix",      "patch",
        "upgrade",      "downgrade",   "cleanup",     "scaleup",
        "reset",        "retry",       "switchover",  "fallback",
        "works",        "ok",          "okay",        "yes",
        "oui",          "good",        "fine",        "stable",
        "healthy",      "green",       "working",     "normal",
        "running",      "bascule",     "redémarrage", "rebasculement",
        "bon",          "fonctionne",  "remarche",    "online",
        "redeployment", "restoration", "replacement", "removal",
        "repair",       "clean",       "fixd",        "fxied",
        "autoscale",    "self-healed", NULL};

    return text_in(word, words) || strpbrk(word, "0123456789/-_#.") != NULL;
}
