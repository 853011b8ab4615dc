/* config_slack.c: the section `slack:` of tocsin.yaml.
 *
 * Everything is refused here that Slack would refuse later, in the middle of an incident:
 * names of channels, ids, reactions. No token is in the file, so that it can be shown;
 * whoever writes one into it by mistake reads an error that does not repeat it. */
#include "base/text.h"
#include "io/config_read.h"

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
};

static const char id_mark[] = "{id}", network[] = "slack:";

static bool only(const char *s, const char *allowed) {
    return *s != '\0' && s[strspn(s, allowed)] == '\0';
}

/* ---- single values -------------------------------------------------------------- */

/* A token in the place of its file's name must not be shown. */
static bool check_token_file(const struct reading *in, const char *key,
                             const char *path) {
    bool token = path && (text_starts(path, "xapp-") || text_starts(path, "xox"));
    return !token || yaml_fail(in->yaml, in->err, key,
                               "holds a token; write the path of a file that holds it");
}

static bool read_token_files(const struct reading *in, struct config_slack *slack) {
    const char *app = slack->app_token_file, *bot = slack->bot_token_file;
    slack->app_token_file = config_resolve(in, app);
    slack->bot_token_file = config_resolve(in, bot);
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

static bool read_api_url(const struct reading *in, struct config_slack *slack) {
    const char *url = slack->api_url;
    const char *slash = text_starts(url + strlen(url) - 1, "/") ? "" : "/";
    slack->api_url = url = arena_printf(in->arena, "%s%s", url, slash);
    if (strchr(url, '@') || strchr(url, '?') || strchr(url, '#')) {
        return yaml_fail(in->yaml, in->err, "slack.api_url",
                         "must not hold a name, a password, a question mark or a #; "
                         "write https://slack.com/api/");
    }
    if (!config_is_url(url) || text_equal(strstr(url, "://"), ":///")) {
        return yaml_fail(in->yaml, in->err, "slack.api_url",
                         "is not a web address; write https://slack.com/api/");
    }
    if (text_starts(url, "http://") && !is_loopback(url + strlen("http://"))) {
        return yaml_fail(in->yaml, in->err, "slack.api_url",
                         "would send the tokens in the clear; write https, or http to "
                         "localhost, 127.0.0.1 or [::1]");
    }
    return true;
}

static bool check_command(const struct reading *in, const struct config_slack *slack) {
    const char *command = slack->command;
    return (*command == '/' && only(command + 1, LOWER DIGITS "-_") &&
            strlen(command + 1) <= COMMAND_MAX) ||
           yaml_fail(in->yaml, in->err, "slack.command",
                     "\"%.40s\" is not a slash command; write /inc, and give the app a "
                     "command of that name",
                     command);
}

/* `pattern` without its marks holds only what a name may hold. */
static bool check_channel(const struct reading *in, const struct config_slack *slack) {
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
        return yaml_fail(in->yaml, in->err, "slack.channel",
                         "\"%.60s\" cannot be the name of a channel: besides {id}, "
                         "write lower-case letters, digits, - and _",
                         pattern);
    }
    if (marks == 0) {
        return yaml_fail(in->yaml, in->err, "slack.channel",
                         "must contain {id}, or every incident would want the same "
                         "channel");
    }
    return len <= CHANNEL_NAME_MAX - CHANNEL_SPARE ||
           yaml_fail(in->yaml, in->err, "slack.channel",
                     "makes names of %zu characters; at most %d are possible", len,
                     CHANNEL_NAME_MAX - CHANNEL_SPARE);
}

/* ---- lists ---------------------------------------------------------------------- */

/* They become addresses of their network. */
static bool read_invite(const struct reading *in, const struct config_slack *slack,
                        struct directory_network *ret) {
    const char *const *ids = slack->invite;
    size_t n = 0;
    while (ids[n]) {
        n++;
    }
    const char **list = arena_array(in->arena, n + 1, sizeof(*list));
    for (size_t i = 0; i < n; i++) {
        char path[YAML_PATH_MAX];
        snprintf(path, sizeof(path), "slack.invite[%zu]", i);
        if (!strchr("UWS", *ids[i]) || !only(ids[i] + 1, UPPER DIGITS)) {
            return yaml_fail(in->yaml, in->err, path,
                             "\"%.60s\" is not the id of a user or a user group; write "
                             "U024BE7LH or S0614TZR7 (Slack: profile, Copy member ID)",
                             ids[i]);
        }
        list[i] = arena_printf(in->arena, "%s%s", network, ids[i]);
    }
    ret->invite = list;
    return true;
}

static bool check_teams(const struct reading *in, const struct config_slack *slack) {
    for (size_t i = 0; slack->teams[i]; i++) {
        const char *id = slack->teams[i];
        char path[YAML_PATH_MAX];
        snprintf(path, sizeof(path), "slack.teams[%zu]", i);
        if (!text_equal(id, "any") &&
            (!strchr("TE", *id) || !only(id + 1, UPPER DIGITS))) {
            return yaml_fail(in->yaml, in->err, path,
                             "\"%.60s\" is not the id of a workspace; write T024BE7LD "
                             "(the address of Slack in a browser has it), or any",
                             id);
        }
    }
    return true;
}

static bool check_reactions(const struct reading *in, const char *key,
                            const char *const *names, const char *const *others) {
    for (size_t i = 0; names[i]; i++) {
        char path[YAML_PATH_MAX];
        snprintf(path, sizeof(path), "%s[%zu]", key, i);
        if (!only(names[i], LOWER DIGITS "-_+'")) {
            return yaml_fail(in->yaml, in->err, path,
                             "\"%.60s\" is not the name of a reaction; write it without "
                             "colons: pushpin",
                             names[i]);
        }
        if (others && text_in(names[i], others)) {
            return yaml_fail(in->yaml, in->err, path,
                             "\"%s\" already puts a message on the timeline", names[i]);
        }
    }
    return true;
}

bool config_check_slack_place(const struct reading *in, const char *path,
                              const char *place) {
    if (!text_starts(place, network)) {
        return true;
    }
    const char *channel = place + strlen(network);
    bool by_id = strchr("CG", *channel) && only(channel + 1, UPPER DIGITS);
    /* Names may be in any script; these alone never are. */
    bool by_name = *channel == '#' && channel[1] != '\0' &&
                   channel[1 + strcspn(channel + 1, UPPER "#@:,.<>&/ ")] == '\0';
    return by_id || by_name ||
           yaml_fail(in->yaml, in->err, path,
                     "\"%.60s\" is not a channel of Slack; write slack:#incidents, or "
                     "its id: slack:C024BE91L",
                     place);
}

bool config_read_slack(const struct reading *in) {
    if (!in->yaml || !yaml_has(in->yaml, "slack")) {
        return true;
    }
    struct config_slack *slack = &in->config->slack_section;
    struct directory_network *there = arena_array(in->arena, 2, sizeof(*there));
    there->name = "slack";
    there->archive = slack->archive;
    in->config->directory.networks = there;
    in->config->slack = slack;
    return read_token_files(in, slack) && read_api_url(in, slack) &&
           check_command(in, slack) && check_channel(in, slack) &&
           read_invite(in, slack, there) && check_teams(in, slack) &&
           check_reactions(in, "slack.reactions.timeline", slack->timeline, NULL) &&
           check_reactions(in, "slack.reactions.action", slack->action, slack->timeline);
}
