/* args_times.c: moments as people type them.
 *
 * A time without a day or a zone is one of the workspace's wall clock, because that is
 * what hangs on the wall of whoever types it; "Z" says UTC. Whether 10:05 means this
 * morning or tomorrow is known from the question: a detection lies behind, a deadline
 * ahead.
 *
 * Behind: the last time that the clock said so. A few minutes ahead is now, because clocks
 * differ. When that was on another day and more than a night ago (eight hours), the time of
 * today may as well be meant, and that is still to come: nobody guesses then, the person is
 * asked (arg_to_come). */
#include "core/args_times.h"
#include "base/text.h"
#include "core/args_clock.h"
#include "core/args_days.h"

enum {
    HOUR_MAX = 23,
    MINUTE_MAX = 59,
    DATE_LEN = sizeof "2025-09-29" - 1,
    NOON = 12,
    WALL_SIZE = 64,
    WALL_MINUTES = sizeof "2025-09-29 10:15" - 1,
};

static const int64_t NIGHT = INT64_C(8) * 60 * 60 * 1000;
static const int64_t HALF_DAY = INT64_C(12) * 60 * 60 * 1000;
static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;
static const int64_t MINUTE = INT64_C(60) * 1000;
static const int64_t SKEW = INT64_C(5) * 60 * 1000; /* of the asker's clock */
/* How much of a day a zone has twice: half an hour to two hours, wherever that was. */
static const int64_t TWICE_MAX = INT64_C(120) * 60 * 1000;
static const int64_t TWICE_STEP = INT64_C(30) * 60 * 1000;

static int64_t local(const struct world *world, int64_t day, int hour, int minute) {
    return world->civil->local_time_on_day(world->civil->self, day, hour, minute);
}

static bool is_utc(const char *zone) {
    static const char *const names[] = {"Z", "UTC", "GMT", NULL};

    return text_in_nocase(zone, names);
}

static int64_t utc_day(int64_t at) {
    return at - at % DAY;
}

/* ---- the wall clock, backwards ---- */

/* Is the wall's clock the same at both moments? In the hour that comes twice it is. */
static bool same_wall(const struct world *world, int64_t a, int64_t b) {
    char first[WALL_SIZE] = "", second[WALL_SIZE] = "";

    world->civil->format_local(world->civil->self, a, first, sizeof first);
    world->civil->format_local(world->civil->self, b, second, sizeof second);
    return strlen(first) >= WALL_MINUTES && strncmp(first, second, WALL_MINUTES) == 0;
}

/* Does the wall say this zone's name then? No name: any. */
static bool in_zone(const struct world *world, int64_t at, const char *zone) {
    char shown[WALL_SIZE] = "";
    const char *name;

    world->civil->format_local(world->civil->self, at, shown, sizeof shown);
    name = strrchr(shown, ' ');
    return *zone == '\0' || (name && text_equal_nocase(name + 1, zone));
}

/* The latest moment up to now, give or take the skew, at which the wall says so, on the
 * day of `day`. */
static bool wall_on_day(const struct world *world, int64_t day, int hour, int minute,
                        const char *zone, int64_t *ret_at) {
    int64_t first = local(world, day, hour, minute);

    for (int64_t later = TWICE_MAX; later >= 0; later -= TWICE_STEP) {
        int64_t at = first + later;

        if (at <= world->now + SKEW && (later == 0 || same_wall(world, first, at)) &&
            in_zone(world, at, zone)) {
            *ret_at = at;
            return true;
        }
    }
    return false;
}

static int64_t not_after(int64_t at, int64_t now) {
    return at > now && at <= now + SKEW ? now : at;
}

/* The last time that a clock said so, whenever that was. */
static bool last_clock(const struct world *world, int hour, int minute, const char *zone,
                       int64_t *ret_at) {
    if (is_utc(zone)) {
        int64_t at = utc_day(world->now) + (hour * 60 + minute) * MINUTE;

        *ret_at = at <= world->now + SKEW ? at : at - DAY;
        return true;
    }
    return wall_on_day(world, world->now, hour, minute, zone, ret_at) ||
           wall_on_day(world, local(world, world->now, NOON, 0) - DAY, hour, minute, zone,
                       ret_at);
}

static void date_of(const struct world *world, int64_t at, bool utc, char *ret,
                    size_t size) {
    char shown[WALL_SIZE] = "";
    int year, month, day;

    if (utc) {
        time_utc_day(at, &year, &month, &day);
        snprintf(ret, size, "%04d-%02d-%02d", year, month, day);
        return;
    }
    world->civil->format_local(world->civil->self, at, shown, sizeof shown);
    snprintf(ret, size, "%.*s", (int)DATE_LEN, shown);
}

static bool same_date(const struct world *world, int64_t at, bool utc) {
    char then[WALL_SIZE], now[WALL_SIZE];

    date_of(world, at, utc, then, sizeof then);
    date_of(world, world->now, utc, now, sizeof now);
    return strcmp(then, now) == 0;
}

/* The one of today is to come, and that of yesterday is long ago. */
static bool is_doubtful(const struct world *world, int64_t at, const char *zone) {
    return world->now - at > NIGHT && !same_date(world, at, is_utc(zone));
}

char *arg_to_come(struct arena *arena, const struct world *world, const char *text) {
    char date[WALL_SIZE];
    const char *zone;
    int hour, minute;
    int64_t at;

    if (!arg_clock(text, &hour, &minute, &zone) ||
        !last_clock(world, hour, minute, zone, &at) || !is_doubtful(world, at, zone)) {
        return NULL;
    }
    date_of(world, at, is_utc(zone), date, sizeof date);
    return arena_printf(arena, "%sT%02d:%02d%s", date, hour, minute,
                        is_utc(zone) ? "Z" : "");
}

/* The next time that a clock says so. */
static bool next_clock(const struct world *world, int hour, int minute, const char *zone,
                       int64_t *ret_at) {
    int64_t at;

    if (is_utc(zone)) {
        at = utc_day(world->now) + (hour * 60 + minute) * MINUTE;
        *ret_at = at > world->now ? at : at + DAY;
        return true;
    }
    at = local(world, world->now, hour, minute);
    if (at <= world->now) {
        at = local(world, local(world, world->now, NOON, 0) + DAY, hour, minute);
    }
    *ret_at = at;
    return in_zone(world, at, zone);
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

static bool ends_in(const char *s, size_t len, const char *end, size_t *ret_len) {
    size_t n = strlen(end);

    if (len < n || !text_equal_nocase(s + len - n, end)) {
        return false;
    }
    *ret_len = len - n;
    return true;
}

/* A calendar date, alone or with a time. `alone`: the minute of the day that a date
 * without a time means. */
static bool read_calendar(const struct world *world, const char *s, int alone,
                          int64_t *ret_at) {
    size_t len = strlen(s);
    int64_t utc, minutes;
    char utc_form[LIMIT_WORD];

    if (len < sizeof utc_form && ends_in(s, len, " UTC", &len)) {
        snprintf(utc_form, sizeof utc_form, "%.*sZ", (int)len, s);
        s = utc_form;
    }
    len = strlen(s);
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

/* "yesterday 23:50", "today 9:05". */
static bool read_day(const struct world *world, const char *text, int64_t *ret_at) {
    static const char *const days[] = {"today ", "yesterday "};
    const char *zone, *clock;
    int hour, minute;

    for (int back = 0; back < 2; back++) {
        size_t len = strlen(days[back]);
        char word[sizeof "yesterday "] = "";

        if (strlen(text) <= len) {
            continue;
        }
        memcpy(word, text, len);
        clock = text + len + (text_starts(text + len, "at ") ? strlen("at ") : 0);
        if (!text_equal_nocase(word, days[back]) ||
            !arg_clock(clock, &hour, &minute, &zone)) {
            continue;
        }
        if (is_utc(zone)) {
            *ret_at = utc_day(world->now) - back * DAY + (hour * 60 + minute) * MINUTE;
            return true;
        }
        return wall_on_day(world, local(world, world->now, NOON, 0) - back * DAY, hour,
                           minute, zone, ret_at);
    }
    return false;
}

/* "20m", "20m ago", "-20m". A bare number is one of minutes, and up to 999: "9999" is a slip. */
static bool read_span(const char *text, int64_t *ret_ms) {
    enum { BARE_DIGITS = 3 };
    char span[LIMIT_WORD];
    size_t len = strlen(text);

    if (len >= sizeof span || len == 0 ||
        (len > BARE_DIGITS && strspn(text, "0123456789") == len)) {
        return false;
    }
    if (*text == '-') {
        text++;
        len--;
        if (strspn(text, "0123456789") == len) {
            return false; /* "-5" is a number */
        }
    } else {
        ends_in(text, len, " ago", &len);
    }
    memcpy(span, text, len);
    span[len] = '\0';
    return duration_parse(span, ret_ms);
}

bool arg_past(const struct world *world, const char *text, int64_t *ret_at) {
    const char *zone;
    int hour, minute;
    int64_t ms, at;

    if (arg_clock(text, &hour, &minute, &zone)) {
        if (!last_clock(world, hour, minute, zone, &at) || is_doubtful(world, at, zone)) {
            return false;
        }
        *ret_at = not_after(at, world->now);
        return true;
    }
    if (read_span(text, &ms)) {
        *ret_at = world->now - ms;
        return true;
    }
    if (!read_day(world, text, ret_at) && !read_calendar(world, text, 0, ret_at)) {
        return false;
    }
    *ret_at = not_after(*ret_at, world->now);
    return true;
}

bool arg_future(const struct world *world, const char *text, int64_t *ret_at) {
    const char *zone;
    int hour, minute;
    int64_t ms;

    if (arg_clock(text, &hour, &minute, &zone)) {
        return next_clock(world, hour, minute, zone, ret_at);
    }
    if (strlen(text) > 3 && (text[0] | 0x20) == 'i' && (text[1] | 0x20) == 'n' &&
        text[2] == ' ') {
        text += 3;
    }
    if (arg_day(world, text, ret_at)) {
        return true;
    }
    if (duration_parse(text, &ms)) {
        *ret_at = world->now + ms;
        return true;
    }
    return read_calendar(world, text, HOUR_MAX * 60 + MINUTE_MAX, ret_at);
}
