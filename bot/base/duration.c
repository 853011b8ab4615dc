/* duration.c: spans of time as people write and read them. */
#include "base/text.h"

static const struct unit {
    int64_t ms;
    const char *sign;            /* shown */
    const char *const *spelling; /* typed, lower case */
} units[] = {
    {INT64_C(7) * 86400000, NULL, (const char *const[]){"w", "week", "weeks", NULL}},
    {86400000, "d", (const char *const[]){"d", "day", "days", NULL}},
    {3600000, "h", (const char *const[]){"h", "hr", "hrs", "hour", "hours", NULL}},
    {60000, "min", (const char *const[]){"m", "min", "mins", "minute", "minutes", NULL}},
    {1000, "s", (const char *const[]){"s", "sec", "secs", "second", "seconds", NULL}},
};
enum { UNITS = sizeof(units) / sizeof(units[0]) };

/* Longer spans are typing errors; the bound also keeps every sum far from overflow. */
static const int64_t LONGEST = INT64_C(3660) * 86400000;
static const int64_t BARE_NUMBER = 60000; /* "20" means minutes */

static const char *skip_space(const char *s) {
    while (*s == ' ' || *s == '\t') {
        s++;
    }
    return s;
}

static bool read_number(const char **s, int64_t *ret_number) {
    const char *c = *s;
    int64_t number = 0;
    if (*c < '0' || *c > '9') {
        return false;
    }
    for (; *c >= '0' && *c <= '9'; c++) {
        number = number * 10 + (*c - '0');
        if (number > LONGEST) {
            return false;
        }
    }
    *s = c;
    *ret_number = number;
    return true;
}

/* The unit that is spelled at *s, at or after `first` in the table; UNITS: none. */
static size_t read_unit(const char **s, size_t first) {
    char word[16];
    size_t len = 0;
    const char *c = *s;
    for (; ((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z'); c++) {
        if (len + 1 >= sizeof(word)) {
            return UNITS;
        }
        word[len++] = (char)(*c | 0x20);
    }
    word[len] = '\0';
    *s = c;
    size_t u = first;
    while (u < UNITS && !text_in(word, units[u].spelling)) {
        u++;
    }
    return u;
}

bool duration_parse(const char *s, int64_t *ret_ms) {
    if (!s) {
        return false;
    }
    int64_t total = 0;
    size_t next_unit = 0; /* units come largest first, each once */
    const char *c = skip_space(s);
    bool first = true;
    if (*c == '~') { /* what duration_format() showed can be typed back */
        c = skip_space(c + 1);
    }
    do {
        int64_t number;
        if (!read_number(&c, &number)) {
            return false;
        }
        c = skip_space(c);
        int64_t ms = BARE_NUMBER;
        if (!(first && *c == '\0')) {
            size_t u = read_unit(&c, next_unit);
            if (u == UNITS) {
                return false;
            }
            ms = units[u].ms;
            next_unit = u + 1;
        }
        if (number > LONGEST / ms) {
            return false;
        }
        total += number * ms;
        c = skip_space(c);
        first = false;
    } while (*c != '\0');
    if (total > LONGEST) {
        return false;
    }
    *ret_ms = total;
    return true;
}

/* From an hour on nobody counts seconds: whole minutes, the nearest, and "~" says that it
 * was rounded. A sign and no word, because the language is not known here. */
static uint64_t rounded(uint64_t ms, const char **ret_mark) {
    static const uint64_t minute = 60000, second = 1000, hour = 3600000;
    uint64_t whole =
        ms < hour ? ms / second * second : (ms + minute / 2) / minute * minute;
    *ret_mark = ms < hour || ms / second * second == whole ? "" : "~";
    return whole;
}

char *duration_format(struct arena *arena, int64_t ms) {
    const char *mark;
    uint64_t left = rounded(ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms, &mark);
    const char *text = "";
    if (left == 0) {
        return arena_strdup(arena, "0 s");
    }
    for (size_t u = 0; u < UNITS; u++) {
        uint64_t size = (uint64_t)units[u].ms;
        if (!units[u].sign || left < size) {
            continue;
        }
        text = arena_printf(arena, "%s%s%llu %s", text, *text == '\0' ? "" : " ",
                            (unsigned long long)(left / size), units[u].sign);
        left %= size;
    }
    return arena_printf(arena, "%s%s%s", mark, ms < 0 ? "-" : "", text);
}
