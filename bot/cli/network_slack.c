/* network_slack.c: Slack, built from its section of the configuration and two tokens. */
#include "base/mem.h"
#include "base/text.h"
#include "cli/findings.h"
#include "cli/network.h"
#include "cli/tokens.h"
#include "io/http_client.h"
#include "io/ws_client.h"
#include "slack/slack.h"

#include <stdlib.h>

struct own {
    struct slack_tokens tokens;
    struct http *http;
    struct websockets *ws;
};

static bool configured(const struct config *config) {
    return config->slack != NULL;
}

/* The configuration allows http to this machine only. */
static bool local(const struct config *config) {
    return text_starts(config->slack->api_url, "http://");
}

static bool same_words(const char *const *a, const char *const *b) {
    size_t i = 0;
    while (a[i] && text_equal(a[i], b[i])) {
        i++;
    }
    return !a[i] && !b[i];
}

static bool same(const struct config *old, const struct config *new) {
    const struct config_slack *a = old->slack, *b = new->slack;
    if (!a || !b) {
        return a == b;
    }
    return text_equal(a->app_token_file, b->app_token_file) &&
           text_equal(a->bot_token_file, b->bot_token_file) &&
           text_equal(a->api_url, b->api_url) && a->sockets == b->sockets &&
           text_equal(a->command, b->command) && text_equal(a->channel, b->channel) &&
           same_words(a->teams, b->teams) && same_words(a->timeline, b->timeline) &&
           same_words(a->action, b->action);
}

static const char *const *copy(struct arena *arena, const char *const *words) {
    size_t n = 0;
    while (words[n]) {
        n++;
    }
    const char **list = arena_array(arena, n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++) {
        list[i] = arena_strdup(arena, words[i]);
    }
    return list;
}

static struct adapter *build(struct network_parts *parts, struct error *err) {
    const struct config_slack *slack = parts->config->slack;
    struct arena *arena = parts->arena;
    struct own *own = parts->own = mem_new(sizeof *own);
    if (!slack_tokens_load(slack, &own->tokens, err)) {
        return NULL;
    }
    own->http = http_client_new(parts->loop, NULL);
    own->ws = ws_client_new(parts->loop, NULL, err);
    if (!own->ws) {
        return NULL;
    }
    struct slack_options options = {
        .loop = parts->loop,
        .http = own->http,
        .websockets = own->ws,
        .app_token = own->tokens.app.value,
        .bot_token = own->tokens.bot.value,
        .api_url = arena_strdup(arena, slack->api_url),
        .command = arena_strdup(arena, slack->command),
        .sockets = (int)slack->sockets,
        .channel_pattern = arena_strdup(arena, slack->channel),
        .timeline_reactions = copy(arena, slack->timeline),
        .action_reactions = copy(arena, slack->action),
        .teams = copy(arena, slack->teams),
        .places = parts->places,
        .on_fatal = parts->fatal,
        .ctx = parts->ctx,
    };
    return slack_new(&options);
}

static void report_token(const char *name, const struct token *token, finding_cb report,
                         void *ctx) {
    if (token->open_to_all) {
        findings_say(report, ctx, FINDING_WARN, "chmod 600 that file",
                     "Slack: the %s is from %s, which everybody on this machine can read",
                     name, token->from);
    } else {
        findings_say(report, ctx, FINDING_FINE, NULL, "Slack: the %s is from %s", name,
                     token->from);
    }
}

static void report(const struct network_parts *parts, finding_cb finding, void *ctx) {
    const struct own *own = parts->own;
    if (own->tokens.app.value) {
        report_token("app-level token", &own->tokens.app, finding, ctx);
        report_token("bot token", &own->tokens.bot, finding, ctx);
    }
}

static void end(struct network_parts *parts) {
    struct own *own = parts->own;
    ws_client_free(own->ws);
    http_client_free(own->http);
    slack_tokens_free(&own->tokens);
    free(own);
}

const struct network_builder network_slack = {
    .name = "slack",
    .todo = "write a section slack: into tocsin.yaml (deploy/slack/README.md)",
    .steps = "deploy/slack/README.md",
    .configured = configured,
    .local = local,
    .same = same,
    .build = build,
    .report = report,
    .end = end,
};
