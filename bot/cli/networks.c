/* networks.c: the networks that the bot speaks on: those of the table that are configured,
 * and a terminal. */
#include "cli/networks.h"
#include "base/address.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/network.h"
#include "console/codec.h"

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
        const struct network_builder *builder;
        struct network_parts parts;
    } built[NETWORKS_MAX];
    size_t nbuilt;
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

static bool add(struct networks *networks, const struct network_builder *builder,
                struct error *err) {
    struct built *built = &networks->built[networks->nbuilt++];
    built->builder = builder;
    built->parts = (struct network_parts){
        .loop = networks->o.loop,
        .config = networks->o.config,
        .arena = networks->arena,
        .places = places_of(networks->arena, networks->o.config, builder->name),
        .fatal = fatal,
        .ctx = networks,
    };
    struct adapter *adapter = builder->build(&built->parts, err);
    built->parts.config = NULL; /* a reload frees it */
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
    for (const struct network_builder *const *b = network_builders; *b; b++) {
        if (options->chat && (*b)->configured(options->config) &&
            networks->nbuilt < NETWORKS_MAX - 1 && !add(networks, *b, err)) {
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
    for (size_t i = 0; i < networks->nbuilt; i++) {
        if (networks->built[i].builder->end) {
            networks->built[i].builder->end(&networks->built[i].parts);
        }
    }
    networks->o.loop->timer_free(networks->fatal);
    arena_free(networks->arena);
    free(networks);
}

/* ---- what can be said of them --------------------------------------------------- */

const char *networks_changed(const struct config *old, const struct config *new) {
    for (const struct network_builder *const *b = network_builders; *b; b++) {
        if (!(*b)->same(old, new)) {
            return (*b)->name;
        }
    }
    return NULL;
}

bool networks_configured(const struct config *config) {
    for (const struct network_builder *const *b = network_builders; *b; b++) {
        if ((*b)->configured(config)) {
            return true;
        }
    }
    return false;
}

const char *networks_far(const struct config *config) {
    for (const struct network_builder *const *b = network_builders; *b; b++) {
        if ((*b)->configured(config) && !(*b)->local(config)) {
            return (*b)->name;
        }
    }
    return NULL;
}

const char *networks_todo(void) {
    return network_builders[0]->todo;
}

const char *networks_steps(void) {
    return network_builders[0]->steps;
}

static bool connected(const char *place, const struct config *config, bool console) {
    bool found = console && address_on(place, CONSOLE_NETWORK);
    for (const struct network_builder *const *b = network_builders; *b; b++) {
        found = found || ((*b)->configured(config) && address_on(place, (*b)->name));
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
                           option, places[i], option, network_builders[0]->name,
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
        if (built->builder->report) {
            built->builder->report(&built->parts, report, ctx);
        }
    }
}
