/* section.c: the section `slack:` of tocsin.yaml.
 *
 * Everything is refused here that Slack would refuse later, in the middle of an incident:
 * names of channels, ids, reactions. No token is in the file, so that it can be shown;
 * whoever writes one into it by mistake reads an error that does not repeat it. */
#include "section.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/text.h"
#include "tocsin/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

enum {
    CHANNEL_NAME_MAX = 80,   /* Slack's; with a suffix when the name is taken */
    CHANNEL_SPARE = 6,       /* "-12345": the suffix */
    INCIDENT_ID_LENGTH = 20, /* inc-2025-09-29-00001 */
    COMMAND_MAX = 32,        /* Slack's, without the slash */
    INVITE_MAX = 200,
    REACTIONS_MAX = 32,
    SOCKETS_MAX = 10, /* Slack's limit per app */
    KEY_MAX = 64,     /* "slack.reactions.timeline[31]" */
};

static const char id_mark[] = "{id}";

/* ---- the options --------------------------------------------------------------- */

#define IN(member) .at = offsetof(struct slack_section, member)
#define TEXT OPTION_IS_TEXT
#define LIST OPTION_IS_LIST
#define NUMBER OPTION_IS_NUMBER

/* clang-format off */
const struct config_option slack_section_options[] = {
    {"slack.app_token_file", "path", NULL,
     "file that holds the app-level token (xapp-…); else SLACK_APP_TOKEN, else the "
     "systemd credential slack-app-token",
     TEXT(OPTION_PATH_MAX), IN(app_token_file)},
    {"slack.bot_token_file", "path", NULL,
     "file that holds the bot token (xoxb-…); else SLACK_BOT_TOKEN, else the systemd "
     "credential slack-bot-token",
     TEXT(OPTION_PATH_MAX), IN(bot_token_file)},
    {"slack.api_url", "URL", "https://slack.com/api/",
     "where the Web API is; http only on this machine",
     TEXT(LIMIT_URL), IN(api_url)},
    {"slack.sockets", "number", "2", "connections held open, so that one may drop",
     NUMBER(1, SOCKETS_MAX), IN(sockets)},
    {"slack.command", "command", "/inc",
     "slash command that messages tell people to type",
     TEXT(LIMIT_WORD), IN(command)},
    {"slack.channel", "pattern", "{id}",
     "name of an incident's channel; {id} becomes inc-2025-09-29-001",
     TEXT(LIMIT_PLACE), IN(channel)},
    {"slack.invite", "list of ids", NULL,
     "users (U…) and user groups (S…) invited to every incident that is not restricted",
     LIST(INVITE_MAX, LIMIT_WORD), IN(invite), .live = true},
    {"slack.teams", "list of ids", NULL,
     "workspaces (T…) and organisations (E…) whose people count as your own in shared "
     "channels; any: everybody's. Others are refused",
     LIST(INVITE_MAX, LIMIT_WORD), IN(teams)},
    {"slack.archive", "true or false", "false",
     "archive the channel once its incident is closed",
     OPTION_IS_SWITCH, IN(archive), .live = true},
    {"slack.reactions.timeline", "list of names", "pushpin",
     "reactions that put a message on the timeline",
     LIST(REACTIONS_MAX, LIMIT_WORD), IN(timeline)},
    {"slack.reactions.action", "list of names", "white_check_mark, ballot_box_with_check",
     "reactions that make an action of a message",
     LIST(REACTIONS_MAX, LIMIT_WORD), IN(action)},
    {.name = NULL},
};
/* clang-format on */

static bool only(const char *s, const char *allowed) {
    return *s != '\0' && s[strspn(s, allowed)] == '\0';
}

/* ---- single values -------------------------------------------------------------- */

/* A token in the place of its file's name must not be shown. */
static bool check_token_file(const struct network_reading *in, const char *key,
                             const char *path) {
    bool token = path && (text_starts(path, "xapp-") || text_starts(path, "xox"));
    return !token || in->refuse(in->self, key,
                                "holds a token; write the path of a file that holds it");
}

static bool read_token_files(const struct network_reading *in,
                             struct slack_section *slack) {
    const char *app = slack->app_token_file, *bot = slack->bot_token_file;
    slack->app_token_file = in->resolve(in->self, app);
    slack->bot_token_file = in->resolve(in->self, bot);
    return check_token_file(in, "slack.app_token_file", app) &&
           check_token_file(in, "slack.bot_token_file", bot);
}

/* This machine: its traffic can be read by nobody else. */
static bool is_loopback(const char *host) {
    size_t len = strcspn(host, ":/");
    if (*host == '[') {
        return text_starts(host, "[::1]:") || text_starts(host, "[::1]/");
    }
    return (len == strlen("localhost") && text_starts(host, "localhost")) ||
           (text_starts(host, "127.") && strspn(host, DIGITS ".") == len);
}

static bool read_api_url(const struct network_reading *in, struct slack_section *slack) {
    const char *url = slack->api_url;
    const char *slash = text_starts(url + strlen(url) - 1, "/") ? "" : "/";
    slack->api_url = url = arena_printf(in->arena, "%s%s", url, slash);
    if (strchr(url, '@') || strchr(url, '?') || strchr(url, '#')) {
        return in->refuse(in->self, "slack.api_url",
                          "must not hold a name, a password, a question mark or a #; "
                          "write https://slack.com/api/");
    }
    if (!text_is_url(url) || text_equal(strstr(url, "://"), ":///")) {
        return in->refuse(in->self, "slack.api_url",
                          "is not a web address; write https://slack.com/api/");
    }
    if (text_starts(url, "http://") && !is_loopback(url + strlen("http://"))) {
        return in->refuse(in->self, "slack.api_url",
                          "would send the tokens in the clear; write https, or http to "
                          "localhost, 127.0.0.1 or [::1]");
    }
    return true;
}

static bool check_command(const struct network_reading *in,
                          const struct slack_section *slack) {
    const char *command = slack->command;
    return (*command == '/' && only(command + 1, LOWER DIGITS "-_") &&
            strlen(command + 1) <= COMMAND_MAX) ||
           in->refuse(
               in->self, "slack.command",
               arena_printf(
                   in->arena,
                   "\"%.40s\" is not a slash command; write /inc, and give the app a "
                   "command of that name",
                   command));
}

/* `pattern` without its marks holds only what a name may hold. */
static bool check_channel(const struct network_reading *in,
                          const struct slack_section *slack) {
    const char *pattern = slack->channel;
    size_t len = 0, marks = 0;
    bool fits = true;
    for (const char *s = pattern; *s != '\0';) {
        if (text_starts(s, id_mark)) {
            marks++;
            len += INCIDENT_ID_LENGTH;
            s += strlen(id_mark);
        } else {
            fits = fits && strchr(LOWER DIGITS "-_", *s);
            len++;
            s++;
        }
    }
    if (!fits) {
        return in->refuse(
            in->self, "slack.channel",
            arena_printf(in->arena,
                         "\"%.60s\" cannot be the name of a channel: besides {id}, "
                         "write lower-case letters, digits, - and _",
                         pattern));
    }
    if (marks == 0) {
        return in->refuse(in->self, "slack.channel",
                          "must contain {id}, or every incident would want the same "
                          "channel");
    }
    return len <= CHANNEL_NAME_MAX - CHANNEL_SPARE ||
           in->refuse(
               in->self, "slack.channel",
               arena_printf(in->arena,
                            "makes names of %zu characters; at most %d are possible", len,
                            CHANNEL_NAME_MAX - CHANNEL_SPARE));
}

/* ---- lists ---------------------------------------------------------------------- */

/* They become addresses of their network. */
static bool read_invite(const struct network_reading *in,
                        const struct slack_section *slack,
                        struct directory_network *ret) {
    const char *const *ids = slack->invite;
    size_t n = 0;
    while (ids[n]) {
        n++;
    }
    const char **list = arena_array(in->arena, n + 1, sizeof(*list));
    for (size_t i = 0; i < n; i++) {
        char path[KEY_MAX];
        snprintf(path, sizeof(path), "slack.invite[%zu]", i);
        if (!strchr("UWS", *ids[i]) || !only(ids[i] + 1, UPPER DIGITS)) {
            return in->refuse(
                in->self, path,
                arena_printf(in->arena,
                             "\"%.60s\" is not the id of a user or a user group; write "
                             "U024BE7LH or S0614TZR7 (Slack: profile, Copy member ID)",
                             ids[i]));
        }
        list[i] = address_of(in->arena, "slack", ids[i]);
    }
    ret->invite = list;
    return true;
}

static bool check_teams(const struct network_reading *in,
                        const struct slack_section *slack) {
    for (size_t i = 0; slack->teams[i]; i++) {
        const char *id = slack->teams[i];
        char path[KEY_MAX];
        snprintf(path, sizeof(path), "slack.teams[%zu]", i);
        if (!text_equal(id, "any") &&
            (!strchr("TE", *id) || !only(id + 1, UPPER DIGITS))) {
            return in->refuse(
                in->self, path,
                arena_printf(in->arena,
                             "\"%.60s\" is not the id of a workspace; write T024BE7LD "
                             "(the address of Slack in a browser has it), or any",
                             id));
        }
    }
    return true;
}

static bool check_reactions(const struct network_reading *in, const char *key,
                            const char *const *names, const char *const *others) {
    for (size_t i = 0; names[i]; i++) {
        char path[KEY_MAX];
        snprintf(path, sizeof(path), "%s[%zu]", key, i);
        if (!only(names[i], LOWER DIGITS "-_+'")) {
            return in->refuse(
                in->self, path,
                arena_printf(in->arena,
                             "\"%.60s\" is not the name of a reaction; write it without "
                             "colons: pushpin",
                             names[i]));
        }
        if (others && text_in(names[i], others)) {
            return in->refuse(
                in->self, path,
                arena_printf(in->arena, "\"%s\" already puts a message on the timeline",
                             names[i]));
        }
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------ */

/* Names may be in any script; these alone never are. */
const char *slack_section_place(const char *channel) {
    bool by_id = strchr("CG", *channel) && only(channel + 1, UPPER DIGITS);
    bool by_name = *channel == '#' && channel[1] != '\0' &&
                   channel[1 + strcspn(channel + 1, UPPER "#@:,.<>&/ ")] == '\0';
    return by_id || by_name ? NULL
                            : "a channel of Slack; write slack:#incidents, or its id: "
                              "slack:C024BE91L";
}

bool slack_section_read(void *section, struct directory_network *there,
                        const struct network_reading *in) {
    struct slack_section *slack = section;
    there->archive = slack->archive;
    return read_token_files(in, slack) && read_api_url(in, slack) &&
           check_command(in, slack) && check_channel(in, slack) &&
           read_invite(in, slack, there) && check_teams(in, slack) &&
           check_reactions(in, "slack.reactions.timeline", slack->timeline, NULL) &&
           check_reactions(in, "slack.reactions.action", slack->action, slack->timeline);
}
