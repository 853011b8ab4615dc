/* networks.c: the networks that the bot speaks on: those of the table that are configured,
 * and a terminal. */
#include "cli/networks.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/tokens.h"
#include "console/codec.h"
#include "io/config_network.h"
#include "io/http_client.h"
#include "io/ws_client.h"

#include <stdlib.h>
#include <string.h>

enum { NETWORKS_MAX = 8 };

struct networks {
    struct networks_options o;
    struct arena *arena;
    struct adapter *list[NETWORKS_MAX + 1];
    size_t n;
    struct adapter *console;
    struct built {
        const struct network *network;
        struct token tokens[NETWORK_TOKENS_MAX];
        struct http *http;
    } built[NETWORKS_MAX];
    size_t nbuilt;
    struct websockets *ws; /* one for all: a process has no more */
    struct loop_timer *fatal;
};

/* The configured places of one network, which its adapter joins. */
static const char *const *places_of(struct arena *arena, const struct config *config,
                                    const char *network) {
    const char *const *const lists[] = {config->directory.announce,
                                        config->directory.leadership};
    size_t n = 0;
    const char **places = NULL;
    for (int pass = 0; pass < 2; pass++) {
        places = pass ? arena_array(arena, n + 1, sizeof *places) : NULL;
        n = 0;
        for (size_t l = 0; l < 2; l++) {
            for (size_t i = 0; lists[l][i]; i++) {
                if (!address_on(lists[l][i], network)) {
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

static const char *const *values_of(struct arena *arena, const struct token *tokens) {
    const char **values = arena_array(arena, NETWORK_TOKENS_MAX, sizeof *values);
    for (size_t i = 0; i < NETWORK_TOKENS_MAX; i++) {
        values[i] = tokens[i].value;
    }
    return values;
}

/* What the network needs of ours. */
static bool provide(struct networks *networks, struct built *built, struct error *err) {
    unsigned needs = built->network->needs;
    if (needs & NETWORK_HTTP) {
        built->http = http_client_new(networks->o.loop, NULL);
    }
    if ((needs & NETWORK_WEBSOCKETS) && !networks->ws) {
        networks->ws = ws_client_new(networks->o.loop, NULL, err);
    }
    return networks->ws || !(needs & NETWORK_WEBSOCKETS);
}

static bool add(struct networks *networks, const struct network *network,
                const void *section, struct error *err) {
    struct built *built = &networks->built[networks->nbuilt++];
    struct arena *arena = networks->arena;
    built->network = network;
    if (!tokens_load(network, section, built->tokens, err) ||
        !provide(networks, built, err)) {
        return false;
    }
    struct adapter *adapter = network->build(
        &(struct network_parts){
            .loop = networks->o.loop,
            .section = config_section_copy(arena, network, section),
            .tokens = values_of(arena, built->tokens),
            .http = built->http,
            .ws = networks->ws,
            .places = places_of(arena, networks->o.config, network->name),
            .arena = arena,
            .at_work = networks->o.at_work,
            .fatal = fatal,
            .ctx = networks,
        },
        err);
    if (adapter) {
        networks->list[networks->n++] = adapter;
    }
    return adapter != NULL;
}

struct networks *networks_new(const struct networks_options *options, struct error *err) {
    struct networks *networks = mem_new(sizeof *networks);
    networks->o = *options;
    networks->arena = arena_new();
    networks->fatal = options->loop->timer(options->loop->self, fatal_now, networks);
    for (const struct config_network *it = options->config->networks; it->network; it++) {
        if (options->chat && it->section && networks->nbuilt < NETWORKS_MAX - 1 &&
            !add(networks, it->network, it->section, err)) {
            networks_free(networks);
            return NULL;
        }
    }
    if (options->console) {
        networks->console = console_new(options->console);
        networks->list[networks->n++] = networks->console;
    }
    networks->o.config = NULL;
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
    for (size_t i = 0; i < networks->nbuilt; i++) {
        http_client_free(networks->built[i].http);
        tokens_free(networks->built[i].tokens);
    }
    networks->o.loop->timer_free(networks->fatal);
    arena_free(networks->arena);
    free(networks);
}

/* ---- what can be said of them --------------------------------------------------- */

const char *networks_changed(const struct config *old, const struct config *new) {
    for (const struct config_network *it = new->networks; it->network; it++) {
        if (!config_section_same(it->network, config_section(old, it->network),
                                 it->section)) {
            return it->network->name;
        }
    }
    return NULL;
}

bool networks_configured(const struct config *config) {
    for (const struct config_network *it = config->networks; it->network; it++) {
        if (it->section) {
            return true;
        }
    }
    return false;
}

const char *networks_far(const struct config *config) {
    for (const struct config_network *it = config->networks; it->network; it++) {
        bool local = it->section && it->network->local && it->network->local(it->section);
        if (it->section && !local) {
            return it->network->name;
        }
    }
    return NULL;
}

const char *networks_todo(void) {
    return networks_table[0]->todo;
}

const char *networks_steps(void) {
    return networks_table[0]->steps;
}

static bool connected(const char *place, const struct config *config, bool console) {
    bool found = console && address_on(place, CONSOLE_NETWORK);
    for (const struct config_network *it = config->networks; it->network; it++) {
        found = found || (it->section && address_on(place, it->network->name));
    }
    return found;
}

static bool reach(const char *option, const char *const *places,
                  const struct config *config, bool console, struct error *err) {
    for (size_t i = 0; places[i]; i++) {
        if (!connected(places[i], config, console)) {
            return err_set(err, ERR_INVALID,
                           "%s: %s is on a network to which the bot would not be "
                           "connected. Write into tocsin.yaml where it is to be heard, "
                           "for example %s: [\"%s:#%s\"]",
                           option, places[i], option, networks_table[0]->name,
                           text_equal(option, "announce") ? "incidents" : "leadership");
        }
    }
    return true;
}

bool networks_reach(const struct config *config, bool console, struct error *err) {
    return reach("announce", config->directory.announce, config, console, err) &&
           reach("leadership", config->directory.leadership, config, console, err);
}

void networks_report(const struct networks *networks, finding_cb report, void *ctx) {
    for (size_t i = 0; i < networks->nbuilt; i++) {
        const struct built *built = &networks->built[i];
        tokens_report(built->network, built->tokens, report, ctx);
    }
}
