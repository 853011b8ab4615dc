/* civil.c: zones and business days, by libical.
 *
 * libical answers one question here: how far is a zone from UTC at a moment. Everything
 * else is arithmetic on "local milliseconds" (UTC plus that offset), because libical's
 * own conversion of local times says nothing of those that a zone skips or has twice. Its
 * data are the system's zoneinfo, read once a zone when the zone is first asked for;
 * nothing is read later, so no call from the loop blocks. */
#include "io/civil.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include <inttypes.h>
#include <libical/ical.h>

static const int64_t DAY_MS = INT64_C(86400000);
static const int64_t HOUR_MS = INT64_C(3600000);
static const int64_t MINUTE_MS = INT64_C(60000);

enum {
    WEEK = 7,
    EPOCH_WEEKDAY = 4, /* 1970-01-01 was a Thursday */
    SUNDAY = 1 << 0,
    SATURDAY = 1 << 6,
    WHOLE_WEEK = (1 << WEEK) - 1,
    ABBREVIATION_SIZE = 24,
};

struct civil_zone {
    struct civil civil;
    icaltimezone *zone;
    char name[2][ABBREVIATION_SIZE]; /* standard, summer_time; "": the offset is shown */
    unsigned weekend;
    size_t nholidays;
    int64_t holidays[]; /* days since 1970-01-01 */
};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int64_t day_of(int64_t local) {
    return floor_div(local, DAY_MS);
}

/* What the zone adds to UTC at a moment, ms. */
static int64_t offset_at(const struct civil_zone *zone, int64_t at, bool *ret_daylight) {
    struct icaltimetype utc = icaltime_from_timet_with_zone(
        (time_t)floor_div(at, 1000), 0, icaltimezone_get_utc_timezone());
    int summer_time = 0;
    int seconds = icaltimezone_get_utc_offset_of_utc_time(zone->zone, &utc, &summer_time);
    if (ret_daylight) {
        *ret_daylight = summer_time != 0;
    }
    return (int64_t)seconds * 1000;
}

/* The moment of a local time. A zone changes its offset at most once in two days, so that
 * the offsets of the day before and of the day after are the only candidates. */
static int64_t moment_of(const struct civil_zone *zone, int64_t local) {
    int64_t before = offset_at(zone, local - DAY_MS, NULL);
    int64_t after = offset_at(zone, local + DAY_MS, NULL);
    int64_t first = local - (before > after ? before : after);
    int64_t second = local - (before > after ? after : before);
    if (local - first == offset_at(zone, first, NULL)) {
        return first;
    }
    if (local - second == offset_at(zone, second, NULL)) {
        return second;
    }
    /* Skipped: the change lies between the two candidates; its moment is the first local
     * time after the gap. */
    int64_t low = first, high = second;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(zone, middle, NULL) == before) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

static bool is_business_day(const struct civil_zone *zone, int64_t day) {
    int64_t weekday = day + EPOCH_WEEKDAY - floor_div(day + EPOCH_WEEKDAY, WEEK) * WEEK;
    if (zone->weekend & (1U << weekday)) {
        return false;
    }
    for (size_t i = 0; i < zone->nholidays; i++) {
        if (zone->holidays[i] == day) {
            return false;
        }
    }
    return true;
}

static int64_t add_business_days(const void *self, int64_t from, int n) {
    const struct civil_zone *zone = self;
    int64_t local = from + offset_at(zone, from, NULL);
    int64_t start = day_of(local), day = start;
    while (!is_business_day(zone, day)) {
        day++;
    }
    int64_t time_of_day = day == start ? local - day * DAY_MS : 0;
    for (int counted = 0; counted < n; counted++) {
        do {
            day++;
        } while (!is_business_day(zone, day));
    }
    /* Converting back would move the second half of a doubled hour to the first. */
    if (day == start) {
        return from;
    }
    return moment_of(zone, day * DAY_MS + time_of_day);
}

static int64_t local_time_on_day(const void *self, int64_t at, int hour, int minute) {
    const struct civil_zone *zone = self;
    int64_t day = day_of(at + offset_at(zone, at, NULL));
    return moment_of(zone, day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS);
}

static void format_local(const void *self, int64_t at, char *buf, size_t size) {
    const struct civil_zone *zone = self;
    bool summer_time = false;
    int64_t offset = offset_at(zone, at, &summer_time);
    int64_t local = at + offset;
    int64_t minutes = (local - day_of(local) * DAY_MS) / MINUTE_MS;
    int64_t off = (offset < 0 ? -offset : offset) / MINUTE_MS;
    char number[ABBREVIATION_SIZE + 24]; /* "+02", "+0530" */
    snprintf(number, sizeof(number), "%c%02" PRId64 "%.*" PRId64, offset < 0 ? '-' : '+',
             off / 60, off % 60 != 0 ? 2 : 0, off % 60);
    int year, month, day;
    time_utc_day(local, &year, &month, &day);
    const char *name = zone->name[summer_time];
    snprintf(buf, size, "%04d-%02d-%02d %02" PRId64 ":%02" PRId64 " %s", year, month, day,
             minutes / 60, minutes % 60, *name != '\0' ? name : number);
}

/* libical gives "CET/CEST". Numbers ("+1030/+11") are left out: it knows only the latest,
 * and the offset of the moment says the same. */
static void read_names(struct civil_zone *zone) {
    const char *names = icaltimezone_get_tznames(zone->zone);
    if (!names) {
        names = zone->zone == icaltimezone_get_utc_timezone() ? "UTC" : "";
    }
    const char *slash = strchr(names, '/');
    size_t len[2] = {slash ? (size_t)(slash - names) : strlen(names),
                     slash ? strlen(slash + 1) : strlen(names)};
    const char *part[2] = {names, slash ? slash + 1 : names};
    for (size_t i = 0; i < 2; i++) {
        if (*part[i] == '+' || *part[i] == '-' || len[i] >= ABBREVIATION_SIZE) {
            continue;
        }
        memcpy(zone->name[i], part[i], len[i]);
    }
}

/* Only names that cannot leave the zoneinfo folder are given to libical. */
static icaltimezone *find_zone(const char *name) {
    if (text_equal(name, "UTC")) {
        return icaltimezone_get_utc_timezone();
    }
    if (!name || !text_is_word(name) || *name == '/' || strchr(name, '.')) {
        return NULL;
    }
    return icaltimezone_get_builtin_timezone(name);
}

static bool parse_date(const char *date, int64_t *ret_day) {
    int64_t ms;
    if (!date || strlen(date) != strlen("2025-12-25") || !time_parse_utc(date, &ms)) {
        return false;
    }
    *ret_day = day_of(ms);
    return true;
}

bool civil_date_valid(const char *date) {
    int64_t day;
    return parse_date(date, &day);
}

struct civil *civil_new(const struct civil_options *options, struct error *err) {
    size_t n = 0;
    while (options->holidays && options->holidays[n]) {
        n++;
    }
    struct civil_zone *zone = mem_new(sizeof(*zone) + n * sizeof(zone->holidays[0]));
    zone->zone = find_zone(options->zone);
    if (!zone->zone) {
        err_set(err, ERR_INVALID,
                "\"%s\" is no time zone of this system; write a name such as UTC or "
                "Europe/Paris (is the package tzdata installed?)",
                options->zone ? options->zone : "");
        goto fail;
    }
    zone->weekend = options->weekend != 0 ? options->weekend : SATURDAY | SUNDAY;
    if ((zone->weekend & WHOLE_WEEK) == WHOLE_WEEK) {
        err_set(err, ERR_INVALID,
                "the weekend takes up the whole week; leave a day to work");
        goto fail;
    }
    for (size_t i = 0; i < n; i++) {
        if (!parse_date(options->holidays[i], &zone->holidays[i])) {
            err_set(err, ERR_INVALID, "\"%s\" is not a date; write it as 2025-12-25",
                    options->holidays[i]);
            goto fail;
        }
    }
    zone->nholidays = n;
    read_names(zone);
    zone->civil = (struct civil){
        .self = zone,
        .add_business_days = add_business_days,
        .format_local = format_local,
        .local_time_on_day = local_time_on_day,
    };
    return &zone->civil;
fail:
    free(zone);
    return NULL;
}

void civil_free(struct civil *civil) {
    free(civil); /* first member of its struct civil_zone */
}
