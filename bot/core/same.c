/* same.c: titles that mean one incident. See same.h. */
#include "core/same.h"
#include "base/text.h"

enum { WORDS_MAX = 24, MORE_MAX = 4, STEM_LEAST = 3, SLIP_LEAST = 5 };

struct words {
    const char *list[WORDS_MAX];
    size_t n;
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool has_digit(const char *word) {
    return strpbrk(word, "0123456789") != NULL;
}

/* Without the ending that says when or how many. */
static const char *stem(struct arena *arena, const char *word) {
    static const char *const ends[] = {"ings", "ing", "ed", "es", "s", "e"};
    size_t len = strlen(word);

    for (size_t i = 0; !has_digit(word) && i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);

        if (len >= n + STEM_LEAST && text_equal(word + len - n, ends[i])) {
            return arena_strndup(arena, word, len - n);
        }
    }
    return word;
}

static bool says_nothing(const char *word) {
    static const char *const words[] = {"the", "a",   "an",  "is",  "are",  "was",
                                        "our", "for", "of",  "on",  "in",   "at",
                                        "to",  "it",  "and", "has", "been", "all",
                                        "le",  "la",  "les", "est", "sont", NULL};

    return text_in(word, words);
}

static struct words words_of(struct arena *arena, const char *title) {
    const char *lower = text_lower(arena, title);
    struct words words = {0};

    for (const char *c = lower; *c != '\0' && words.n < WORDS_MAX;) {
        size_t len = 0;
        const char *word;

        while (is_letter(c[len])) {
            len++;
        }
        word = arena_strndup(arena, c, len);
        if (len > 0 && !says_nothing(word)) {
            words.list[words.n++] = stem(arena, word);
        }
        c += len > 0 ? len : 1;
    }
    return words;
}

static bool same_word(const char *a, const char *b) {
    return text_equal(a, b) ||
           (!has_digit(a) && !has_digit(b) && strlen(a) >= SLIP_LEAST &&
            strlen(b) >= SLIP_LEAST && a[0] == b[0] && text_distance(a, b, 1) <= 1);
}

static bool stands_in(const char *word, const struct words *words) {
    for (size_t i = 0; i < words->n; i++) {
        if (same_word(word, words->list[i])) {
            return true;
        }
    }
    return false;
}

/* "database is slow too": whoever says so knows of the first. */
static bool says_another(const struct words *words) {
    static const char *const marks[] = {"too",   "also", "another", "second", "third",
                                        "other", "well", "again",   NULL};

    for (size_t i = 0; i < words->n; i++) {
        if (text_in(words->list[i], marks)) {
            return true;
        }
    }
    return false;
}

static bool same_titles(const struct words *a, const struct words *b, bool service) {
    const struct words *shorter = a->n <= b->n ? a : b;
    const struct words *longer = a->n <= b->n ? b : a;

    if (shorter->n == 0 || longer->n - shorter->n > MORE_MAX ||
        (shorter->n == 1 && longer->n > 1 && !service)) {
        return false;
    }
    for (size_t i = 0; i < shorter->n; i++) {
        if (!stands_in(shorter->list[i], longer)) {
            return false;
        }
    }
    for (size_t i = 0; i < longer->n; i++) {
        if (has_digit(longer->list[i]) && !stands_in(longer->list[i], shorter)) {
            return false;
        }
    }
    return true;
}

static bool shares_service(const struct incident *incident, const json_t *services) {
    size_t i;
    json_t *service;

    json_array_foreach((json_t *)services, i, service) {
        for (size_t k = 0; k < incident->nservices; k++) {
            if (text_equal_nocase(incident->services[k], json_string_value(service))) {
                return true;
            }
        }
    }
    return false;
}

const struct incident *same_declared(const struct turn *turn, const char *title,
                                     const json_t *services) {
    struct words words = words_of(turn->arena, title);

    if (says_another(&words)) {
        return NULL;
    }
    for (size_t i = 0; i < turn->nlisted; i++) {
        const struct incident *each = turn->listed[i];
        bool shares = shares_service(each, services);
        bool others = each->nservices > 0 && json_array_size(services) > 0 && !shares;
        struct words theirs;

        if (each->closed || !each->summary || others ||
            turn->world->now - each->opened > SAME_MS || !turn_reads(turn, each)) {
            continue;
        }
        theirs = words_of(turn->arena, each->summary);
        if (same_titles(&words, &theirs, shares)) {
            return each;
        }
    }
    return NULL;
}
