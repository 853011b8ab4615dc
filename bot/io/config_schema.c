/* config_schema.c: the keys of tocsin.yaml: as libcyaml loads them, and as people read of
 * them. Defaults are written here only; config.c takes them from the table. */
#include "io/config.h"
#include "io/config_raw.h"
#include "tocsin/limits.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAY CYAML_FLAG_OPTIONAL

enum {
    HOLIDAYS_MAX = 1000,
    PLACES_MAX = 32,
    PEOPLE_MAX = 10000,
    IDENTITIES_MAX = 16,
    GROUPS_MAX = 32,
    PATH_LENGTH_MAX = 1000,
    INVITE_MAX = 200,
    REACTIONS_MAX = 32,
};

const struct config_option config_options[] = {
    {"workspace", "word", "default",
     "name of the organisation's data in Redis; letters, digits, dot, hyphen, "
     "underscore"},
    {"language", "language", "en",
     "language of the messages: a pack of templates (en, fr)"},
    {"zone", "time zone", "UTC",
     "where the business days of the policy are, Europe/Paris"},
    {"holidays", "list of dates", NULL, "days that are no business days, 2025-12-25"},
    {"weekend", "list of days", "saturday, sunday", "days of the week without business"},
    {"status_page", "URL", NULL, "shown in announcements"},
    {"support", "text", NULL, "where users get help; shown in resolution notices"},
    {"policy", "name or path", "default",
     "incident process: a shipped one (default, moko), or a file when it contains a "
     "slash"},
    {"templates", "path", NULL,
     "folder whose files replace shipped templates one by one"},
    {"data", "path", "./tocsin-data", "folder of the embedded Redis and its socket"},
    {"redis.url", "URL", "embedded",
     "embedded (a private redis-server), unix:/path of a socket, or redis://host:port"},
    {"redis.password_file", "path", NULL, "file that holds the password of Redis"},
    {"redis.server", "program", "redis-server", "program that embedded starts"},
    {"redis.allow_volatile", "true or false", "false",
     "run on a Redis without append-only file, which forgets incidents when it stops"},
    {"announce", "list of places", "console:#incidents",
     "where incidents are announced; on Slack ids (slack:C…) where there are many "
     "channels"},
    {"leadership", "list of places", "console:#leadership",
     "where leadership hears of them, as the policy says"},
    {"links.runbook", "URL", NULL,
     "what to do in an incident; kept at the top of its channel"},
    {"slack.app_token_file", "path", NULL,
     "file that holds the app-level token (xapp-…); else SLACK_APP_TOKEN, else the "
     "systemd credential slack-app-token"},
    {"slack.bot_token_file", "path", NULL,
     "file that holds the bot token (xoxb-…); else SLACK_BOT_TOKEN, else the systemd "
     "credential slack-bot-token"},
    {"slack.api_url", "URL", "https://slack.com/api/",
     "where the Web API is; http only on this machine"},
    {"slack.sockets", "number", "2", "connections held open, so that one may drop"},
    {"slack.command", "command", "/inc",
     "slash command that messages tell people to type"},
    {"slack.channel", "pattern", "{id}",
     "name of an incident's channel; {id} becomes inc-2025-09-29-001"},
    {"slack.invite", "list of ids", NULL,
     "users (U…) and user groups (S…) invited to every incident that is not restricted"},
    {"slack.teams", "list of ids", NULL,
     "workspaces (T…) and organisations (E…) whose people count as your own in shared "
     "channels; any: everybody's. Others are refused"},
    {"slack.archive", "true or false", "false",
     "archive the channel once its incident is closed"},
    {"slack.reactions.timeline", "list of names", "pushpin",
     "reactions that put a message on the timeline"},
    {"slack.reactions.action", "list of names", "white_check_mark, ballot_box_with_check",
     "reactions that make an action of a message"},
    {"people[].name", "text", NULL, "what a person is called"},
    {"people[].identities", "list of network:user", NULL,
     "who that person is on each network; one person in all rules"},
    {"people[].groups", "list of words", NULL,
     "what the person may do: admin, security, leadership, oncall or groups of your own"},
    {"log_level", "word", "info", "least that is logged: debug, info, warn, error"},
    {"heartbeat", "URL", NULL,
     "called each minute while reminders can be sent; monitoring elsewhere raises the "
     "alarm "
     "when the calls stop"},
    {"limits.commands_per_minute", "number", "20", "commands that one person may give"},
    {NULL, NULL, NULL, NULL},
};

const cyaml_strval_t config_log_levels[] = {
    {"debug", 1},
    {"info", 2},
    {"warn", 3},
    {"error", 4},
};

static const cyaml_strval_t days[] = {
    {"sunday", 1 << 0},   {"monday", 1 << 1}, {"tuesday", 1 << 2},  {"wednesday", 1 << 3},
    {"thursday", 1 << 4}, {"friday", 1 << 5}, {"saturday", 1 << 6},
};

static const cyaml_schema_value_t word_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LIMIT_WORD)};
static const cyaml_schema_value_t place_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LIMIT_PLACE)};
static const cyaml_schema_value_t actor_entry = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, LIMIT_ACTOR)};

#define TEXT(key, type, member, max)                                                     \
    CYAML_FIELD_STRING_PTR(key, MAY, type, member, 1, max)
#define LIST(key, type, member, entry, max)                                              \
    CYAML_FIELD_SEQUENCE(key, MAY | CYAML_FLAG_POINTER, type, member, entry, 0, max)

static const cyaml_schema_field_t person_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_DEFAULT, struct raw_person, name, 1,
                           LIMIT_WORD),
    CYAML_FIELD_SEQUENCE("identities", CYAML_FLAG_POINTER, struct raw_person, identities,
                         &actor_entry, 1, IDENTITIES_MAX),
    LIST("groups", struct raw_person, groups, &word_entry, GROUPS_MAX),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t person_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_person, person_fields)};

/* Offsets are those of the enclosing struct's member, so that it needs no type name. */
#define REDIS_OFFSET(member)                                                             \
    (offsetof(struct raw_config, redis.member) - offsetof(struct raw_config, redis))

static const cyaml_schema_field_t redis_fields[] = {
    {.key = "url",
     .data_offset = REDIS_OFFSET(url),
     .value = {CYAML_VALUE_STRING(MAY | CYAML_FLAG_POINTER, char, 1, LIMIT_URL)}},
    {.key = "password_file",
     .data_offset = REDIS_OFFSET(password_file),
     .value = {CYAML_VALUE_STRING(MAY | CYAML_FLAG_POINTER, char, 1, PATH_LENGTH_MAX)}},
    {.key = "server",
     .data_offset = REDIS_OFFSET(server),
     .value = {CYAML_VALUE_STRING(MAY | CYAML_FLAG_POINTER, char, 1, PATH_LENGTH_MAX)}},
    {.key = "allow_volatile",
     .data_offset = REDIS_OFFSET(allow_volatile),
     .value = {CYAML_VALUE_BOOL(MAY, bool)}},
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t limits_fields[] = {
    {.key = "commands_per_minute", .value = {CYAML_VALUE_UINT(MAY, unsigned)}},
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t links_fields[] = {
    TEXT("runbook", struct raw_links, runbook, LIMIT_URL),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t reactions_fields[] = {
    LIST("timeline", struct raw_reactions, timeline, &word_entry, REACTIONS_MAX),
    LIST("action", struct raw_reactions, action, &word_entry, REACTIONS_MAX),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t slack_fields[] = {
    TEXT("app_token_file", struct raw_slack, app_token_file, PATH_LENGTH_MAX),
    TEXT("bot_token_file", struct raw_slack, bot_token_file, PATH_LENGTH_MAX),
    TEXT("api_url", struct raw_slack, api_url, LIMIT_URL),
    CYAML_FIELD_UINT("sockets", MAY, struct raw_slack, sockets),
    TEXT("command", struct raw_slack, command, LIMIT_WORD),
    TEXT("channel", struct raw_slack, channel, LIMIT_PLACE),
    LIST("invite", struct raw_slack, invite, &word_entry, INVITE_MAX),
    LIST("teams", struct raw_slack, teams, &word_entry, INVITE_MAX),
    CYAML_FIELD_BOOL("archive", MAY, struct raw_slack, archive),
    CYAML_FIELD_MAPPING("reactions", MAY, struct raw_slack, reactions, reactions_fields),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t config_fields[] = {
    TEXT("workspace", struct raw_config, workspace, LIMIT_WORD),
    TEXT("language", struct raw_config, language, LIMIT_WORD),
    TEXT("zone", struct raw_config, zone, LIMIT_WORD),
    LIST("holidays", struct raw_config, holidays, &word_entry, HOLIDAYS_MAX),
    CYAML_FIELD_FLAGS("weekend", MAY, struct raw_config, weekend, days, COUNT(days)),
    TEXT("status_page", struct raw_config, status_page, LIMIT_URL),
    TEXT("heartbeat", struct raw_config, heartbeat, LIMIT_URL),
    TEXT("support", struct raw_config, support, LIMIT_TITLE),
    TEXT("policy", struct raw_config, policy, PATH_LENGTH_MAX),
    TEXT("templates", struct raw_config, templates, PATH_LENGTH_MAX),
    TEXT("data", struct raw_config, data, PATH_LENGTH_MAX),
    CYAML_FIELD_MAPPING("redis", MAY, struct raw_config, redis, redis_fields),
    LIST("announce", struct raw_config, announce, &place_entry, PLACES_MAX),
    LIST("leadership", struct raw_config, leadership, &place_entry, PLACES_MAX),
    CYAML_FIELD_MAPPING("links", MAY, struct raw_config, links, links_fields),
    CYAML_FIELD_MAPPING("slack", MAY, struct raw_config, slack, slack_fields),
    LIST("people", struct raw_config, people, &person_entry, PEOPLE_MAX),
    CYAML_FIELD_ENUM("log_level", MAY, struct raw_config, log_level, config_log_levels,
                     COUNT(config_log_levels)),
    CYAML_FIELD_MAPPING("limits", MAY, struct raw_config, limits, limits_fields),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t config_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_config, config_fields)};
