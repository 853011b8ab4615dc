/* parts_said.c: how people say that a part works: as what `restore` is told, and in the text
 * of any other end. See parts.h. */
#include "core/parts_said.h"
#include "base/text.h"
#include "core/deeds.h"
#include "core/parts.h"
#include "core/saying.h"
#include "core/turn.h"

enum { WHOLE = 100, PERCENT_DIGITS = 3 };

bool parts_is_service(const struct incident *incident, const char *word) {
    for (size_t i = 0; incident && i < incident->nservices; i++) {
        if (text_equal_nocase(incident->services[i], word)) {
            return true;
        }
    }
    return false;
}

bool parts_is_region(const char *word) {
    static const char *const names[] = {"eu",   "us",    "uk",  "ap",   "apac",   "emea",
                                        "na",   "latam", "sa",  "af",   "au",     "ca",
                                        "asia", "anz",   "mea", "amer", "europe", NULL};
    char head[LIMIT_WORD];
    size_t len = strcspn(word, "-");

    if (len >= sizeof head) {
        return false;
    }
    memcpy(head, word, len);
    head[len] = '\0';
    return text_in_nocase(head, names);
}

int parts_percent(const char *word) {
    size_t digits = strspn(word, "0123456789");
    long percent = digits > 0 && digits <= PERCENT_DIGITS ? strtol(word, NULL, 10) : 0;

    return strcmp(word + digits, "%") == 0 && percent >= 1 && percent <= WHOLE
               ? (int)percent
               : 0;
}

bool parts_is_known(const struct incident *incident, const char *word) {
    return part_find(incident, word) ||
           (parts_is_service(incident, word) && incident->nservices > 1);
}

/* What the incident is about as a whole: its only service, or a word of its title. Whoever
 * says that this works says that all of it does. */
static bool is_all_there_is(const struct turn *turn, const char *word) {
    const struct incident *incident = turn->before;
    struct saying title;

    if (!incident || part_find(incident, word)) {
        return false;
    }
    if (parts_is_service(incident, word)) {
        return incident->nservices == 1;
    }
    title = saying_of(turn->arena, incident->summary ? incident->summary : "");
    for (size_t i = 0; i < title.n; i++) {
        if (text_equal(title.words[i].plain, word)) {
            return true;
        }
    }
    return false;
}

static bool is_place(const struct turn *turn, const char *word) {
    return *word != '\0' && !is_all_there_is(turn, word) &&
           (parts_is_region(word) ||
            (turn->before && parts_is_known(turn->before, word)));
}

/* "node 3", "shard b": one of several that have numbers. *ret: what it may be called. */
static bool is_numbered(const struct turn *turn, const struct saying *saying, size_t i,
                        const char **ret_name) {
    static const char *const kinds[] = {
        "node",    "shard",     "host",   "server",  "region", "zone", "cluster",
        "replica", "partition", "pod",    "rack",    "az",     "dc",   "datacenter",
        "broker",  "worker",    "noeud",  "serveur", "pool",   "cell", "nœud",
        "site",    "store",     "tenant", NULL};
    const char *which = saying_word(saying, i + 1);

    if (!saying_is(saying, i, kinds) ||
        (!strpbrk(which, "0123456789") && strlen(which) != 1)) {
        return false;
    }
    *ret_name = arena_printf(turn->arena, "%s-%s", saying_word(saying, i), which);
    return text_is_word(*ret_name);
}

/* ---- words ---- */

/* "fixed", "works": what is said of something that does. */
static bool is_state(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "fixed",    "works",     "working",    "ok",           "okay",
        "restored", "recovered", "resolved",   "solved",       "good",
        "fine",     "healthy",   "green",      "stable",       "done",
        "online",   "available", "reachable",  "normal",       "repaired",
        "réparé",   "réparée",   "rétabli",    "rétablie",     "rétablis",
        "résolu",   "résolue",   "corrigé",    "corrigée",     "marche",
        "marchent", "remarche",  "fonctionne", "fonctionnent", "refonctionne",
        "revenu",   "revenue",   "verified",   "operational",  "live",
        NULL};
    static const char *const moves[] = {"back", "up", NULL};
    static const char *const before[] = {
        "is",  "are", "was", "be",    "been",  "came",       "its",  "comes",
        "now", "and", "all", "again", "fully", "everything", "were", NULL};

    return saying_is(saying, i, words) ||
           (saying_is(saying, i, moves) && /* "rolled back" and "scaled up" are not */
            (i == 0 || saying_is(saying, i - 1, before)));
}

static bool leads_to_place(const struct saying *saying, size_t i) {
    static const char *const words[] = {"in",   "for", "on",   "across", "within", "dans",
                                        "pour", "en",  "chez", "sur",    "at",     NULL};

    return saying_is(saying, i, words);
}

static size_t behind(const struct saying *saying, size_t i, const char *const *list) {
    while (saying_is(saying, i, list)) {
        i++;
    }
    return i;
}

static size_t behind_article(const struct saying *saying, size_t i) {
    static const char *const words[] = {"the", "our", "le", "la", "les", "de", NULL};

    return behind(saying, i, words);
}

/* "most users", "some of them", "2 of 3 nodes"; but "some time", "one hour". */
static bool is_share(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "most",     "some",      "half",     "many",    "few",    "several",  "certain",
        "part",     "parts",     "one",      "two",     "three",  "majority", "plusieurs",
        "certains", "certaines", "quelques", "plupart", "moitié", "mostly",   "nearly",
        "almost",   "only",      "partie",   NULL};
    static const char *const spans[] = {"time",  "hour", "hours",  "minute", "minutes",
                                        "min",   "day",  "days",   "while",  "reason",
                                        "go",    "step", "place",  "week",   "h",
                                        "month", "line", "second", "temps",  NULL};

    if (*saying_word(saying, i) >= '1' && *saying_word(saying, i) <= '9' &&
        saying_at(saying, i + 1, "of") && *saying_word(saying, i + 2) >= '1' &&
        *saying_word(saying, i + 2) <= '9') {
        return strtol(saying_word(saying, i), NULL, 10) <
               strtol(saying_word(saying, i + 2), NULL, 10);
    }
    i += saying_at(saying, i, "a") ? 1 : 0;
    if (!saying_is(saying, i, words)) {
        return false;
    }
    for (size_t ahead = i + 1; ahead < i + 4; ahead++) {
        if (saying_is(saying, ahead, spans)) {
            return false;
        }
    }
    return true;
}

static bool is_part_at(const struct turn *turn, const struct saying *saying, size_t i,
                       struct partial *ret) {
    const char *name;

    if (is_numbered(turn, saying, i, &name)) {
        ret->part = name;
    } else if (is_place(turn, saying_word(saying, i))) {
        ret->part = saying_word(saying, i);
    } else {
        return false;
    }
    ret->is = true;
    return true;
}

/* ---- shapes of sentences ---- */

/* "fixed in eu", "works for most users", "restored 45%", "fixed partly". */
static bool works_in_part(const struct turn *turn, const struct saying *saying, size_t i,
                          struct partial *ret) {
    static const char *const between[] = {
        "again",      "now", "only", "just", "fine",    "but", "seulement",
        "uniquement", "far", "so",   "well", "already", NULL};
    static const char *const partly[] = {"partially",     "partly",  "mostly",
                                         "partiellement", "except",  "sauf",
                                         "hormis",        "halfway", NULL};
    static const char *const to[] = {"for", "to", "in", "pour", "at", NULL};
    size_t at = behind(saying, i + 1, between), there;

    if (!is_state(saying, i) || saying->words[i].mark == ',') {
        return false;
    }
    if (saying_is(saying, at, partly) || saying_at(saying, at, "en partie") ||
        saying_at(saying, at, "in part")) {
        return ret->is = true;
    }
    there = at + (saying_is(saying, at, to) ? 1 : 0);
    ret->percent = parts_percent(saying_word(saying, there)) % WHOLE;
    if (ret->percent > 0) {
        return ret->is = true;
    }
    if (!leads_to_place(saying, at)) {
        return false;
    }
    there = behind_article(saying, behind(saying, at + 1, between));
    ret->is = is_share(saying, there);
    return ret->is || is_part_at(turn, saying, there, ret);
}

/* Behind what it is said of: "(eu) is fixed", "(eu) works", and nothing. */
static bool is_said_well(const struct saying *saying, size_t i, bool alone) {
    static const char *const verbs[] = {"is",    "are",     "has",   "have", "been",
                                        "now",   "all",     "est",   "sont", "only",
                                        "again", "traffic", "users", NULL};
    size_t at = behind(saying, i, verbs);
    static const char *const moves[] = {"back", "up", NULL};

    return (alone && at >= saying->n) || is_state(saying, at) ||
           saying_is(saying, at, moves);
}

/* "eu works", "for eu", "users in eu can log in", "45% of users", "node 3 is back". */
static bool begins_with_part(const struct turn *turn, const struct saying *saying,
                             struct partial *ret) {
    static const char *const said_of[] = {"can", "see", "get", "again", NULL};
    size_t at = behind_article(saying, 0);
    bool led = leads_to_place(saying, at);
    size_t width;
    const char *name;

    ret->percent = parts_percent(saying_word(saying, at)) % WHOLE;
    if (ret->percent > 0) {
        return ret->is = is_said_well(saying, at + 1, true) ||
                         saying_at(saying, at + 1, "of") ||
                         saying_at(saying, at + 1, "des");
    }
    if (!led && at + 1 < saying->n && leads_to_place(saying, at + 1)) {
        if (is_part_at(turn, saying, behind_article(saying, at + 2), ret)) {
            at = behind_article(saying, at + 2) + 1;
            return ret->is =
                       is_said_well(saying, at, false) || saying_is(saying, at, said_of);
        }
        return false;
    }
    at = led ? behind_article(saying, at + 1) : at;
    if (led && is_share(saying, at)) {
        return ret->is = true;
    }
    if (!is_part_at(turn, saying, at, ret)) {
        return false;
    }
    width = is_numbered(turn, saying, at, &name) ? 2 : 1;
    return ret->is =
               led ? at + width >= saying->n : is_said_well(saying, at + width, true);
}

struct partial parts_partial(const struct turn *turn, const char *text) {
    struct saying saying = saying_of(turn->arena, text ? text : "");
    struct partial partial = {0};

    if (begins_with_part(turn, &saying, &partial)) {
        return partial;
    }
    for (size_t i = 0; i < saying.n; i++) {
        partial = (struct partial){0};
        if (works_in_part(turn, &saying, i, &partial)) {
            return partial;
        }
    }
    partial = (struct partial){0};
    partial.is = parts_sound_open(turn, text);
    if (partial.is && is_place(turn, saying_word(&saying, 0))) {
        partial.part = saying_word(&saying, 0);
    }
    return partial;
}

const char *parts_line(const struct turn *turn, const struct partial *partial) {
    const char *part = partial->part;
    const char *percent =
        partial->percent > 0 ? arena_printf(turn->arena, "%d%%", partial->percent) : "";

    if (!part) {
        return *percent != '\0' ? arena_printf(turn->arena, "restore %s", percent) : NULL;
    }
    return arena_printf(turn->arena, "restore %s%s%s%s",
                        parts_is_region(part) ||
                                (turn->before && parts_is_known(turn->before, part))
                            ? ""
                            : "part=",
                        part, *percent != '\0' ? " " : "", percent);
}

/* ---- words that a part of it fails ---- */

bool parts_sound_partial(const struct turn *turn, const char *text) {
    static const char *const always[] = {"but", "except", "sauf", "hormis", NULL};
    static const char *const words[] = {
        "half",   "most", "mostly", "partly", "partially",     "partial", "nearly",
        "almost", "only", "some",   "still",  "partiellement", "presque", NULL};
    struct saying saying = saying_of(turn->arena, text ? text : "");
    bool all = saying_at(&saying, 0, "all");

    for (size_t i = 0; i < saying.n; i++) {
        if (saying_is(&saying, i, always) || (!all && saying_is(&saying, i, words)) ||
            (i == 0 && saying_at(&saying, i, "part"))) {
            return true;
        }
    }
    return false;
}

/* "most of the traffic came from one bot; blocked": the share is of the cause, and another
 * clause says what was done. "most users are back, disk cleaned" says what works. */
static bool is_cause_of_share(const struct saying *saying) {
    static const char *const half[] = {"half open", "half closed", "half dead",
                                       "half full", NULL};

    if (saying_any(saying, 0, half)) {
        return true;
    }
    for (size_t i = 1; i < saying->n; i++) {
        if (is_state(saying, i)) {
            return false;
        }
        if (saying->words[i].mark) {
            break;
        }
    }
    return deeds_later(saying);
}

bool parts_sound_open(const struct turn *turn, const char *text) {
    static const char *const turns[] = {"but",  "except",   "still",  "however",
                                        "mais", "toujours", "encore", NULL};
    static const char *const first[] = {"half",       "most",          "mostly",
                                        "partly",     "partially",     "partial",
                                        "nearly",     "almost",        "only",
                                        "some",       "partiellement", "certains",
                                        "moitié",     "all but",       "all except",
                                        "seulement",  "uniquement",    "tout sauf",
                                        "la plupart", "en partie",     NULL};
    /* words for what goes on failing */
    static const char *const bad[] = {
        "down",  "broken",      "failing", "fails",       "fail",     "failed",
        "out",   "affected",    "slow",    "unavailable", "degraded", "spreading",
        "red",   "unreachable", "offline", "unresolved",  "erroring", "impacted",
        "stuck", "timing",      "panne",   "lent",        "lente",    NULL};
    /* behind a "not": "not yet", "not up" */
    static const char *const denied[] = {"yet",   "up",     "back",      "working",
                                         "fixed", "stable", "available", "reachable",
                                         "ok",    NULL};
    /* behind a word that it works: "all nodes are back but one" */
    static const char *const all_but[] = {
        "but one",       "but two",        "but 1",          "but 2", "everyone but",
        "everybody but", "everything but", "everywhere but", NULL};
    struct saying saying = saying_of(turn->arena, text ? text : "");
    bool turned = false, works = false;

    if (saying_any(&saying, 0, first) && !is_cause_of_share(&saying)) {
        return true;
    }
    for (size_t i = 0; i < saying.n; i++) {
        if (turned &&
            (saying_is(&saying, i, bad) || (saying_is(&saying, i, denied) && i > 0 &&
                                            saying_at(&saying, i - 1, "not")))) {
            return true;
        }
        if (works && saying_any(&saying, i, all_but)) {
            return true;
        }
        works = works || is_state(&saying, i);
        turned = turned || saying_is(&saying, i, turns);
    }
    return false;
}
