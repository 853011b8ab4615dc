/* args_at.c: "at 02:45 ...": told later than it happened.
 *
 * A time behind "at" is taken, one that cannot be read is asked about, and what is no
 * time is prose: "at 2 minutes per restart", "at 95% of the disk". Only forms that nobody
 * writes by accident count as a time: a colon, "ago", "am" and "pm", a date, a minus, a
 * day's name in front of a clock. */
#include "core/args_at.h"
#include "base/err.h"
#include "base/text.h"
#include "core/args_incident.h"
#include "core/args_meant.h"
#include "core/args_shown.h"
#include "core/args_table.h"
#include "core/args_times.h"
#include "core/args_tokens.h"
#include "core/saying.h"
#include "core/which.h"

enum { AT_WORDS = 4, AGO_WORDS = 5, DATE_LEN = sizeof "2025-09-29" - 1 };

/* "il y a 10" goes on with "min". */
static bool is_unit(const struct saying *saying, size_t i) {
    static const char *const units[] = {"m", "min",      "mins",  "minute", "minutes",
                                        "h", "hour",     "hours", "heure",  "heures",
                                        "s", "secondes", "d",     "j",      NULL};

    return saying_is(saying, i, units);
}

static const int64_t HALF_DAY = INT64_C(12) * 60 * 60 * 1000;

/* The first words of a text, each time with one more, and what stands behind them. */
struct words {
    const char *joined[AT_WORDS];
    const char *behind[AT_WORDS];
    size_t n;
};

static struct words first_words(struct arena *arena, const char *text) {
    struct words words = {0};
    struct token_reader reader;
    struct token token;

    token_start(&reader, text);
    while (words.n < AT_WORDS && token_next(&reader, &token)) {
        char *word = arena_strndup(arena, token.start, token.len);
        size_t i = words.n++;

        if (token.len > 1 && strchr(",:;", word[token.len - 1])) {
            word[token.len - 1] = '\0';
        }
        words.joined[i] =
            i == 0 ? word : arena_printf(arena, "%s %s", words.joined[i - 1], word);
        words.behind[i] = token_skip_space(reader.at);
    }
    return words;
}

static bool ends_nocase(const char *s, const char *end) {
    size_t len = strlen(s), n = strlen(end);

    return len > n && text_equal_nocase(s + len - n, end);
}

static bool is_day(const char *s) {
    static const char *const days[] = {"yesterday", "today", NULL};
    char word[sizeof "yesterday"] = "";
    size_t len = strcspn(s, " ");

    if (len >= sizeof word) {
        return false;
    }
    memcpy(word, s, len);
    return text_in_nocase(word, days);
}

static bool has_digit_first(const char *s) {
    return *s >= '0' && *s <= '9';
}

/* Hours and minutes as "14h30". */
static bool is_h_clock(const char *s) {
    size_t digits = strspn(s, "0123456789");

    return (digits == 1 || digits == 2) && s[digits] == 'h' &&
           strspn(s + digits + 1, "0123456789") == 2 && s[digits + 3] == '\0';
}

/* "-10m": "-5" is a number. */
static bool is_minus(const char *s) {
    size_t digits = *s == '-' ? strspn(s + 1, "0123456789") : 0;

    return digits > 0 && s[1 + digits] != '\0';
}

/* Unmistakably a time, if it can be read. */
static bool is_told(const char *words) {
    static const char *const named[] = {"noon", "midnight", "midi", "minuit", NULL};

    return strchr(words, ':') || ends_nocase(words, " ago") || is_day(words) ||
           text_in_nocase(words, named) || is_minus(words) || is_h_clock(words) ||
           (has_digit_first(words) &&
            (ends_nocase(words, "am") || ends_nocase(words, "pm"))) ||
           (strlen(words) >= DATE_LEN && words[4] == '-');
}

/* "at 10:30 we switch over", typed at 10:05: yesterday's 10:30 lies before the incident
 * and today's is close, so this is a plan and stays text. */
static bool is_plan(const struct turn *turn, const char *words, int64_t at) {
    const struct incident *incident = turn->before;

    return incident && !is_day(words) && strchr(words, ':') && !strchr(words, '-') &&
           at < incident->milestones[MILESTONE_DETECTED] &&
           at + HALF_DAY < turn->world->now;
}

/* A zone that was not read with the clock in front of it is another one than here. */
bool args_zone_at(const char *text) {
    static const char *const zones[] = {
        "UTC", "GMT", "CET", "CEST", "EST", "EDT", "CST",  "CDT",  "MST", "MDT", "PST",
        "PDT", "BST", "IST", "JST",  "WET", "EET", "EEST", "AEST", "MSK", "SGT", NULL};
    struct token_reader reader;
    struct token token;
    char word[sizeof "AEST"] = "";

    token_start(&reader, text);
    if (!token_next(&reader, &token) || token.len >= sizeof word) {
        return false;
    }
    memcpy(word, token.start, token.len);
    return text_in(word, zones);
}

/* What follows "at" at the beginning of the text; NULL: it does not begin so. */
static const char *behind_at(struct arena *arena, const char *text) {
    static const char *const words[] = {"at", "\xC3\xA0", "\xC3\x80", NULL};
    struct token_reader reader;
    struct token token;

    token_start(&reader, text);
    return token_next(&reader, &token) && token.len == 2 &&
                   text_in_nocase(arena_strndup(arena, token.start, 2), words)
               ? reader.at
               : NULL;
}

/* Of a text that tells what will be done, a time to come is part; of one that says that
 * something was done it is a slip, and is asked about. */
static bool tells_plans(const struct command *command) {
    static const char *const names[] = {"note", "decision", "update", NULL};

    return text_in(command->name, names);
}

const char *args_moment(const struct turn *turn, const char *words) {
    static const char there[] = "il y a ";
    int64_t at;

    if (text_starts(words, there) && duration_parse(words + sizeof there - 1, &at)) {
        return arena_printf(turn->arena, "%s ago", words + sizeof there - 1);
    }
    return strlen(words) < LIMIT_WORD && is_told(words) &&
                   arg_past(turn->world, words, &at) && !is_plan(turn, words, at)
               ? words
               : NULL;
}

/* "10m ago we saw ...", "il y a 10 min ...": no "at" is needed in front of it. A clock in
 * front of a text may as well belong to it: "09:00 job fails again". */
static const char *take_ago(const struct turn *turn, const char *text,
                            const char **ret_at) {
    struct saying saying = saying_of(turn->arena, text);
    const char *joined = "";

    for (size_t i = 0; i < saying.n && i < AGO_WORDS; i++) {
        joined = i == 0
                     ? saying.words[0].plain
                     : arena_printf(turn->arena, "%s %s", joined, saying.words[i].plain);
        if ((ends_nocase(joined, " ago") || text_starts(joined, "il y a ")) &&
            args_moment(turn, joined) &&
            (i + 1 >= saying.n || !is_unit(&saying, i + 1))) {
            *ret_at = args_moment(turn, joined);
            return token_skip_space(saying.words[i].typed + saying.words[i].len);
        }
    }
    return text;
}

const char *args_take_at(const struct turn *turn, const struct command *command,
                         const char *text, const char **ret_at) {
    const char *behind = behind_at(turn->arena, text);
    struct words words;
    int64_t at;

    *ret_at = NULL;
    if (!args_find(command, ARG_AT_NAME)) {
        return text;
    }
    if (!behind) {
        return take_ago(turn, text, ret_at);
    }
    words = first_words(turn->arena, behind);
    for (size_t i = words.n; i > 0; i--) {
        const char *joined = words.joined[i - 1];

        if (strlen(joined) >= LIMIT_WORD || !is_told(joined) ||
            args_zone_at(words.behind[i - 1])) {
            continue;
        }
        if (arg_past(turn->world, joined, &at)
                ? !is_plan(turn, joined, at)
                : !tells_plans(command) &&
                      arg_to_come(turn->arena, turn->world, joined)) {
            *ret_at = joined;
            return words.behind[i - 1];
        }
    }
    return text;
}

/* ---- what cannot be read ---- */

/* "10m", "2h", "30min": a span that lacks its "ago". */
static bool is_bare_span(const char *word) {
    size_t digits = strspn(word, "0123456789");
    int64_t ms;

    return digits > 0 && word[digits] != '\0' && strchr("smhd", word[digits]) &&
           word[digits] != 's' && duration_parse(word, &ms);
}

/* "0245", "02.45": the clock at night, as one writes it elsewhere. */
static bool is_night_clock(const char *word) {
    size_t dot = strlen(word) > 2 && word[2] == '.' ? 1 : 0;

    return *word == '0' && has_digit_first(word + 1) &&
           strspn(word + 2 + dot, "0123456789") == 2 && word[2 + dot] < '6' &&
           word[4 + dot] == '\0';
}

/* A time, though it may be one to come. */
static bool reads(const struct turn *turn, const char *words) {
    int64_t at;

    return arg_past(turn->world, words, &at) ||
           arg_to_come(turn->arena, turn->world, words);
}

/* Does a time stand there that is none? A plan ("at 11:00 we switch over") is one. */
static bool is_unread(const struct turn *turn, const struct words *words) {
    const char *first = words->joined[0];

    if (is_bare_span(first) || is_night_clock(first)) {
        return true;
    }
    if (is_day(first)) {
        return has_digit_first(words->behind[0]);
    }
    if (!has_digit_first(first) && *first != '-') {
        return false;
    }
    for (size_t i = 0; i < words->n; i++) {
        if (is_told(words->joined[i]) && reads(turn, words->joined[i]) &&
            !args_zone_at(words->behind[i])) {
            return false;
        }
    }
    return is_told(first);
}

const char *args_unread_at(const struct turn *turn, const char *rest) {
    struct words words = first_words(turn->arena, rest);
    const char *shown;

    if (words.n == 0 || !is_unread(turn, &words)) {
        return NULL;
    }
    shown = words.joined[words.n > 1 && (is_day(words.joined[0]) ||
                                         args_zone_at(words.behind[0]))
                             ? 1
                             : 0];
    return arena_printf(turn->arena,
                        "\"%s\" is not a time here. What works: at 02:45, at 2:45pm, at "
                        "10m ago, at yesterday 23:50, at 02:45 UTC.",
                        arg_shown(turn->arena, shown));
}

bool args_doubt_at(const struct parse *parse, const char *text) {
    const struct turn *turn = parse->turn;
    const char *behind = behind_at(turn->arena, text);
    const char *wrong;

    if (!behind || !args_find(parse->command, ARG_AT_NAME)) {
        return true;
    }
    wrong = args_unread_at(turn, behind);
    return !wrong || err_set(parse->err, ERR_INVALID, "%s\n%s", wrong,
                             args_to_keep(parse, text, text));
}

/* ---- the time in front of the command ---- */

const char *args_at_front(const struct turn *turn, const char *rest) {
    struct words words = first_words(turn->arena, rest);

    for (size_t i = words.n; i > 0; i--) {
        struct token_reader reader;
        struct token token;
        const struct command *command;
        const char *incident;

        token_start(&reader, words.behind[i - 1]);
        incident = arg_incident_at(turn->arena, &reader);
        incident = incident ? arena_printf(turn->arena, "%s ", incident) : "";
        if (!reads(turn, words.joined[i - 1]) || !token_next(&reader, &token)) {
            continue;
        }
        command = command_find(turn->commands,
                               arena_strndup(turn->arena, token.start, token.len));
        if (command && args_find(command, ARG_AT_NAME)) {
            return arena_printf(turn->arena, "%s%s at=\"%s\" %s", incident, command->name,
                                words.joined[i - 1], token_skip_space(reader.at));
        }
        if (command && command->args && command->args[0].type == ARG_TIME) {
            return arena_printf(turn->arena, "%s%s %s %s", incident, command->name,
                                words.joined[i - 1], token_skip_space(reader.at));
        }
    }
    return NULL;
}
