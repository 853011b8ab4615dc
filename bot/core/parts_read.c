/* parts_read.c: what "restore eu" means: the whole, a part, or neither for sure. See
 * parts.h. */
#include "core/parts_read.h"
#include "base/text.h"
#include "core/args_tokens.h"
#include "core/parts.h"
#include "core/parts_said.h"
#include "core/saying.h"
#include "core/turn.h"

enum { WHOLE = 100, NAME_WORDS = 4, ITEM_WORDS = 3, ITEMS_MAX = 6 };

/* The next word; NULL: none, or one that is quoted or long, which is text. */
static const char *next_word(const struct turn *turn, struct token_reader *reader) {
    struct token token;

    if (!token_next(reader, &token) || token.quoted || token.len > LIMIT_WORD) {
        return NULL;
    }
    return arena_strndup(turn->arena, token.start, token.len);
}

/* Without the marks behind it: "eu, us" begins with "eu". */
static const char *without_marks(const struct turn *turn, const char *word) {
    size_t len = strlen(word);

    while (len > 1 && strchr(",;:.", word[len - 1])) {
        len--;
    }
    return arena_strndup(turn->arena, word, len);
}

/* "web, api", "eu and us": more than one is named. */
static bool goes_on(const char *word, const char *bare, const char *second) {
    static const char *const joins[] = {"and", "&", "+", "et", "und", NULL};

    return second && (text_in_nocase(second, joins) || strcmp(word, bare) != 0);
}

static const char *rest_of(const struct token_reader *reader) {
    const char *rest = token_skip_space(reader->at);

    return *rest != '\0' ? rest : NULL;
}

/* How the word is known here: as a part or one of several services, by its form, or not.
 */
static enum recovery known(const struct incident *incident, const char *word,
                           bool alone) {
    if (part_find(incident, word)) {
        return RECOVERY_PART;
    }
    if (parts_is_service(incident, word)) {
        return incident->nservices > 1 ? RECOVERY_PART : RECOVERY_WHOLE;
    }
    if (parts_is_region(word)) {
        return alone ? RECOVERY_PART : RECOVERY_UNCLEAR;
    }
    return RECOVERY_WHOLE;
}

/* Words that say that it works, and name nothing. */
static bool says_well(const char *word) {
    static const char *const words[] = {
        "all",     "everything", "ok",     "okay",    "done",  "yes",   "works",
        "working", "back",       "up",     "normal",  "fine",  "green", "fixed",
        "good",    "recovered",  "stable", "healthy", "again", NULL};

    return text_in_nocase(word, words);
}

/* "45% of eu" is of that part, "45% of users" of the service. */
static struct recovered of_part(const struct turn *turn, struct recovered read) {
    static const char *const of[] = {"of", "in", "for", NULL};
    struct token_reader reader;
    const char *word, *name;

    token_start(&reader, read.note ? read.note : "");
    word = next_word(turn, &reader);
    name = word && text_in_nocase(word, of) ? next_word(turn, &reader) : NULL;
    if (name && !rest_of(&reader) &&
        known(turn_incident(turn), name, true) == RECOVERY_PART) {
        read.recovery = RECOVERY_PART;
        read.part = name;
        read.percent = read.percent % WHOLE;
        read.note = NULL;
    }
    return read;
}

/* ---- names without a word of what is with them ---- */

/* A word by which something is said, and not only named: a verb, "normal", "after". */
static bool says(const struct saying *saying, size_t i) {
    static const char *const words[] = {
        "is",           "are",       "was",      "were",       "work",
        "can",          "go",        "goes",     "went",       "come",
        "comes",        "came",      "has",      "have",       "had",
        "did",          "does",      "do",       "see",        "sees",
        "seen",         "runs",      "run",      "ran",        "low",
        "quiet",        "usual",     "after",    "by",         "since",
        "with",         "via",       "thanks",   "no",         "zero",
        "without",      "from",      "both",     "nobody",     "for",
        "at",           "under",     "below",    "over",       "down",
        "put",          "set",       "cut",      "off",        "gone",
        "we",           "i",         "it",       "they",       "users",
        "everyone",     "everybody", "est",      "sont",       "a",
        "ont",          "tout",      "plus",     "aucune",     "aucun",
        "marche",       "marchent",  "remarche", "fonctionne", "fonctionnent",
        "refonctionne", "revenu",    "par",      "avec",       "après",
        "depuis",       "va",        "vont",     "ok",         "load",
        "loads",        "flow",      "flows",    "succeed",    "respond",
        "responds",     "pass",      "passes",   "arrive",     "complete",
        "connect",      "open",      "opens",    "sync",       "syncs",
        "send",         "deliver",   "answer",   "answers",    "serve",
        "serves",       "return",    "recover",  "recovers",   "holds",
        "hold",         "render",    "start",    "starts",     "respond",
        "answered",     "clean",     "clear",    "live",       "online",
        "available",    "reachable", NULL};
    static const char *const named[] = {
        "failed",    "affected", "impacted", "degraded", "failing",    "remaining",
        "shared",    "red",      "building", "billing",  "booking",    "routing",
        "messaging", "pricing",  "shipping", "logging",  "monitoring", "caching",
        "hosting",   "mailing",  "ring",     "staging",  "rating",     "feed",
        "trading",   "banking",  NULL};
    const char *word = saying_word(saying, i);
    size_t len = strlen(word);

    return *word == '\0' || saying_is(saying, i, words) || says_well(word) ||
           (len > 3 && !saying_is(saying, i, named) &&
            (text_equal(word + len - 2, "ed") || text_equal(word + len - 3, "ing") ||
             text_equal(word + len - 2, "é")));
}

/* "the site": all there is. */
static bool is_all(const struct turn *turn, const struct saying *saying, size_t i) {
    static const char *const words[] = {"service", "services",   "site",     "system",
                                        "systems", "whole",      "platform", "app",
                                        "lot",     "production", NULL};
    const struct incident *incident = turn_incident(turn);

    return saying_is(saying, i, words) ||
           (incident->nservices == 1 &&
            parts_is_service(incident, saying_word(saying, i)));
}

/* "api gateway", "node 3", "the database": a name of several words, or behind an article, as
 * one word that `part=` takes. NULL: more is said. */
static const char *only_named(const struct turn *turn, const struct saying *saying) {
    static const char *const articles[] = {"the", "our", "le", "la", "les", NULL};
    const char *name = "";
    size_t from = saying_is(saying, 0, articles) ? 1 : 0;

    if (saying->n < 2 || saying->n > from + NAME_WORDS ||
        (saying->n == from + 1 && is_all(turn, saying, from))) {
        return NULL;
    }
    for (size_t i = from; i < saying->n; i++) {
        if (says(saying, i) || (saying->words[i].mark && i + 1 < saying->n)) {
            return NULL;
        }
        name = arena_printf(turn->arena, "%s%s%s", name, *name != '\0' ? "-" : "",
                            saying_word(saying, i));
    }
    return text_is_word(name) ? name : NULL;
}

/* One of several: a name of a few words and a percentage. The line that restores it, as
 * markup; NULL: it is no such thing. */
static const char *item_line(const struct turn *turn, const struct saying *saying,
                             size_t from, size_t end) {
    static const char *const articles[] = {"the", "our", "le", "la", "les", NULL};
    const char *name = "", *percent = "";

    from += saying_is(saying, from, articles) ? 1 : 0;
    if (end - from > 1 && parts_percent(saying_word(saying, end - 1)) > 0) {
        percent = arena_printf(turn->arena, " %s", saying_word(saying, --end));
    }
    if (from >= end || end - from > ITEM_WORDS) {
        return NULL;
    }
    for (size_t i = from; i < end; i++) {
        if (says(saying, i)) {
            return NULL;
        }
        name = arena_printf(turn->arena, "%s%s%s", name, *name != '\0' ? "-" : "",
                            saying_word(saying, i));
    }
    return text_is_word(name)
               ? arena_printf(turn->arena, "<!restore %s%s%s>",
                              parts_is_region(name) ||
                                      parts_is_known(turn_incident(turn), name)
                                  ? ""
                                  : "part=",
                              name, percent)
               : NULL;
}

/* "eu 45% and us 20%", "web, api": a line for each. NULL: it is not several. */
static const char *several(const struct turn *turn, const struct saying *saying) {
    static const char *const joins[] = {"and", "&", "+", "et", "und", "/", NULL};
    const char *lines = "", *line;
    size_t from = 0, items = 0;

    for (size_t i = 0; i <= saying->n; i++) {
        bool joined = saying_is(saying, i, joins);
        bool marked = i > from && !joined && saying->words[i - 1].mark == ',';

        if (i < saying->n && !joined && !marked) {
            continue;
        }
        if (i > from) { /* ", and": nothing stands between */
            line = item_line(turn, saying, from, i);
            if (!line || ++items > ITEMS_MAX) {
                return NULL;
            }
            lines = arena_printf(turn->arena, "%s%s%s", lines, *lines != '\0' ? ", " : "",
                                 line);
        }
        from = joined ? i + 1 : i;
    }
    return items > 1 ? lines : NULL;
}

static struct recovered unclear(struct recovered read, const char *part,
                                const char *each) {
    read.recovery = RECOVERY_UNCLEAR;
    read.part = part ? part : read.part;
    read.percent = 0;
    read.each = each;
    return read;
}

static struct recovered read_words(const struct turn *turn, const char *text) {
    static const char *const of[] = {"in", "for", "region", "zone", "component", NULL};
    static const char *const percents[] = {"%", "percent", "pct", NULL};
    const struct incident *incident = turn_incident(turn);
    struct recovered whole = {RECOVERY_WHOLE, "", 0, text, NULL};
    struct recovered part = {RECOVERY_PART, "", 0, NULL, NULL};
    struct token_reader reader, behind;
    const char *word, *second;
    int percent;

    token_start(&reader, text ? text : "");
    word = next_word(turn, &reader);
    if (!word) {
        return whole;
    }
    part.note = rest_of(&reader);
    part.percent = parts_percent(word);
    behind = reader;
    second = next_word(turn, &behind);
    if (part.percent == 0 && second && text_in_nocase(second, percents)) {
        part.percent = parts_percent(arena_printf(turn->arena, "%s%%", word));
        part.note = rest_of(&behind);
    }
    if (part.percent != 0) {
        part.recovery = part.percent == WHOLE ? RECOVERY_WHOLE : RECOVERY_PART;
        return of_part(turn, part);
    }
    if (second && text_in_nocase(word, of) &&
        known(incident, second, true) == RECOVERY_PART) {
        part.part = second;
        part.note = rest_of(&behind);
        part.recovery = !part.note ? RECOVERY_PART : RECOVERY_UNCLEAR;
        return part;
    }
    percent = second ? parts_percent(second) : 0;
    if (!second && !part.note && text_equal_nocase(word, "all")) {
        whole.note = NULL;
        return whole;
    }
    part.part = without_marks(turn, word);
    if (percent != 0) {
        part.percent = percent;
        part.note = rest_of(&behind);
        return part;
    }
    part.recovery = known(incident, part.part, part.note == NULL);
    if (part.recovery == RECOVERY_PART && goes_on(word, part.part, second)) {
        part.recovery = RECOVERY_UNCLEAR;
    }
    if (part.recovery == RECOVERY_WHOLE && !part.note && !says_well(part.part) &&
        !parts_is_service(incident, part.part)) {
        part.recovery = RECOVERY_UNCLEAR;
    }
    return part.recovery == RECOVERY_WHOLE ? whole : part;
}

struct recovered parts_read(const struct turn *turn, const char *text) {
    struct recovered read = read_words(turn, text);
    struct saying saying = saying_of(turn->arena, text ? text : "");
    const char *each = several(turn, &saying);
    const char *name = read.recovery == RECOVERY_WHOLE ? only_named(turn, &saying) : NULL;

    if (each && read.percent != WHOLE) {
        return unclear(read, saying_word(&saying, 0), each);
    }
    return name ? unclear(read, name, NULL) : read;
}
