/* utc.c: the UTC calendar, for every moment an int64_t of milliseconds can name.
 *
 * Own arithmetic instead of gmtime_r() and timegm(): those depend on the width of time_t
 * and tm_year, and this has no case that fails. Days are counted in years that begin in
 * March, so that the leap day is the last one. Zones are civil.h's business. */
#include "base/text.h"

static const int64_t DAY_MS = 86400000;
enum {
    ERA_DAYS = 146097,    /* days of 400 years */
    EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

void time_utc_day(int64_t ms, int *ret_year, int *ret_month, int *ret_day) {
    int64_t days = floor_div(ms, DAY_MS) + EPOCH_SHIFT;
    int64_t era = floor_div(days, ERA_DAYS);
    int64_t day_of_era = days - era * ERA_DAYS;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (ERA_DAYS - 1)) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    *ret_month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    *ret_year = (int)(era * 400 + year_of_era + (*ret_month <= 2 ? 1 : 0));
}

static int64_t days_from_civil(int year, int month, int day) {
    int64_t y = year - (month <= 2 ? 1 : 0);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t march_month = month > 2 ? month - 3 : month + 9;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

char *time_format_utc(struct arena *arena, int64_t ms) {
    int year;
    int month;
    int day;
    time_utc_day(ms, &year, &month, &day);
    int64_t second = (ms % DAY_MS + DAY_MS) % DAY_MS / 1000;
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day,
                        (int)(second / 3600), (int)(second / 60 % 60),
                        (int)(second % 60));
}

/* Exactly `digits` digits in [low, high] at *s, which moves on. */
static bool read_field(const char **s, size_t digits, int low, int high, int *ret_value) {
    int value = 0;
    for (size_t i = 0; i < digits; i++) {
        char c = (*s)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    if (value < low || value > high) {
        return false;
    }
    *s += digits;
    *ret_value = value;
    return true;
}

static bool take(const char **s, char c) {
    if (**s != c) {
        return false;
    }
    (*s)++;
    return true;
}

static int month_days(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool time_parse_utc(const char *s, int64_t *ret_ms) {
    if (!s) {
        return false;
    }
    int year;
    int month;
    int day;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!read_field(&s, 4, 1970, 9999, &year) || !take(&s, '-') ||
        !read_field(&s, 2, 1, 12, &month) || !take(&s, '-') ||
        !read_field(&s, 2, 1, month_days(year, month), &day)) {
        return false;
    }
    if (*s != '\0') {
        if (!take(&s, 'T') && !take(&s, ' ')) {
            return false;
        }
        if (!read_field(&s, 2, 0, 23, &hour) || !take(&s, ':') ||
            !read_field(&s, 2, 0, 59, &minute)) {
            return false;
        }
        if (take(&s, ':') && !read_field(&s, 2, 0, 59, &second)) {
            return false;
        }
        take(&s, 'Z');
    }
    if (*s != '\0') {
        return false;
    }
    *ret_ms = days_from_civil(year, month, day) * DAY_MS +
              (int64_t)(hour * 3600 + minute * 60 + second) * 1000;
    return true;
}
