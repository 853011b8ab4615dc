/* args_days.c: times to come as people say them: "friday", "tomorrow at 10:30", "noon".
 *
 * A day without a clock's time means its last minute. A weekday is the next one, today
 * included while that is still to come: the answer says which date it is. "next friday" and
 * "next week" mean different days to different people, and are none here. */
#include "core/args_days.h"
#include "base/text.h"
#include "core/args_clock.h"

enum {
    DATE_LEN = sizeof "2025-09-29" - 1,
    WALL_SIZE = 64,
    WEEK = 7,
    THURSDAY = 4, /* 1970-01-01 */
    NOON = 12,
    LAST_HOUR = 23,
    LAST_MINUTE = 59,
    NAME_LEAST = 3, /* "fri" */
};

static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;

static int64_t local(const struct world *world, int64_t day, int hour, int minute) {
    return world->civil->local_time_on_day(world->civil->self, day, hour, minute);
}

/* 0: Sunday; -1: the wall shows no date. */
static int weekday_of(const struct world *world, int64_t at) {
    char shown[WALL_SIZE] = "", noon[DATE_LEN + sizeof " 12:00"];
    int64_t utc;

    world->civil->format_local(world->civil->self, at, shown, sizeof shown);
    snprintf(noon, sizeof noon, "%.*s 12:00", (int)DATE_LEN, shown);
    return time_parse_utc(noon, &utc) ? (int)((utc / DAY + THURSDAY) % WEEK) : -1;
}

/* The weekday that the word (lower case) names, whole or cut: "fri", "thurs"; -1: none. */
static int weekday_named(const char *word) {
    static const char *const days[] = {"sunday",   "monday", "tuesday", "wednesday",
                                       "thursday", "friday", "saturday"};

    for (int i = 0; i < WEEK && strlen(word) >= NAME_LEAST; i++) {
        if (text_starts(days[i], word)) {
            return i;
        }
    }
    return -1;
}

/* How many days ahead the word means; -1: none. *ret_week: it is a weekday. */
static int days_ahead(const struct world *world, const char *word, bool *ret_week) {
    static const char *const today[] = {"today", "tonight", "eod", NULL};
    int today_is = weekday_of(world, world->now);
    int meant = weekday_named(word);

    *ret_week = meant >= 0;
    return text_in(word, today)           ? 0
           : text_equal(word, "tomorrow") ? 1
           : meant >= 0 && today_is >= 0  ? (meant - today_is + WEEK) % WEEK
                                          : -1;
}

/* "noon", "midnight": the next midnight, and noon only while it is to come. */
static bool read_hour(const struct world *world, const char *text, int64_t *ret_at) {
    int64_t noon = local(world, world->now, NOON, 0);

    if (text_equal(text, "noon") && noon > world->now) {
        *ret_at = noon;
        return true;
    }
    if (text_equal(text, "midnight")) {
        *ret_at = local(world, noon + DAY, 0, 0);
        return true;
    }
    return false;
}

bool arg_day(const struct world *world, const char *typed, int64_t *ret_at) {
    char text[LIMIT_WORD], word[LIMIT_WORD];
    const char *clock, *zone = "";
    size_t len = strlen(typed);
    int ahead, hour = LAST_HOUR, minute = LAST_MINUTE;
    int64_t noon = local(world, world->now, NOON, 0);
    bool week;

    if (len >= sizeof text) {
        return false;
    }
    for (size_t i = 0; i <= len; i++) {
        text[i] = (char)(typed[i] >= 'A' && typed[i] <= 'Z' ? typed[i] | 0x20 : typed[i]);
    }
    if (read_hour(world, text, ret_at)) {
        return true;
    }
    clock = text + (text_starts(text, "on ") ? strlen("on ") : 0);
    len = strcspn(clock, " ");
    snprintf(word, sizeof word, "%.*s", (int)len, clock);
    ahead = days_ahead(world, word, &week);
    clock += len + (clock[len] == ' ' ? 1 : 0);
    clock += text_starts(clock, "at ") ? strlen("at ") : 0;
    if (ahead < 0 ||
        (*clock != '\0' && (!arg_clock(clock, &hour, &minute, &zone) || *zone != '\0'))) {
        return false;
    }
    *ret_at = local(world, noon + ahead * DAY, hour, minute);
    if (week && *ret_at <= world->now) {
        *ret_at = local(world, noon + WEEK * DAY, hour, minute);
    }
    return true;
}
