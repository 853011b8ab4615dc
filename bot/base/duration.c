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
    while (*s == ' ' || *s == '\t')
        s++;
    return s;
}

static bool read_number(const char **s, int64_t *ret_number) {
    const char *c = *s;
    int64_t number = 0;
    if (*c < '0' || *c > '9')
        return false;
    for (; *c >= '0' && *c <= '9'; c++) {
        number = number * 10 + (*c - '0');
        if (number > LONGEST)
            return false;
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
        if (len + 1 >= sizeof(word))
            return UNITS;
        word[len++] = (char)(*c | 0x20);
    }
    word[len] = '\0';
    *s = c;
    size_t u = first;
    while (u < UNITS && !text_in(word, units[u].spelling))
        u++;
    return u;
}

bool duration_parse(const char *s, int64_t *ret_ms) {
    if (s == NULL)
        return false;
    int64_t total = 0;
    size_t next_unit = 0; /* units come largest first, each once */
    const char *c = skip_space(s);
    bool first = true;
    do {
        int64_t number;
        if (!read_number(&c, &number))
            return false;
        c = skip_space(c);
        int64_t ms = BARE_NUMBER;
        if (!(first && *c == '\0')) {
            size_t u = read_unit(&c, next_unit);
            if (u == UNITS)
                return false;
            ms = units[u].ms;
            next_unit = u + 1;
        }
        if (number > LONGEST / ms)
            return false;
        total += number * ms;
        c = skip_space(c);
        first = false;
    } while (*c != '\0');
    if (total > LONGEST)
        return false;
    *ret_ms = total;
    return true;
}

char *duration_format(struct arena *arena, int64_t ms) {
    const char *sign = ms < 0 ? "-" : "";
    uint64_t left = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    for (size_t u = 0; u < UNITS; u++) {
        uint64_t size = (uint64_t)units[u].ms;
        if (units[u].sign == NULL || left < size)
            continue;
        unsigned long long whole = left / size;
        unsigned long long rest =
            u + 1 < UNITS ? left % size / (uint64_t)units[u + 1].ms : 0;
        if (rest == 0)
            return arena_printf(arena, "%s%llu %s", sign, whole, units[u].sign);
        return arena_printf(arena, "%s%llu %s %llu %s", sign, whole, units[u].sign, rest,
                            units[u + 1].sign);
    }
    return arena_strdup(arena, "0 s");
}
