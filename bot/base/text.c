/* text.c: comparing, cleaning and guessing words. Total functions: NULL is a value. */
#include "base/text.h"

#include "tocsin/limits.h"

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool text_equal(const char *a, const char *b) {
    if (!a || !b) {
        return a == b;
    }
    return strcmp(a, b) == 0;
}

bool text_equal_nocase(const char *a, const char *b) {
    if (!a || !b) {
        return a == b;
    }
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

bool text_starts(const char *s, const char *prefix) {
    if (!s || !prefix) {
        return false;
    }
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

const char *text_after(const char *s, const char *prefix) {
    return text_starts(s, prefix) ? s + strlen(prefix) : NULL;
}

bool text_is_empty(const char *s) {
    if (!s) {
        return true;
    }
    while (is_space(*s)) {
        s++;
    }
    return *s == '\0';
}

bool text_in(const char *word, const char *const *list) {
    if (!word || !list) {
        return false;
    }
    for (; *list; list++) {
        if (text_equal(word, *list)) {
            return true;
        }
    }
    return false;
}

bool text_in_nocase(const char *word, const char *const *list) {
    if (!word || !list) {
        return false;
    }
    for (; *list; list++) {
        if (text_equal_nocase(word, *list)) {
            return true;
        }
    }
    return false;
}

char *text_lower(struct arena *arena, const char *s) {
    char *copy = arena_strdup(arena, s);
    for (char *c = copy; c && *c != '\0'; c++) {
        *c = lower(*c);
    }
    return copy;
}

char *text_trim(struct arena *arena, const char *s) {
    if (!s) {
        return NULL;
    }
    while (is_space(*s)) {
        s++;
    }
    size_t len = strlen(s);
    while (len > 0 && is_space(s[len - 1])) {
        len--;
    }
    return arena_strndup(arena, s, len);
}

bool text_is_word(const char *s) {
    if (!s) {
        return false;
    }
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._:/@+-";
    size_t len = strspn(s, allowed);
    return len > 0 && len <= LIMIT_WORD && s[len] == '\0';
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t text_distance(const char *a, const char *b, size_t max) {
    size_t la = strlen(a);
    size_t lb = strlen(b);
    if ((la > lb ? la - lb : lb - la) > max) {
        return max + 1;
    }
    if (la > LIMIT_WORD || lb > LIMIT_WORD) {
        return strcmp(a, b) == 0 ? 0 : max + 1;
    }
    /* Optimal string alignment; the row before the previous one is for swaps. */
    size_t rows[3][LIMIT_WORD + 1];
    size_t *before = rows[0];
    size_t *previous = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= lb; j++) {
        before[j] = previous[j] = j;
    }
    for (size_t i = 1; i <= la; i++) {
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t cost = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost = least(cost, least(previous[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost = least(cost, before[j - 2] + 1);
            }
            row[j] = cost;
        }
        size_t *free_row = before;
        before = previous;
        previous = row;
        row = free_row;
    }
    return least(previous[lb], max + 1);
}

static bool is_abbreviation(const char *word, const char *whole) {
    while (*word != '\0' && lower(*word) == lower(*whole)) {
        word++;
        whole++;
    }
    return *word == '\0';
}

const char *text_nearest(const char *word, const char *const *list) {
    if (!word || !list) {
        return NULL;
    }
    size_t len = strlen(word);
    if (len < 2 || len > LIMIT_WORD) {
        return NULL;
    }
    char typed[LIMIT_WORD + 1] = "";
    for (size_t i = 0; i <= len; i++) {
        typed[i] = lower(word[i]);
    }
    /* One slip in a short word, two in a longer one: more of them is another word. */
    size_t max = len < 5 ? 1 : 2;
    size_t best = max + 1;
    const char *nearest = NULL;
    for (; *list; list++) {
        size_t distance =
            is_abbreviation(typed, *list) && !text_equal_nocase(typed, *list)
                ? 1
                : text_distance(typed, *list, max);
        if (distance < best) {
            best = distance;
            nearest = *list;
        }
    }
    return nearest;
}

bool text_is_url(const char *s) {
    const char *host = strstr(s, "://");
    bool web = text_starts(s, "http://") || text_starts(s, "https://");
    return web && host[3] != '\0' && s[strcspn(s, " \t\r\n<>\"'|\\")] == '\0';
}
