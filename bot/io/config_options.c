/* config_options.c: the options of tocsin.yaml (tocsin/option.h), but for those of a network,
 * which stand in its folder. The schema is config_schema.c, the reading config_fill.c. */
#include "io/config_options.h"
#include "base/text.h"
#include "io/config.h"
#include "tocsin/limits.h"

#include <string.h>

enum {
    HOLIDAYS_MAX = 1000,
    PLACES_MAX = 32,
    IDENTITIES_MAX = 16,
    GROUPS_MAX = 32,
    COMMANDS_PER_MINUTE_MAX = 1000 * 1000,
};

static const struct config_word log_levels[] = {
    {"debug", 1}, {"info", 2}, {"warn", 3}, {"error", 4}};
static const struct config_word days[] = {
    {"sunday", 1 << 0},   {"monday", 1 << 1}, {"tuesday", 1 << 2},  {"wednesday", 1 << 3},
    {"thursday", 1 << 4}, {"friday", 1 << 5}, {"saturday", 1 << 6},
};

/* Where it goes, and its range. */
#define IN(member) .at = offsetof(struct config, member)
#define OF(member) .at = offsetof(struct person, member)
#define TEXT OPTION_IS_TEXT
#define PATH OPTION_IS_PATH
#define LIST OPTION_IS_LIST
#define NUMBER OPTION_IS_NUMBER
#define WORDS OPTION_IS_WORDS

/* clang-format off */
const struct config_option config_options[] = {
    {"workspace", "word", "default",
     "name of the organisation's data in Redis; letters, digits, dot, hyphen, "
     "underscore",
     TEXT(LIMIT_WORD), IN(directory.workspace)},
    {"language", "language", "en",
     "language of the messages: a pack of templates (en, fr)",
     TEXT(LIMIT_WORD), IN(directory.language)},
    {"zone", "time zone", "UTC",
     "where the business days of the policy are, Europe/Paris",
     TEXT(LIMIT_WORD), IN(directory.zone)},
    {"holidays", "list of dates", NULL, "days that are no business days, 2025-12-25",
     LIST(HOLIDAYS_MAX, LIMIT_WORD), IN(civil.holidays)},
    {"weekend", "list of days", "saturday, sunday", "days of the week without business",
     WORDS(OPTION_WORDS, days), IN(civil.weekend)},
    {"status_page", "URL", NULL, "shown in announcements",
     TEXT(LIMIT_URL), IN(directory.status_page)},
    {"support", "text", NULL, "where users get help; shown in resolution notices",
     TEXT(LIMIT_TITLE), IN(directory.support)},
    {"policy", "name or path", "default",
     "incident process: a shipped one (default, moko), or a file when it contains a "
     "slash",
     TEXT(OPTION_PATH_MAX), IN(policy)},
    {"templates", "path", NULL,
     "folder whose files replace shipped templates one by one",
     PATH, IN(templates)},
    {"data", "path", "./tocsin-data", "folder of the embedded Redis and its socket",
     PATH, IN(data)},
    {"redis.url", "URL", "embedded",
     "embedded (a private redis-server), unix:/path of a socket, or redis://host:port",
     TEXT(LIMIT_URL), IN(redis_url)},
    {"redis.password_file", "path", NULL, "file that holds the password of Redis",
     PATH, IN(redis_password_file)},
    {"redis.server", "program", "redis-server", "program that embedded starts",
     TEXT(OPTION_PATH_MAX), IN(redis_server)},
    {"redis.allow_volatile", "true or false", "false",
     "run on a Redis without append-only file, which forgets incidents when it stops",
     OPTION_IS_SWITCH, IN(allow_volatile)},
    {"announce", "list of places", "console:#incidents",
     "where incidents are announced; on Slack ids (slack:C…) where there are many "
     "channels",
     LIST(PLACES_MAX, LIMIT_PLACE), IN(directory.announce)},
    {"leadership", "list of places", "console:#leadership",
     "where leadership hears of them, as the policy says",
     LIST(PLACES_MAX, LIMIT_PLACE), IN(directory.leadership)},
    {"links.runbook", "URL", NULL,
     "what to do in an incident; kept at the top of its channel",
     TEXT(LIMIT_URL), IN(directory.runbook)},
    {"people[].name", "text", NULL, "what a person is called",
     TEXT(LIMIT_WORD), OF(name), .must = true},
    {"people[].identities", "list of network:user", NULL,
     "who that person is on each network; one person in all rules",
     LIST(IDENTITIES_MAX, LIMIT_ACTOR), OF(identities), .least = 1, .must = true},
    {"people[].groups", "list of words", NULL,
     "what the person may do: admin, security, leadership, oncall or groups of your own",
     LIST(GROUPS_MAX, LIMIT_WORD), OF(groups)},
    {"log_level", "word", "info", "least that is logged: debug, info, warn, error",
     WORDS(OPTION_WORD, log_levels), IN(log_level)},
    {"heartbeat", "URL", NULL,
     "called each minute while reminders can be sent; monitoring elsewhere raises the "
     "alarm "
     "when the calls stop",
     TEXT(LIMIT_URL), IN(heartbeat)},
    {"limits.commands_per_minute", "number", "20", "commands that one person may give",
     NUMBER(1, COMMANDS_PER_MINUTE_MAX), IN(commands_per_minute)},
    {.name = NULL},
};
/* clang-format on */

const struct config_option *config_option(const char *name) {
    const struct config_option *it = config_options;
    while (it->name && !text_equal(it->name, name)) {
        it++;
    }
    return it;
}

static size_t count(const struct config_option *options) {
    size_t n = 0;
    while (options[n].name) {
        n++;
    }
    return n;
}

static struct config_row *add(struct config_row *to, const struct config_option *options,
                              size_t n, size_t network) {
    for (size_t i = 0; i < n; i++) {
        *to++ = (struct config_row){&options[i], network};
    }
    return to;
}

const struct config_row *config_rows(struct arena *arena,
                                     const struct network *const *networks) {
    size_t own = count(config_options), first = 0, all = own;
    while (!text_starts(config_options[first].name, CONFIG_PERSON)) {
        first++;
    }
    for (size_t i = 0; networks[i]; i++) {
        all += count(networks[i]->options);
    }
    struct config_row *rows = arena_array(arena, all + 1, sizeof *rows);
    struct config_row *to = add(rows, config_options, first, 0);
    for (size_t i = 0; networks[i]; i++) {
        to = add(to, networks[i]->options, count(networks[i]->options), i + 1);
    }
    (void)add(to, config_options + first, own - first, 0);
    return rows;
}
