/* args_times.c: moments as people type them.
 *
 * A time without a day or a zone is one of the workspace's wall clock, because that is
 * what hangs on the wall of whoever types it; "Z" says UTC. Whether 10:05 means this
 * morning or tomorrow is known from the question: a detection lies behind, a deadline
 * ahead. */
#include "base/text.h"
#include "core/args.h"

enum { HOUR_MAX = 23, MINUTE_MAX = 59, DATE_LEN = sizeof "2025-09-29" - 1, NOON = 12 };

static const int64_t HALF_DAY = INT64_C(12) * 60 * 60 * 1000;
static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;
static const int64_t MINUTE = INT64_C(60) * 1000;

static int64_t local(const struct world *world, int64_t day, int hour, int minute) {
    return world->civil->local_time_on_day(world->civil->self, day, hour, minute);
}

/* One or two digits. */
static const char *read_number(const char *s, int most, int *ret_value) {
    int value = 0;
    size_t digits = strspn(s, "0123456789");

    if (digits == 0 || digits > 2) {
        return NULL;
    }
    for (size_t i = 0; i < digits; i++) {
        value = value * 10 + (s[i] - '0');
    }
    *ret_value = value;
    return value <= most ? s + digits : NULL;
}

/* "9:05", "09:05". */
static bool read_clock(const char *s, int *ret_hour, int *ret_minute) {
    s = read_number(s, HOUR_MAX, ret_hour);
    if (s == NULL || *s != ':' || strlen(s + 1) != 2) {
        return false;
    }
    s = read_number(s + 1, MINUTE_MAX, ret_minute);
    return s != NULL && *s == '\0';
}

/* Some moment of the workspace's day that is called `date`. Noon in UTC lies on it except
 * where the zone is further than twelve hours ahead. */
static int64_t on_date(const struct world *world, const char *date) {
    char noon[DATE_LEN + sizeof " 12:00"];
    char shown[64] = "";
    int64_t at = 0;

    snprintf(noon, sizeof noon, "%.*s 12:00", (int)DATE_LEN, date);
    time_parse_utc(noon, &at);
    world->civil->format_local(world->civil->self, at - HALF_DAY, shown, sizeof shown);
    return strncmp(shown, date, DATE_LEN) == 0 ? at - HALF_DAY : at;
}

/* A calendar date, alone or with a time. `alone`: the minute of the day that a date
 * without a time means. */
static bool read_calendar(const struct world *world, const char *s, int alone,
                          int64_t *ret_at) {
    size_t len = strlen(s);
    int64_t utc, minutes;

    if (!time_parse_utc(s, &utc)) {
        return false;
    }
    if (s[len - 1] == 'Z') {
        *ret_at = utc;
        return true;
    }
    minutes = len == DATE_LEN ? alone : utc % DAY / MINUTE;
    *ret_at = local(world, on_date(world, s), (int)(minutes / 60), (int)(minutes % 60)) +
              (len == DATE_LEN ? 0 : utc % MINUTE);
    return true;
}

static bool ends_in(const char *s, size_t len, const char *end, size_t *ret_len) {
    size_t n = strlen(end);

    if (len < n || !text_equal_nocase(s + len - n, end)) {
        return false;
    }
    *ret_len = len - n;
    return true;
}

bool arg_past(const struct world *world, const char *text, int64_t *ret_at) {
    char span[LIMIT_WORD];
    size_t len = strlen(text);
    int hour, minute;
    int64_t ms;

    if (read_clock(text, &hour, &minute)) {
        int64_t at = local(world, world->now, hour, minute);

        *ret_at = at <= world->now ? at
                                   : local(world, local(world, world->now, NOON, 0) - DAY,
                                           hour, minute);
        return true;
    }
    if (len < sizeof span) {
        ends_in(text, len, " ago", &len);
        memcpy(span, text, len);
        span[len] = '\0';
        if (duration_parse(span, &ms)) {
            *ret_at = world->now - ms;
            return true;
        }
    }
    return read_calendar(world, text, 0, ret_at);
}

bool arg_future(const struct world *world, const char *text, int64_t *ret_at) {
    int hour, minute;
    int64_t ms;

    if (read_clock(text, &hour, &minute)) {
        int64_t at = local(world, world->now, hour, minute);

        *ret_at = at > world->now ? at
                                  : local(world, local(world, world->now, NOON, 0) + DAY,
                                          hour, minute);
        return true;
    }
    if (strlen(text) > 3 && (text[0] | 0x20) == 'i' && (text[1] | 0x20) == 'n' &&
        text[2] == ' ') {
        text += 3;
    }
    if (duration_parse(text, &ms)) {
        *ret_at = world->now + ms;
        return true;
    }
    return read_calendar(world, text, HOUR_MAX * 60 + MINUTE_MAX, ret_at);
}
