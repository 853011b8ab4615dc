/* parts.c: what "restore eu" means, and when all parts make a whole. */
#include "core/parts.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args.h"
#include "core/markup.h"

enum { WHOLE = 100, PERCENT_DIGITS = 3 };

const struct part *part_find(const struct incident *incident, const char *name) {
    for (size_t i = 0; i < incident->nparts; i++) {
        if (text_equal_nocase(incident->parts[i].name, name)) {
            return &incident->parts[i];
        }
    }
    return NULL;
}

static bool is_service(const struct incident *incident, const char *word) {
    for (size_t i = 0; i < incident->nservices; i++) {
        if (text_equal_nocase(incident->services[i], word)) {
            return true;
        }
    }
    return false;
}

/* "eu", "us-east-1", "EMEA": what clouds and companies call regions. */
static bool is_region(const char *word) {
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

/* "45%": 1 to 100; else 0. */
static int percent_of(const char *word) {
    size_t digits = strspn(word, "0123456789");
    long percent = digits > 0 && digits <= PERCENT_DIGITS ? strtol(word, NULL, 10) : 0;

    return strcmp(word + digits, "%") == 0 && percent >= 1 && percent <= WHOLE
               ? (int)percent
               : 0;
}

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
    if (is_service(incident, word)) {
        return incident->nservices > 1 ? RECOVERY_PART : RECOVERY_WHOLE;
    }
    if (is_region(word)) {
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

struct recovered parts_read(const struct turn *turn, const char *text) {
    static const char *const of[] = {"in", "for", "region", "zone", "component", NULL};
    static const char *const percents[] = {"%", "percent", "pct", NULL};
    const struct incident *incident = turn_incident(turn);
    struct recovered whole = {RECOVERY_WHOLE, "", 0, text};
    struct recovered part = {RECOVERY_PART, "", 0, NULL};
    struct token_reader reader, behind;
    const char *word, *second;
    int percent;

    token_start(&reader, text ? text : "");
    word = next_word(turn, &reader);
    if (!word) {
        return whole;
    }
    part.note = rest_of(&reader);
    part.percent = percent_of(word);
    behind = reader;
    second = next_word(turn, &behind);
    if (part.percent == 0 && second && text_in_nocase(second, percents)) {
        part.percent = percent_of(arena_printf(turn->arena, "%s%%", word));
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
    percent = second ? percent_of(second) : 0;
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
        !is_service(incident, part.part)) {
        part.recovery = RECOVERY_UNCLEAR;
    }
    return part.recovery == RECOVERY_WHOLE ? whole : part;
}

bool parts_sound_partial(const struct turn *turn, const char *text) {
    static const char *const always[] = {"but", "except", NULL};
    static const char *const words[] = {"half",      "most",    "mostly", "partly",
                                        "partially", "partial", "nearly", "almost",
                                        "only",      "some",    "still",  NULL};
    struct token_reader reader;
    struct token token;
    bool first = true, all = false;

    token_start(&reader, text ? text : "");
    while (token_next(&reader, &token)) {
        size_t len = token.len;

        while (len > 0 && strchr(".,;:!", token.start[len - 1])) {
            len--;
        }
        const char *word = arena_strndup(turn->arena, token.start, len);
        all = all || (first && text_equal_nocase(word, "all"));
        if (text_in_nocase(word, always) || (!all && text_in_nocase(word, words)) ||
            (first && text_equal_nocase(word, "part"))) {
            return true;
        }
        first = false;
    }
    return false;
}

/* Words for what goes on failing. */
static bool is_bad(const char *word) {
    static const char *const words[] = {
        "down",  "broken",      "failing", "fails",       "fail",     "failed",
        "out",   "affected",    "slow",    "unavailable", "degraded", "spreading",
        "red",   "unreachable", "offline", "unresolved",  "erroring", "impacted",
        "stuck", "timing",      NULL};

    return text_in_nocase(word, words);
}

/* "not yet", "not up": said of a part, behind "but" or "still". */
static bool is_denied(const char *word) {
    static const char *const words[] = {"yet",   "up",     "back",      "working",
                                        "fixed", "stable", "available", "reachable",
                                        "ok",    NULL};

    return text_in_nocase(word, words);
}

bool parts_sound_open(const struct turn *turn, const char *text) {
    static const char *const turns[] = {"but", "except", "still", "however", NULL};
    static const char *const first[] = {"half",      "most",    "mostly", "partly",
                                        "partially", "partial", "nearly", "almost",
                                        "only",      "some",    NULL};
    struct token_reader reader;
    struct token token;
    bool turned = false, denied = false;

    token_start(&reader, text ? text : "");
    for (size_t i = 0; token_next(&reader, &token); i++) {
        const char *word;

        if (token.quoted) {
            continue;
        }
        while (token.len > 1 && strchr(".,;:!", token.start[token.len - 1])) {
            token.len--;
        }
        word = arena_strndup(turn->arena, token.start, token.len);
        if ((i == 0 && text_in_nocase(word, first)) ||
            (turned && (is_bad(word) || (denied && is_denied(word))))) {
            return true;
        }
        denied = text_equal_nocase(word, "not");
        turned = turned || text_in_nocase(word, turns);
    }
    return false;
}

static bool is_restored(const struct part *part) {
    return part && text_equal(part->state, PART_RESTORED) &&
           (part->percent == 0 || part->percent == WHOLE);
}

bool parts_all_restored(const struct incident *incident) {
    for (size_t i = 0; i < incident->nservices; i++) {
        if (!is_restored(part_find(incident, incident->services[i]))) {
            return false;
        }
    }
    for (size_t i = 0; i < incident->nparts; i++) {
        if (!is_restored(&incident->parts[i])) {
            return false;
        }
    }
    return incident->nservices > 1;
}

const struct part *parts_broken(const struct incident *incident) {
    for (size_t i = 0; i < incident->nparts; i++) {
        const struct part *part = &incident->parts[i];

        if (text_equal(part->state, PART_BROKEN) ||
            (text_equal(part->state, PART_RESTORED) && !is_restored(part))) {
            return part;
        }
    }
    return NULL;
}

bool part_room(const struct incident *incident, const char *name, struct error *err) {
    static const char *const stand[] = {"part", "name", "region", "component", NULL};

    if (text_in_nocase(name, stand) && !part_find(incident, name)) {
        return err_set(err, ERR_INVALID,
                       "Nothing was done: \"%s\" only stands for the part that is meant. "
                       "Write its name.",
                       name);
    }
    if (strlen(name) > LIMIT_PART) {
        size_t len = strlen(name);

        return err_set(err, ERR_LIMIT,
                       "The name of the part is too long: of its %zu characters %zu fit.",
                       utf8_count(name, len),
                       utf8_count(name, utf8_floor(name, len, LIMIT_PART)));
    }
    return part_find(incident, name) || incident->nparts < LIMIT_PARTS ||
           err_set(err, ERR_LIMIT,
                   "%s has %d parts, which is the limit. Write it as a note: <!note>",
                   incident->id, LIMIT_PARTS);
}

bool part_news(const struct turn *turn, const char *name, const char *state, int percent,
               struct error *err) {
    const struct part *part = part_find(turn_incident(turn), name);
    bool broken = text_equal(state, PART_BROKEN);
    const char *how = percent == 0 ? "" : arena_printf(turn->arena, " to %d %%", percent);

    if (!part || !text_equal(part->state, state) ||
        part->percent % WHOLE != percent % WHOLE) {
        return true;
    }
    return err_set(err, ERR_PHASE,
                   "%s is already %s%s since %s. What is new about it: <!update what is "
                   "new>",
                   *name != '\0' ? markup_escaped(turn->arena, name) : "The service",
                   broken                              ? "known not to work"
                   : text_equal(state, PART_MITIGATED) ? "mitigated"
                                                       : "restored",
                   how, turn_time(turn, part->at));
}
