/* list_filter.c: the words behind `list`, each of which says what it is by its form. */
#include "core/list_filter.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/args_times.h"
#include "core/args_tokens.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/turn.h"

enum { PAGE_DIGITS = 3, YEAR_DIGITS = 4, MONTHS = 12, ABBREVIATED = 3 };

static const char *const months[MONTHS] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

static bool all_digits(const char *s) {
    return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

/* 1..12 for "october" and "oct"; 0: no month. */
static int month_of(const char *word) {
    for (int i = 0; i < MONTHS; i++) {
        char abbreviated[ABBREVIATED + 1];

        memcpy(abbreviated, months[i], ABBREVIATED);
        abbreviated[ABBREVIATED] = '\0';
        if (text_equal_nocase(word, months[i]) || text_equal_nocase(word, abbreviated)) {
            return i + 1;
        }
    }
    return 0;
}

/* The first moment of that month, in the workspace's zone. */
static int64_t first_of(const struct turn *turn, int year, int month) {
    char date[32];
    int64_t at = 0;

    year += (month - 1) / MONTHS;
    month = (month - 1) % MONTHS + 1;
    snprintf(date, sizeof date, "%04d-%02d-01", year, month);
    arg_past(turn->world, date, &at);
    return at;
}

static void set_months(const struct turn *turn, struct list_filter *filter, int year,
                       int month, int n) {
    filter->from = first_of(turn, year, month);
    filter->to = first_of(turn, year, month + n);
}

/* "2025-10", and a year alone. */
static bool take_date(const struct turn *turn, const char *word,
                      struct list_filter *filter) {
    size_t digits = strspn(word, "0123456789");
    int year = digits == YEAR_DIGITS ? (int)strtol(word, NULL, 10) : 0;
    int month;

    if (year < 2000 || year > 2999) {
        return false;
    }
    if (word[digits] == '\0') {
        set_months(turn, filter, year, 1, MONTHS);
        return true;
    }
    if (word[digits] != '-' || !all_digits(word + digits + 1) ||
        strlen(word + digits + 1) > 2) {
        return false;
    }
    month = (int)strtol(word + digits + 1, NULL, 10);
    if (month < 1 || month > MONTHS) {
        return false;
    }
    set_months(turn, filter, year, month, 1);
    return true;
}

/* The latest month of that name, or that of the year behind it. */
static bool take_month(const struct turn *turn, const char *word, const char *behind,
                       struct list_filter *filter, bool *ret_behind) {
    int month = month_of(word), year, now, day;

    *ret_behind = false;
    if (month == 0) {
        return false;
    }
    time_utc_day(turn->world->now, &year, &now, &day);
    year -= first_of(turn, year, month) > turn->world->now ? 1 : 0;
    if (behind && strlen(behind) == YEAR_DIGITS && all_digits(behind)) {
        year = (int)strtol(behind, NULL, 10);
        *ret_behind = true;
    }
    set_months(turn, filter, year, month, 1);
    return true;
}

/* "today", "yesterday", "week": by the workspace's clock. */
static bool take_day(const struct turn *turn, const char *word,
                     struct list_filter *filter) {
    enum { DAYS = 7 };
    static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    static const char *const today[] = {"today", "aujourdhui", "aujourd'hui", NULL};
    static const char *const yesterday[] = {"yesterday", "hier", NULL};
    static const char *const week[] = {"week", "semaine", NULL};
    int64_t midnight = 0;

    if (!text_in_nocase(word, today) && !text_in_nocase(word, yesterday) &&
        !text_in_nocase(word, week)) {
        return false;
    }
    arg_past(turn->world, "00:00", &midnight);
    filter->from = midnight;
    filter->to = turn->world->now + 1;
    if (text_in_nocase(word, yesterday)) {
        filter->to = midnight;
        arg_past(turn->world, "yesterday 00:00", &filter->from);
    } else if (text_in_nocase(word, week)) {
        filter->from = midnight - (DAYS - 1) * day_ms;
    }
    return true;
}

/* "resolved", "mine": how far it is, and whose. */
static bool take_state(const struct turn *turn, const char *word,
                       struct list_filter *filter) {
    static const struct {
        const char *word;
        enum milestone milestone;
    } states[] = {
        {"resolved", MILESTONE_RESOLVED},
        {"solved", MILESTONE_RESOLVED},
        {"fixed", MILESTONE_RESOLVED},
        {"restored", MILESTONE_RECOVERED},
        {"recovered", MILESTONE_RECOVERED},
        {"mitigated", MILESTONE_MITIGATED},
        {"contained", MILESTONE_CONTAINED},
        {"verified", MILESTONE_VERIFIED},
        {"acknowledged", MILESTONE_ACKNOWLEDGED},
    };
    static const char *const mine[] = {"mine", "my", "me", "moi", NULL};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_equal_nocase(word, states[i].word)) {
            filter->milestone = (int)states[i].milestone + 1;
            return true;
        }
    }
    if (text_in_nocase(word, mine)) {
        filter->mine = turn->input->actor;
        filter->directory = turn->world->directory;
    }
    return filter->mine && text_in_nocase(word, mine);
}

static bool take_word(const struct turn *turn, const char *word,
                      struct list_filter *filter) {
    /* said of what is listed anyway */
    static const char *const plain[] = {"page",    "open",      "active",  "all",
                                        "ongoing", "incidents", "this",    "last",
                                        "from",    "of",        "ouverts", NULL};
    static const char *const ends[] = {"cancelled", "duplicate", NULL};
    int severity = policy_parse_severity(turn->world->policy, word, true);

    filter->all = filter->all || text_equal_nocase(word, "all");
    if (text_in_nocase(word, plain)) {
        return true; /* "page 2" is what others type */
    }
    filter->closed = filter->closed || text_in_nocase(word, ends);
    if (text_equal_nocase(word, "closed")) {
        filter->closed = true;
    } else if (all_digits(word) && strlen(word) <= PAGE_DIGITS && word[0] != '0') {
        filter->page = strtol(word, NULL, 10);
        return true; /* no part of what is typed again */
    } else if (severity != 0) {
        filter->severity = severity;
    } else if (!take_date(turn, word, filter) && !take_day(turn, word, filter) &&
               !take_state(turn, word, filter) && filter->nwords < LIST_WORDS) {
        filter->words[filter->nwords++] = text_lower(turn->arena, word);
    }
    return false;
}

static void again(const struct turn *turn, struct list_filter *filter, const char *word) {
    filter->typed = arena_printf(turn->arena, "%s %s", filter->typed, word);
}

bool list_filter_read(const struct turn *turn, const json_t *args,
                      struct list_filter *ret, struct error *err) {
    enum { TOKENS = 2 * LIST_WORDS };
    const char *tokens[TOKENS + 1] = {NULL};
    struct token_reader reader;
    struct token token;
    size_t n = 0;

    (void)err;
    *ret = (struct list_filter){.page = 1, .typed = "list"};
    ret->service = jsonx_string(args, "service", NULL);
    if (jsonx_bool(args, "closed", false)) {
        ret->closed = true;
        again(turn, ret, "closed");
    }
    if (ret->service) {
        again(turn, ret, arena_printf(turn->arena, "service=%s", ret->service));
    }
    token_start(&reader, jsonx_string(args, "filter", ""));
    while (n < TOKENS && token_next(&reader, &token)) {
        tokens[n++] = arena_strndup(turn->arena, token.value, token.value_len);
    }
    for (size_t i = 0; i < n; i++) {
        bool behind;

        if (take_month(turn, tokens[i], tokens[i + 1], ret, &behind)) {
            again(turn, ret, tokens[i]);
            if (behind) {
                again(turn, ret, tokens[++i]);
            }
        } else if (!take_word(turn, tokens[i], ret)) {
            again(turn, ret, tokens[i]);
        }
    }
    return true;
}

const char *list_filter_closed(struct arena *arena, const struct list_filter *filter) {
    bool left =
        !filter->closed && (filter->all || filter->from != 0 || filter->milestone != 0);

    return left ? arena_printf(arena, "list closed%s", filter->typed + strlen("list"))
                : NULL;
}

bool list_filter_searches(const struct list_filter *filter) {
    return filter->severity != 0 || filter->milestone != 0 || filter->mine ||
           filter->service || filter->nwords > 0;
}

static bool has_service(const struct incident *incident, const char *service) {
    for (size_t i = 0; i < incident->nservices; i++) {
        if (text_equal_nocase(incident->services[i], service)) {
            return true;
        }
    }
    return false;
}

static bool has_word(const struct incident *incident, struct arena *arena,
                     const char *word) {
    const char *summary = incident->summary ? incident->summary : "";

    return strstr(text_lower(arena, summary), word) || has_service(incident, word) ||
           text_equal(incident_end(incident), word) ||
           text_equal_nocase(incident->type, word) ||
           text_equal_nocase(incident->env, word);
}

static bool works_on(const struct list_filter *filter, const struct incident *incident) {
    for (size_t i = 0; i < incident->nresponders; i++) {
        if (people_same(filter->directory, incident->responders[i], filter->mine)) {
            return true;
        }
    }
    for (size_t i = 0; i < incident->nroles; i++) {
        if (people_same(filter->directory, incident->roles[i].actor, filter->mine)) {
            return true;
        }
    }
    return false;
}

bool list_filter_fits(const struct list_filter *filter, const struct incident *incident,
                      bool readable) {
    struct arena *arena;
    bool fits = true;

    if (filter->severity != 0 && incident->severity != filter->severity) {
        return false;
    }
    if (filter->milestone != 0 && incident->milestones[filter->milestone - 1] == 0) {
        return false;
    }
    if (!readable) {
        return !filter->service && !filter->mine && filter->nwords == 0;
    }
    if (filter->mine && !works_on(filter, incident)) {
        return false;
    }
    if (filter->service && !has_service(incident, filter->service)) {
        return false;
    }
    arena = arena_new();
    for (size_t i = 0; i < filter->nwords && fits; i++) {
        fits = has_word(incident, arena, filter->words[i]);
    }
    arena_free(arena);
    return fits;
}
