/* config_options.c: the options of tocsin.yaml, a row for each: what it is called, which
 * values it takes, what stands for it when it is left out, what people read of it, and where
 * in struct config it goes. The schema (config_schema.c), the reading (config_fill.c) and the
 * documents derive from them. */
#include "base/text.h"
#include "io/config.h"
#include "tocsin/limits.h"

#include <cyaml/cyaml.h>
#include <string.h>

enum {
    HOLIDAYS_MAX = 1000,
    PLACES_MAX = 32,
    IDENTITIES_MAX = 16,
    GROUPS_MAX = 32,
    PATH_LENGTH_MAX = 1000,
    INVITE_MAX = 200,
    REACTIONS_MAX = 32,
    COMMANDS_PER_MINUTE_MAX = 1000 * 1000,
    SOCKETS_MAX = 10, /* Slack's limit per app */
};

static const cyaml_strval_t switches[] = {{"false", 0}, {"true", 1}};
static const cyaml_strval_t log_levels[] = {
    {"debug", 1}, {"info", 2}, {"warn", 3}, {"error", 4}};
static const cyaml_strval_t days[] = {
    {"sunday", 1 << 0},   {"monday", 1 << 1}, {"tuesday", 1 << 2},  {"wednesday", 1 << 3},
    {"thursday", 1 << 4}, {"friday", 1 << 5}, {"saturday", 1 << 6},
};

/* Where it goes, and its range. */
#define IN(member) .at = offsetof(struct config, member)
#define OF(member) .at = offsetof(struct person, member)
#define TEXT(max) .shape = OPTION_TEXT, .least = 1, .most = (max)
#define PATH .shape = OPTION_PATH, .least = 1, .most = PATH_LENGTH_MAX
#define LIST(max, each_max) .shape = OPTION_LIST, .most = (max), .each = (each_max)
#define NUMBER(min, max) .shape = OPTION_NUMBER, .least = (min), .most = (max)
#define WORDS(kind, list)                                                                \
    .shape = (kind), .words = (list), .nwords = sizeof(list) / sizeof *(list)

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
     TEXT(PATH_LENGTH_MAX), IN(policy)},
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
     TEXT(PATH_LENGTH_MAX), IN(redis_server)},
    {"redis.allow_volatile", "true or false", "false",
     "run on a Redis without append-only file, which forgets incidents when it stops",
     WORDS(OPTION_SWITCH, switches), IN(allow_volatile)},
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
    {"slack.app_token_file", "path", NULL,
     "file that holds the app-level token (xapp-…); else SLACK_APP_TOKEN, else the "
     "systemd credential slack-app-token",
     TEXT(PATH_LENGTH_MAX), IN(slack_section.app_token_file)},
    {"slack.bot_token_file", "path", NULL,
     "file that holds the bot token (xoxb-…); else SLACK_BOT_TOKEN, else the systemd "
     "credential slack-bot-token",
     TEXT(PATH_LENGTH_MAX), IN(slack_section.bot_token_file)},
    {"slack.api_url", "URL", "https://slack.com/api/",
     "where the Web API is; http only on this machine",
     TEXT(LIMIT_URL), IN(slack_section.api_url)},
    {"slack.sockets", "number", "2", "connections held open, so that one may drop",
     NUMBER(1, SOCKETS_MAX), IN(slack_section.sockets)},
    {"slack.command", "command", "/inc",
     "slash command that messages tell people to type",
     TEXT(LIMIT_WORD), IN(slack_section.command)},
    {"slack.channel", "pattern", "{id}",
     "name of an incident's channel; {id} becomes inc-2025-09-29-001",
     TEXT(LIMIT_PLACE), IN(slack_section.channel)},
    {"slack.invite", "list of ids", NULL,
     "users (U…) and user groups (S…) invited to every incident that is not restricted",
     LIST(INVITE_MAX, LIMIT_WORD), IN(slack_section.invite)},
    {"slack.teams", "list of ids", NULL,
     "workspaces (T…) and organisations (E…) whose people count as your own in shared "
     "channels; any: everybody's. Others are refused",
     LIST(INVITE_MAX, LIMIT_WORD), IN(slack_section.teams)},
    {"slack.archive", "true or false", "false",
     "archive the channel once its incident is closed",
     WORDS(OPTION_SWITCH, switches), IN(slack_section.archive)},
    {"slack.reactions.timeline", "list of names", "pushpin",
     "reactions that put a message on the timeline",
     LIST(REACTIONS_MAX, LIMIT_WORD), IN(slack_section.timeline)},
    {"slack.reactions.action", "list of names", "white_check_mark, ballot_box_with_check",
     "reactions that make an action of a message",
     LIST(REACTIONS_MAX, LIMIT_WORD), IN(slack_section.action)},
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

_Static_assert(sizeof config_options / sizeof *config_options <= CONFIG_OPTIONS_MAX + 1,
               "each option has room for its value");

const struct config_option *config_option(const char *name) {
    const struct config_option *it = config_options;
    while (it->name && !text_equal(it->name, name)) {
        it++;
    }
    return it;
}
