/* policy_span.c: the spans of a policy: "15m", "1bd", or [1bd, 72h] for the soonest.
 *
 * They are read from the document itself, because libcyaml has no value of two shapes.
 * Units are written out always: elsewhere a bare number means minutes, but a rule that
 * people are held to must not be guessed. */
#include "io/policy_span.h"
#include "base/err.h"
#include "base/text.h"

static const int64_t LONGEST_MS = INT64_C(366) * 86400000;

enum { LONGEST_BUSINESS_DAYS = 260, SPAN_PARTS_MAX = 8 };

static const char SPAN_FORMS[] = "90s, 15m, 4h, 3d, 1bd or a list of them";
static const char TIME_FORMS[] = "90s, 15m, 4h or 3d";
static const char CLIMB_FORMS[] = "never, 90s, 15m, 4h or 3d";

static bool refuse_form(const struct yaml *yaml, const char *path, const char *word,
                        const char *forms, struct error *err) {
    return yaml_fail(yaml, err, path, "\"%.60s\" is not a duration; write %s", word,
                     forms);
}

static bool refuse_size(const struct yaml *yaml, const char *path, const char *word,
                        bool zero, struct error *err) {
    if (zero) {
        return yaml_fail(yaml, err, path,
                         "\"%.60s\" is no time at all; where there is no such rule leave "
                         "the key out",
                         word);
    }
    return yaml_fail(yaml, err, path, "\"%.60s\" is longer than a year", word);
}

/* One scalar as elapsed ms. */
static bool read_elapsed(const struct yaml *yaml, const char *path, const char *word,
                         const char *forms, int64_t *ret_ms, struct error *err) {
    int64_t ms = 0;
    size_t len = strlen(word);
    bool bare = len > 0 && word[len - 1] >= '0' && word[len - 1] <= '9';
    if (bare || !duration_parse(word, &ms)) {
        return refuse_form(yaml, path, word, forms, err);
    }
    if (ms <= 0 || ms > LONGEST_MS) {
        return refuse_size(yaml, path, word, ms <= 0, err);
    }
    *ret_ms = ms;
    return true;
}

/* "3bd": true when the word has that shape, *ret_days > LONGEST_BUSINESS_DAYS when it is
 * too many. */
static bool parse_business_days(const char *word, int *ret_days) {
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || digits > 9 || !text_equal(word + digits, "bd")) {
        return false;
    }
    *ret_days = (int)strtol(word, NULL, 10);
    return true;
}

static bool read_part(const struct yaml *yaml, const char *path, const char *word,
                      struct span *span, struct error *err) {
    int days;
    int64_t ms = 0;
    if (parse_business_days(word, &days)) {
        if (days == 0 || days > LONGEST_BUSINESS_DAYS) {
            return refuse_size(yaml, path, word, days == 0, err);
        }
        if (span->business_days == 0 || days < span->business_days) {
            span->business_days = days;
        }
        return true;
    }
    if (!read_elapsed(yaml, path, word, SPAN_FORMS, &ms, err)) {
        return false;
    }
    if (span->ms == 0 || ms < span->ms) {
        span->ms = ms;
    }
    return true;
}

static bool read_span(const struct yaml *yaml, const char *path, struct span *ret_span,
                      struct error *err) {
    if (!yaml_has(yaml, path)) {
        return true;
    }
    struct span span = {0};
    size_t n = yaml_count(yaml, path);
    if (n == 0 || n > SPAN_PARTS_MAX) {
        return yaml_fail(yaml, err, path, "is not a duration; write %s", SPAN_FORMS);
    }
    for (size_t i = 0; i < n; i++) {
        const char *word = yaml_scalar(yaml, path, i);
        if (!word) {
            return yaml_fail(yaml, err, path, "is not a duration; write %s", SPAN_FORMS);
        }
        if (!read_part(yaml, path, word, &span, err)) {
            return false;
        }
    }
    *ret_span = span;
    return true;
}

static bool read_time(const struct yaml *yaml, const char *path, const char *forms,
                      int64_t *ret_ms, struct error *err) {
    if (!yaml_has(yaml, path)) {
        return true;
    }
    const char *word = yaml_count(yaml, path) == 1 ? yaml_scalar(yaml, path, 0) : NULL;
    if (!word) {
        return yaml_fail(yaml, err, path, "is not a duration; write %s", forms);
    }
    return read_elapsed(yaml, path, word, forms, ret_ms, err);
}

bool policy_read_ms(const struct yaml *yaml, const char *path, int64_t *ret_ms,
                    struct error *err) {
    return read_time(yaml, path, TIME_FORMS, ret_ms, err);
}

/* Does the severity have a cadence at all, and one longer than `ms`? */
static bool cadence_exceeds(const struct policy_severity *severity, int64_t ms) {
    const struct span *update = &severity->update;
    return (update->ms != 0 || update->business_days != 0) &&
           (update->ms == 0 || update->ms > ms);
}

bool policy_read_spans(const struct yaml *yaml, struct policy_severity *ret_severity,
                       struct error *err) {
    struct policy_severity *severity = ret_severity;
    const struct {
        const char *key;
        struct span *span;
    } spans[] = {
        {"acknowledge", &severity->acknowledge}, {"command", &severity->command},
        {"update", &severity->update},           {"resolve", &severity->resolve},
        {"restore", &severity->restore},         {"conclude", &severity->conclude},
        {"verify", &severity->verify},           {"close", &severity->close},
        {"snooze", &severity->snooze},           {"again", &severity->again},
        {"remind", &severity->remind},
    };
    char path[YAML_PATH_MAX];
    for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
        snprintf(path, sizeof(path), "severities.sev%d.%s", severity->level,
                 spans[i].key);
        if (!read_span(yaml, path, spans[i].span, err)) {
            return false;
        }
    }
    snprintf(path, sizeof(path), "severities.sev%d.snooze", severity->level);
    if (severity->snooze.ms + severity->snooze.business_days > 0 &&
        !cadence_exceeds(severity, 0)) {
        return yaml_fail(yaml, err, path,
                         "needs the key update: without a cadence there "
                         "is nothing to snooze");
    }
    snprintf(path, sizeof(path), "severities.sev%d.warn", severity->level);
    if (!policy_read_ms(yaml, path, &severity->warn_ms, err)) {
        return false;
    }
    if (severity->warn_ms > 0 && !cadence_exceeds(severity, severity->warn_ms)) {
        return yaml_fail(yaml, err, path, "must be shorter than the key update");
    }
    snprintf(path, sizeof(path), "severities.sev%d.climb", severity->level);
    severity->climbs = !text_equal(yaml_scalar(yaml, path, 0), "never");
    return !severity->climbs ||
           read_time(yaml, path, CLIMB_FORMS, &severity->climb_ms, err);
}
