/* mitigations.c: what is said of a mitigation, in the words in which people say it. */
#include "core/mitigations.h"
#include "base/text.h"
#include "core/args_tokens.h"
#include "core/markup_text.h"

enum { DIGITS_MAX = 6 };

static const struct {
    const char *words, *state;
} said[] = {
    /* Two words first: their first one alone can mean something else. */
    {"in place", MITIGATION_IN_PLACE},   {"taken back", MITIGATION_REMOVED},
    {"rolled back", MITIGATION_REMOVED}, {"took back", MITIGATION_REMOVED},
    {"works", MITIGATION_WORKS},         {"working", MITIGATION_WORKS},
    {"worked", MITIGATION_WORKS},        {"helps", MITIGATION_WORKS},
    {"helped", MITIGATION_WORKS},        {"ok", MITIGATION_WORKS},
    {"done", MITIGATION_IN_PLACE},       {"in-place", MITIGATION_IN_PLACE},
    {"removed", MITIGATION_REMOVED},     {"reverted", MITIGATION_REMOVED},
    {"undone", MITIGATION_REMOVED},
};

const char *mitigation_words(const char *state) {
    return text_equal(state, MITIGATION_IN_PLACE)  ? "in place"
           : text_equal(state, MITIGATION_REMOVED) ? "taken back"
                                                   : state;
}

char *mitigations_listed(struct arena *arena, const struct incident *incident) {
    char *all = NULL;

    for (size_t i = 0; i < incident->nmitigations; i++) {
        const struct mitigation *each = &incident->mitigations[i];
        char *one = arena_printf(
            arena, "%lld%s%s (%s%s)", (long long)each->number, each->what ? " " : "",
            each->what ? markup_escaped(arena, each->what) : "",
            mitigation_words(each->state), each->temporary ? ", temporary" : "");

        all = all ? arena_printf(arena, "%s, %s", all, one) : one;
    }
    return all;
}

const char *mitigation_says(const char *state) {
    return text_equal(state, MITIGATION_IN_PLACE)  ? "is in place"
           : text_equal(state, MITIGATION_REMOVED) ? "is taken back"
                                                   : state;
}

/* A word without the mark behind it: "2:", "failed,". NULL: there is none, or it is
 * quoted and means itself. */
static const char *bare_word(const struct turn *turn, struct token_reader *reader) {
    struct token token;

    if (!token_next(reader, &token) || token.quoted || token.len > LIMIT_WORD) {
        return NULL;
    }
    while (token.len > 1 && strchr(".,:;", token.start[token.len - 1])) {
        token.len--;
    }
    return arena_strndup(turn->arena, token.start, token.len);
}

static int64_t number_of(const char *word) {
    size_t digits;

    word += *word == '#' ? 1 : 0;
    digits = strspn(word, "0123456789");
    return digits > 0 && digits <= DIGITS_MAX && word[digits] == '\0'
               ? (int64_t)strtol(word, NULL, 10)
               : 0;
}

static const char *rest_of(const struct turn *turn, const struct token_reader *reader) {
    const char *rest = token_skip_space(reader->at);
    const char *text = token_trim(turn->arena, rest, strlen(rest));

    return *text != '\0' ? text : NULL;
}

/* What is said with a "not": of a new mitigation nobody says it. */
static const char *const not_so[] = {
    "failed",        "fails",          "failing",        "no effect",
    "did nothing",   "not working",    "no help",        "not helping",
    "no good",       "did not help",   "didn't help",    "does not help",
    "doesn't help",  "did not work",   "didn't work",    "does not work",
    "doesn't work",  "not helped",     "has not helped", "hasn't helped",
    "isn't working", "is not working", "isn't helping",  "is not helping",
    "had no effect", "has no effect",  "not effective",  NULL};

/* The text with the typewriter's apostrophe in place of the printer's. */
static const char *plainly(const struct turn *turn, const char *text) {
    static const char curly[] = "\xE2\x80\x99";
    char *plain = arena_strdup(turn->arena, text);
    size_t n = 0;

    for (const char *c = text; *c != '\0'; c++) {
        bool is = text_starts(c, curly);

        plain[n++] = (char)(is ? '\'' : *c);
        c += is ? 2 : 0;
    }
    plain[n] = '\0';
    return plain;
}

/* "works", "failed again": a state and nothing about what was done. "rolled back" and
 * "done" are what people write of a new one. */
static const char *state_alone(const struct turn *turn, const char *text) {
    static const char *const so[] = {"works",  "working", "worked",   "helps",
                                     "helped", "ok",      "it works", NULL};
    static const char *const ends[] = {" again", " now", " any more", " at all"};
    size_t len;
    const char *plain;

    text = plainly(turn, text);
    len = strlen(text);
    while (len > 0 && strchr(".,;!", text[len - 1])) {
        len--;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);

        if (len > n && text_starts(text + len - n, ends[i])) {
            len -= n;
            break;
        }
    }
    plain = arena_strndup(turn->arena, text, len);
    return text_in_nocase(plain, not_so)            ? MITIGATION_FAILED
           : text_in_nocase(plain, so)              ? MITIGATION_WORKS
           : text_equal_nocase(plain, "taken back") ? MITIGATION_REMOVED
                                                    : NULL;
}

/* "did not help, errors go on" behind a number: three words at most say how it does, and
 * *ret_behind is what follows them. */
static bool denied_at(const struct turn *turn, const struct token_reader *reader,
                      struct token_reader *ret_behind) {
    enum { WORDS = 3 };
    struct token_reader ahead = *reader;
    const char *words = "";

    for (size_t i = 0; i < WORDS; i++) {
        const char *word = bare_word(turn, &ahead);

        if (!word) {
            return false;
        }
        words = arena_printf(turn->arena, "%s%s%s", words, *words != '\0' ? " " : "",
                             plainly(turn, word));
        if (text_in_nocase(words, not_so)) {
            *ret_behind = ahead;
            return true;
        }
    }
    return false;
}

/* "failed over to eu" is what was done. */
static bool failed_over(const struct turn *turn, const struct token_reader *reader) {
    struct token_reader ahead = *reader;
    const char *word = bare_word(turn, &ahead);
    const char *second = word ? bare_word(turn, &ahead) : NULL;

    return second && text_equal_nocase(word, "failed") &&
           text_equal_nocase(second, "over");
}

struct mitigation_said mitigation_read(const struct turn *turn, const char *text) {
    struct mitigation_said none = {0}, ret = {0};
    struct token_reader reader, one, two;
    const char *word, *second, *both;

    token_start(&reader, text ? text : "");
    word = bare_word(turn, &reader);
    ret.number = word ? number_of(word) : 0;
    if (ret.number == 0) {
        none.state = text ? state_alone(turn, text) : NULL;
        return none;
    }
    if (denied_at(turn, &reader, &one)) {
        ret.state = MITIGATION_FAILED;
        ret.note = rest_of(turn, &one);
        return failed_over(turn, &reader) ? none : ret;
    }
    one = reader;
    word = bare_word(turn, &one);
    if (!word) {
        return *token_skip_space(reader.at) == '\0' ? ret : none;
    }
    two = one;
    second = bare_word(turn, &two);
    both = second ? arena_printf(turn->arena, "%s %s", word, second) : "";
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        bool pair = strchr(said[i].words, ' ') != NULL;

        if (text_equal_nocase(said[i].words, pair ? both : word)) {
            ret.state = said[i].state;
            ret.note = rest_of(turn, pair ? &two : &one);
            return ret;
        }
    }
    return none;
}
