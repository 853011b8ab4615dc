/* clock_apart.c: see clock_apart.h. */
#include "base/clock_apart.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CLOCK_WARN_MS = 2000, CLOCK_BROKEN_MS = 60 * 1000 };

static bool number(const char *s, int64_t most, int64_t *ret) {
    char *after = NULL;
    long long value = strtoll(s, &after, 10);
    bool ok = after != s && value >= 0 && value <= most;
    *ret = ok ? value : *ret;
    return ok;
}

/* "Mon, 29 Sep 2025 08:00:00 GMT" in UTC ms (RFC 9110 §5.6.7). */
static bool read_date(const char *s, int64_t *ret_ms) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t day = 0, year = 0, hour = 0, minute = 0, second = 0;
    char name[4] = "";
    if (strlen(s) != sizeof "Mon, 29 Sep 2025 08:00:00 GMT" - 1) {
        return false;
    }
    memcpy(name, s + 8, 3);
    const char *at = strstr(months, name);
    if (!at || (at - months) % 3 != 0 || !number(s + 5, 31, &day) ||
        !number(s + 12, 9999, &year) || !number(s + 17, 23, &hour) ||
        !number(s + 20, 59, &minute) || !number(s + 23, 60, &second)) {
        return false;
    }
    struct tm tm = {.tm_mday = (int)day,
                    .tm_mon = (int)(at - months) / 3,
                    .tm_year = (int)year - 1900,
                    .tm_hour = (int)hour,
                    .tm_min = (int)minute,
                    .tm_sec = (int)second};
    *ret_ms = (int64_t)timegm(&tm) * 1000;
    return true;
}

struct finding clock_apart(struct arena *arena, int64_t wall, const char *date,
                           const char *whose) {
    int64_t theirs = 0;
    if (!date || !read_date(date, &theirs)) {
        return (struct finding){
            .level = FINDING_WARN,
            .what = arena_printf(
                arena, "Clock: %s's answer bears no time to compare with", whose),
            .todo = "see to it that this machine's clock is kept by NTP"};
    }
    /* The header is cut to seconds: in the middle it is half a second late. */
    int64_t by = wall - (theirs + 500);
    int64_t size = by < 0 ? -by : by;
    struct finding found = {.level = FINDING_FINE,
                            .what = arena_printf(arena, "Clock: %lld.%lld s %s %s's",
                                                 (long long)(size / 1000),
                                                 (long long)(size % 1000 / 100),
                                                 by < 0 ? "behind" : "ahead of", whose)};
    if (size > CLOCK_BROKEN_MS) {
        found.level = FINDING_BROKEN;
        found.todo =
            "set this machine's clock (NTP): deadlines come at the wrong time, and "
            "what was sent is not found again";
    } else if (size > CLOCK_WARN_MS) {
        found.level = FINDING_WARN;
        found.todo = "let NTP keep this machine's clock";
    }
    return found;
}
