/* app_events.c: what happens while the bot runs: it is at work, waits or has stopped, its
 * Redis comes and goes, signals.
 *
 * SIGTERM and SIGINT drain: no new inputs, turns and deliveries under way end, the lease
 * is given back, and only then the networks are left. SIGHUP loads everything anew and
 * swaps it only when all of it is right. */
#include "cli/app_events.h"
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/app_internal.h"
#include "cli/app_options.h"
#include "cli/cli.h"
#include "io/disk.h"
#include "io/redis_store.h"
#include "runtime/trouble.h"

#include <signal.h>
#include <stdio.h>

enum {
    PREFLIGHT_MS = 3000 /* after the start: the networks join their places meanwhile */
};

static void app_stop(struct app *app) {
    if (app->watch) {
        watch_stopping(app->watch);
    }
    struct adapter *console = networks_console(app->networks);
    if (console) {
        console->stop(console->self);
    }
    bot_stop(app->bot, DRAIN_MS);
}

/* ---- beginning and ending of work ---- */

static void preflight_done(void *ctx) {
    struct app *app = ctx;
    findings_end(&app->findings);
}

/* Only what is broken matters to those who work on an incident, and what nobody else tells
 * them: the first refusal of a place is said where it matters. */
static void preflight_found(void *ctx, const struct finding *finding) {
    struct app *app = ctx;
    char why[1024];
    findings_add(&app->findings, finding);
    if (finding->level == FINDING_BROKEN && !finding->of_place) {
        snprintf(why, sizeof why, "%s%s%s", finding->what, finding->todo ? ": " : "",
                 finding->todo ? finding->todo : "");
        bot_trouble(app->bot, why);
    }
}

static void look_at_everything(void *ctx) {
    struct app *app = ctx;
    findings_begin(&app->findings, FINDINGS_LOG);
    app->preflight =
        preflight_new(&(struct preflight_options){.loop = app->loop,
                                                  .store = app->store,
                                                  .config = app->setup->config,
                                                  .networks = app->networks,
                                                  .report = preflight_found,
                                                  .done = preflight_done,
                                                  .ctx = app});
}

static void aof_lost(void *ctx, const char *why) {
    struct app *app = ctx;
    bot_trouble(app->bot, why);
}

void app_on_ready(void *ctx) {
    struct app *app = ctx;
    if (app->started) {
        return;
    }
    app->started = true;
    if (app->child && !app->o->throwaway) {
        app->aof =
            aof_watch(app->loop, app->store, app->setup->config->data, aof_lost, app);
        app->known = known_file_watch(app->loop, app->bot, app->setup->config->data);
    }
    if (!networks_start(app->networks, bot_host(app->bot))) {
        app->status = EXIT_TROUBLE;
        app_stop(app);
    } else if (!app->o->with_console) {
        app->preflight_soon = app->loop->timer(app->loop->self, look_at_everything, app);
        app->loop->timer_start(app->preflight_soon, PREFLIGHT_MS);
        watch_at_work(app->watch, app->store, app->bot, app->setup->config->heartbeat);
    }
}

/* A bot without a terminal waits for its turn, or ends when its turn is over: the network
 * would go on giving it commands that it cannot save. */
void app_on_standby(void *ctx, const char *who) {
    struct app *app = ctx;
    if (app->started || !app->o->with_console) {
        log_event(LOG_LEVEL_WARN, "standby", "holder", who, NULL);
        if (!app->started) {
            watch_waiting(app->watch, app->store);
        }
        if (app->started && !app->o->with_console) {
            app->status = EXIT_TROUBLE;
            app_stop(app);
        }
        return;
    }
    fprintf(stderr,
            "tocsin: another tocsin is at work on this workspace (%s). Stop it first, or "
            "choose another `workspace:`.\n",
            who);
    app->status = EXIT_TROUBLE;
    bot_stop(app->bot, DRAIN_MS);
}

void app_on_stopped(void *ctx) {
    struct app *app = ctx;
    if (app->preflight_soon) {
        app->loop->timer_stop(app->preflight_soon);
    }
    known_file_write(app->known);
    networks_stop(app->networks);
    loop_stop(app->loop);
}

/* Incidents stay as they are; the next start goes on with them. */
void app_on_fatal(void *ctx) {
    struct app *app = ctx;
    if (!app->o->with_console) {
        app->status = EXIT_REFUSED;
        app_stop(app);
    }
}

void app_on_redacted(void *ctx) {
    struct app *app = ctx;
    rewrite_start(app->rewrite);
}

/* Of the disk of somebody else's server nothing is known here. */
const char *app_store_ill(void *ctx) {
    const struct app *app = ctx;
    const char *full =
        app->child && !app->o->throwaway ? disk_people(app->setup->config->data) : NULL;
    return full ? full : redis_store_ill(app->store);
}

void app_store_up(void *ctx) {
    struct app *app = ctx;
    bot_store_up(app->bot);
    rewrite_start(app->rewrite);
}

void app_store_down(void *ctx, const char *why) {
    struct app *app = ctx;
    const struct config *config = app->setup->config;
    /* Logged where it was noticed, for those who read logs. */
    if (app->o->with_console && !app->started && !app->waits && !app->child) {
        app->waits = true;
        fprintf(
            stderr,
            "tocsin: %s does not answer (%s), and is waited for. Start it, or end this "
            "(Ctrl-C) and correct redis.url in tocsin.yaml\n",
            config->redis == REDIS_UNIX ? config->redis_path : config->redis_host, why);
    }
    bot_store_down(app->bot);
}

/* At the start there is nothing to lose. At work, ending would only take the one away who
 * can say what is wrong: it is asked again every 2 s (redis_store.h). */
void app_store_refused(void *ctx, const struct error *err) {
    struct app *app = ctx;
    if (app->started) {
        bot_store_down(app->bot);
        return;
    }
    app->status = cli_fail(err);
    bot_stop(app->bot, 0);
}

/* ---- signals ---- */

void app_old_free(void *ctx) {
    struct app *app = ctx;
    while (app->old) {
        struct setup *next = app->old->next;
        setup_free(app->old);
        app->old = next;
    }
}

/* With a terminal, somebody sees what cannot be sent. */
bool app_reachable(const struct app *app, const struct config *config,
                   struct error *err) {
    return app->o->with_console || networks_reach(config, false, err);
}

void app_on_signal(void *ctx, int signum) {
    struct app *app = ctx;
    if (signum != SIGHUP) {
        app_stop(app);
        return;
    }
    struct error err = {0};
    struct setup *setup = setup_load(app->o->call, &err);
    if (!setup || !app_reachable(app, setup->config, &err)) {
        log_event(LOG_LEVEL_ERROR, "reload.refused", "why", err.text, NULL);
        setup_free(setup);
        return;
    }
    if (!text_equal(app->setup->config->heartbeat, setup->config->heartbeat)) {
        log_event(LOG_LEVEL_WARN, "reload.later", "section", "heartbeat", "why",
                  "it counts from the next start", NULL);
    }
    const char *changed = networks_changed(app->setup->config, setup->config);
    if (changed) {
        log_event(LOG_LEVEL_WARN, "reload.later", "section", changed, "why",
                  "what changed there counts from the next start", NULL);
    }
    setup->next = NULL;
    app->setup->next = app->old;
    app->old = app->setup;
    app->setup = setup;
    bot_reload(app->bot, setup->policy, &setup->config->directory, &setup->messages,
               setup->civil, setup->derivation);
    log_event(LOG_LEVEL_INFO, "reload.done", "policy", setup->policy->name, NULL);
    bot_host(app->bot)->quiet(app->bot, app_old_free, app);
}
