/* networks.c: which networks there are, and what each needs to be built.
 *
 * The adapters keep what they are given for as long as they live, while a reload replaces
 * the configuration: so everything is copied here, and a changed section of a network
 * counts from the next start. */
#include "cli/networks.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/findings.h"
#include "cli/tokens.h"
#include "io/http_client.h"
#include "io/ws_client.h"
#include "slack/slack.h"

#include <stdlib.h>
#include <string.h>

enum { NETWORKS_MAX = 2 };

struct networks {
    struct networks_options o;
    struct arena *arena;
    struct adapter *list[NETWORKS_MAX + 1];
    size_t n;
    struct adapter *console;
    struct slack_tokens tokens;
    struct http *http;
    struct websockets *ws;
    struct loop_timer *fatal;
};

/* ---- Slack ---------------------------------------------------------------------- */

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

/* The configured places of one network, which its adapter joins. */
static const char *const *places_of(struct arena *arena, const struct config *config,
                                    const char *prefix) {
    const char *const *const lists[] = {config->directory.announce,
                                        config->directory.leadership};
    size_t n = 0;
    const char **places = NULL;
    for (int pass = 0; pass < 2; pass++) {
        places = pass ? arena_array(arena, n + 1, sizeof *places) : NULL;
        n = 0;
        for (size_t l = 0; l < 2; l++) {
            for (size_t i = 0; lists[l][i]; i++) {
                if (!text_starts(lists[l][i], prefix)) {
                    continue;
                }
                if (places) {
                    places[n] = arena_strdup(arena, lists[l][i]);
                }
                n++;
            }
        }
    }
    return places;
}

/* From the adapter, maybe in the middle of a call into it: told from the loop. */
static void fatal(void *ctx, const char *why) {
    struct networks *networks = ctx;
    (void)why; /* the adapter has put it on the log */
    networks->o.loop->timer_start(networks->fatal, 0);
}

static void fatal_now(void *ctx) {
    struct networks *networks = ctx;
    if (networks->o.on_fatal) {
        networks->o.on_fatal(networks->o.ctx);
    }
}

static bool add_slack(struct networks *networks, struct error *err) {
    const struct config *config = networks->o.config;
    const struct config_slack *slack = config->slack;
    struct arena *arena = networks->arena;
    if (!slack_tokens_load(slack, &networks->tokens, err)) {
        return false;
    }
    networks->http = http_client_new(networks->o.loop, NULL);
    networks->ws = ws_client_new(networks->o.loop, NULL, err);
    if (!networks->ws) {
        return false;
    }
    struct slack_options options = {
        .loop = networks->o.loop,
        .http = networks->http,
        .websockets = networks->ws,
        .app_token = networks->tokens.app.value,
        .bot_token = networks->tokens.bot.value,
        .api_url = arena_strdup(arena, slack->api_url),
        .command = arena_strdup(arena, slack->command),
        .sockets = slack->sockets,
        .channel_pattern = arena_strdup(arena, slack->channel),
        .timeline_reactions = copy(arena, slack->timeline),
        .action_reactions = copy(arena, slack->action),
        .teams = copy(arena, slack->teams),
        .places = places_of(arena, config, "slack:"),
        .on_fatal = fatal,
        .ctx = networks,
    };
    networks->list[networks->n++] = slack_new(&options);
    return true;
}

/* ---- all of them ---------------------------------------------------------------- */

struct networks *networks_new(const struct networks_options *options, struct error *err) {
    struct networks *networks = mem_new(sizeof *networks);
    networks->o = *options;
    networks->arena = arena_new();
    networks->fatal = options->loop->timer(options->loop->self, fatal_now, networks);
    if (options->chat && options->config->slack && !add_slack(networks, err)) {
        networks_free(networks);
        return NULL;
    }
    if (options->console) {
        networks->console = console_new(options->console);
        networks->list[networks->n++] = networks->console;
    }
    networks->o.config = NULL; /* a reload frees it */
    return networks;
}

struct adapter *const *networks_list(const struct networks *networks) {
    return networks->list;
}

struct adapter *networks_console(const struct networks *networks) {
    return networks->console;
}

bool networks_start(struct networks *networks, const struct host *host) {
    bool all = true;
    for (size_t i = 0; i < networks->n; i++) {
        struct adapter *adapter = networks->list[i];
        all = adapter->start(adapter->self, host) && all;
    }
    return all;
}

void networks_stop(struct networks *networks) {
    for (size_t i = 0; i < networks->n; i++) {
        networks->list[i]->stop(networks->list[i]->self);
    }
}

void networks_free(struct networks *networks) {
    if (!networks) {
        return;
    }
    for (size_t i = 0; i < networks->n; i++) {
        networks->list[i]->free(networks->list[i]->self);
    }
    ws_client_free(networks->ws);
    http_client_free(networks->http);
    slack_tokens_free(&networks->tokens);
    networks->o.loop->timer_free(networks->fatal);
    arena_free(networks->arena);
    free(networks);
}

/* ---- a reload ---- */

static bool same_words(const char *const *a, const char *const *b) {
    size_t i = 0;
    while (a[i] && text_equal(a[i], b[i])) {
        i++;
    }
    return !a[i] && !b[i];
}

bool networks_same(const struct config *old, const struct config *new) {
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

/* ---- what can be said of them --------------------------------------------------- */

bool networks_configured(const struct config *config) {
    return config->slack != NULL;
}

bool networks_are_local(const struct config *config) {
    /* The configuration allows http to this machine only. */
    return !config->slack || text_starts(config->slack->api_url, "http://");
}

static bool reach(const char *option, const char *const *places, const char *const *names,
                  struct error *err) {
    for (size_t i = 0; places[i]; i++) {
        bool found = false;
        for (size_t k = 0; names[k]; k++) {
            found = found || address_on(places[i], names[k]);
        }
        if (!found) {
            return err_set(err, ERR_INVALID,
                           "%s: %s is on a network to which the bot would not be "
                           "connected. Write into tocsin.yaml where it is to be heard, "
                           "for example %s: [\"slack:#%s\"]",
                           option, places[i], option,
                           text_equal(option, "announce") ? "incidents" : "leadership");
        }
    }
    return true;
}

bool networks_reach(const struct config *config, bool console, struct error *err) {
    const char *names[NETWORKS_MAX + 1] = {NULL};
    size_t n = 0;
    if (config->slack) {
        names[n++] = "slack";
    }
    if (console) {
        names[n++] = "console";
    }
    return reach("announce", config->directory.announce, names, err) &&
           reach("leadership", config->directory.leadership, names, err);
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

void networks_report(const struct networks *networks, finding_cb report, void *ctx) {
    if (networks->tokens.app.value) {
        report_token("app-level token", &networks->tokens.app, report, ctx);
        report_token("bot token", &networks->tokens.bot, report, ctx);
    }
}
