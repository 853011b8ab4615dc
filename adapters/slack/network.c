/* network.c: Slack as the program finds it (tocsin/network.h). */
#include "network.h"
#include "base/text.h"
#include "section.h"
#include "slack.h"

enum token { APP, BOT }; /* their order in the row */

static const struct network_token tokens[] = {
    [APP] = {.name = "app-level token",
             .option = "slack.app_token_file",
             .file = offsetof(struct slack_section, app_token_file),
             .env = "SLACK_APP_TOKEN",
             .credential = "slack-app-token",
             .where =
                 "Slack's page of the app: Basic Information, App-Level Tokens, with "
                 "the scope connections:write",
             .prefix = "xapp-"},
    [BOT] = {.name = "bot token",
             .option = "slack.bot_token_file",
             .file = offsetof(struct slack_section, bot_token_file),
             .env = "SLACK_BOT_TOKEN",
             .credential = "slack-bot-token",
             .where = "Slack's page of the app: OAuth & Permissions, after it was "
                      "installed to the workspace",
             .prefix = "xoxb-"},
    {.name = NULL},
};

/* What Slack's pages show beside the tokens. */
static const struct network_mistake mistakes[] = {
    {"xoxp-", "the token of a person"},
    {"xoxe",
     "a token that is replaced every few hours (switch token rotation off for the "
     "app, and install it again)"},
    {"https:", "an address, which is no token"},
    {NULL, NULL},
};

/* The section allows http to this machine only. */
static bool local(const void *section) {
    return text_starts(((const struct slack_section *)section)->api_url, "http://");
}

static struct adapter *build(const struct network_parts *parts, struct error *err) {
    const struct slack_section *section = parts->section;
    (void)err;
    return slack_new(&(struct slack_options){
        .loop = parts->loop,
        .http = parts->http,
        .websockets = parts->ws,
        .app_token = parts->tokens[APP],
        .bot_token = parts->tokens[BOT],
        .api_url = section->api_url,
        .command = section->command,
        .sockets = (int)section->sockets,
        .channel_pattern = section->channel,
        .timeline_reactions = section->timeline,
        .action_reactions = section->action,
        .teams = section->teams,
        .places = parts->places,
        .at_work = parts->at_work,
        .on_fatal = parts->fatal,
        .ctx = parts->ctx,
    });
}

const struct network network_slack = {
    .name = "slack",
    .title = "Slack",
    .todo = "write a section slack: into tocsin.yaml (deploy/slack/README.md)",
    .steps = "deploy/slack/README.md",
    .manifest = "slack/manifest.json",
    .place = slack_section_place,
    .options = slack_section_options,
    .section = sizeof(struct slack_section),
    .read = slack_section_read,
    .local = local,
    .tokens = tokens,
    .mistakes = mistakes,
    .needs = NETWORK_HTTP | NETWORK_WEBSOCKETS,
    .build = build,
};
