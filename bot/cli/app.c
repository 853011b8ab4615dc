/* app.c: start in order (configuration, tokens, Redis, store, lease, networks), stop in
 * reverse.
 *
 * SIGTERM and SIGINT drain: no new inputs, turns and deliveries under way end, the lease
 * is given back, and only then the networks are left. SIGHUP loads everything anew and
 * swaps it only when all of it is right. Tokens leave the environment before Redis is
 * started, so that it does not inherit them. */
#include "cli/app.h"
#include "base/err.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/findings.h"
#include "cli/networks.h"
#include "cli/preflight.h"
#include "cli/process.h"
#include "cli/rewrite.h"
#include "cli/throwaway.h"
#include "cli/watch.h"
#include "core/command.h"
#include "io/loop.h"
#include "io/redis_child.h"
#include "io/redis_store.h"
#include "runtime/bot.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct command_table command_table;

enum {
    DRAIN_MS = 10 * 1000,
    PREFLIGHT_MS = 3000, /* after the start: the networks join their places meanwhile */
};

struct app {
    const struct app_options *o;
    struct setup *setup;
    struct setup *old; /* replaced by a reload, freed once all is quiet */
    struct loop *loop;
    struct redis_child *child;
    struct store *store;
    struct networks *networks;
    struct bot *bot;
    struct loop_timer *preflight_soon;
    struct preflight *preflight; /* NULL: not begun */
    struct findings findings;
    struct rewrite *rewrite;
    struct watch *watch; /* NULL: nobody looks */
    bool started;
    int status;
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

/* Only what is broken matters to those who work on an incident. */
static void preflight_found(void *ctx, const struct finding *finding) {
    struct app *app = ctx;
    char why[1024];
    findings_add(&app->findings, finding);
    if (finding->level == FINDING_BROKEN) {
        snprintf(why, sizeof why, "%s. %s", finding->what,
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

static void on_ready(void *ctx) {
    struct app *app = ctx;
    if (app->started) {
        return;
    }
    app->started = true;
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
static void on_standby(void *ctx, const char *who) {
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

static void on_stopped(void *ctx) {
    struct app *app = ctx;
    if (app->preflight_soon) {
        app->loop->timer_stop(app->preflight_soon);
    }
    networks_stop(app->networks);
    loop_stop(app->loop);
}

/* Incidents stay as they are; the next start goes on with them. */
static void on_fatal(void *ctx) {
    struct app *app = ctx;
    if (!app->o->with_console) {
        app->status = EXIT_REFUSED;
        app_stop(app);
    }
}

static void on_redacted(void *ctx) {
    struct app *app = ctx;
    rewrite_start(app->rewrite);
}

static void store_up(void *ctx) {
    struct app *app = ctx;
    bot_store_up(app->bot);
    rewrite_start(app->rewrite);
}

static void store_down(void *ctx, const char *why) {
    struct app *app = ctx;
    log_event(LOG_LEVEL_WARN, "redis.down", "why", why, NULL);
    bot_store_down(app->bot);
}

/* At the start there is nothing to lose. At work, ending would only take the one away who
 * can say what is wrong: it is asked again every 2 s (redis_store.h). */
static void store_refused(void *ctx, const struct error *err) {
    struct app *app = ctx;
    if (app->started) {
        bot_store_down(app->bot);
        return;
    }
    app->status = cli_fail(err);
    bot_stop(app->bot, 0);
}

/* ---- signals ---- */

static void old_free(void *ctx) {
    struct app *app = ctx;
    while (app->old) {
        struct setup *next = app->old->next;
        setup_free(app->old);
        app->old = next;
    }
}

/* With a terminal, somebody sees what cannot be sent. */
static bool reachable(const struct app *app, const struct config *config,
                      struct error *err) {
    return app->o->with_console || networks_reach(config, false, err);
}

static void on_signal(void *ctx, int signum) {
    struct app *app = ctx;
    if (signum != SIGHUP) {
        app_stop(app);
        return;
    }
    struct error err = {0};
    struct setup *setup = setup_load(app->o->call, &err);
    if (!setup || !reachable(app, setup->config, &err)) {
        log_event(LOG_LEVEL_ERROR, "reload.refused", "why", err.text, NULL);
        setup_free(setup);
        return;
    }
    if (!text_equal(app->setup->config->heartbeat, setup->config->heartbeat)) {
        log_event(LOG_LEVEL_WARN, "reload.later", "section", "heartbeat", "why",
                  "it counts from the next start", NULL);
    }
    if (!networks_same(app->setup->config, setup->config)) {
        log_event(LOG_LEVEL_WARN, "reload.later", "section", "slack", "why",
                  "what changed there counts from the next start", NULL);
    }
    setup->next = NULL;
    app->setup->next = app->old;
    app->old = app->setup;
    app->setup = setup;
    bot_reload(app->bot, setup->policy, &setup->config->directory, &setup->messages,
               setup->civil, setup->derivation);
    log_event(LOG_LEVEL_INFO, "reload.done", "policy", setup->policy->name, NULL);
    bot_host(app->bot)->quiet(app->bot, old_free, app);
}

/* ---- parts ---- */

static bool open_store(struct app *app, const char *folder, struct error *err) {
    const struct config *config = app->setup->config;
    char *password = NULL;
    if (!setup_password(app->setup, &password, err)) {
        return false;
    }
    struct redis_options options = {
        .workspace = config->directory.workspace,
        .unix_path = config->redis == REDIS_UNIX ? config->redis_path : NULL,
        .host = config->redis_host,
        .port = config->redis_port,
        .password = password,
        .allow_volatile = config->allow_volatile,
        .on_up = store_up,
        .on_down = store_down,
        .on_refused = store_refused,
        .ctx = app,
    };
    if (config->redis == REDIS_EMBEDDED || app->o->throwaway) {
        app->child = app->o->throwaway
                         ? redis_child_throwaway(app->loop, config->redis_server, folder,
                                                 "/proc/self/exe", err)
                         : redis_child_new(app->loop, config->redis_server, folder, err);
        if (!app->child) {
            free(password);
            return false;
        }
        options.unix_path = redis_child_socket(app->child);
        options.owned = true;
        options.owner = geteuid();
    }
    app->store = redis_store_new(app->loop, &options);
    app->rewrite = rewrite_new(app->loop, app->store);
    free(password);
    return true;
}

static void local_time(void *ctx, int64_t at, char *buf, size_t size) {
    struct app *app = ctx;
    app->setup->civil->format_local(app->setup->civil->self, at, buf, size);
}

static bool open_networks(struct app *app, struct error *err) {
    const struct app_options *o = app->o;
    const struct config *config = app->setup->config;
    struct console_options console = o->console;
    console.loop = loop_uv(app->loop);
    console.local_time = local_time;
    console.local_ctx = app;
    if (o->chat && o->virtual_clock && !networks_are_local(config)) {
        return err_set(
            err, ERR_INVALID,
            "a virtual clock would tell real people of hours that did not "
            "pass: leave --clock out, or use a configuration without the section slack");
    }
    if (!o->with_console && !networks_configured(config)) {
        return err_set(err, ERR_INVALID,
                       "no network is configured: write a section slack: into "
                       "tocsin.yaml (deploy/slack/README.md), or talk to the bot here: "
                       "tocsin console");
    }
    if (!reachable(app, config, err)) {
        return false;
    }
    app->networks = networks_new(
        &(struct networks_options){.loop = app->loop,
                                   .config = config,
                                   .chat = o->chat,
                                   .console = o->with_console ? &console : NULL,
                                   .on_fatal = on_fatal,
                                   .ctx = app},
        err);
    return app->networks != NULL;
}

static void open_bot(struct app *app) {
    const struct setup *setup = app->setup;
    struct bot_options options = {
        .loop = app->loop,
        .store = app->store,
        .adapters = networks_list(app->networks),
        .commands = &command_table,
        .policy = setup->policy,
        .directory = &setup->config->directory,
        .messages = &setup->messages,
        .civil = setup->civil,
        .derivation = setup->derivation,
        /* Its minutes are real ones: on a virtual clock the speed of the machine would
         * decide what a transcript may say. */
        .commands_per_minute =
            app->o->virtual_clock ? INT64_MAX : setup->config->commands_per_minute,
        .virtual_clock = app->o->virtual_clock,
        .virtual_start = app->o->virtual_start,
        .on_ready = on_ready,
        .on_standby = on_standby,
        .on_stopped = on_stopped,
        .on_redacted = on_redacted,
        .ctx = app,
    };
    app->bot = bot_new(&options);
}

static void app_close(struct app *app) {
    struct adapter *console = app->networks ? networks_console(app->networks) : NULL;
    if (console && app->started) {
        int status = console_status(console);
        app->status = app->status ? app->status : status;
    }
    if (app->preflight_soon) {
        app->loop->timer_free(app->preflight_soon);
    }
    preflight_stop(app->preflight);
    if (app->rewrite) {
        /* Its Redis is about to stop, and would leave the file as it is. */
        (void)loop_wait(app->loop, rewrite_idle(app->rewrite), DRAIN_MS);
    }
    if (app->watch) {
        watch_stop(app->watch);
    }
    if (app->store) {
        redis_store_free(app->store);
    }
    if (app->watch) {
        watch_free(app->watch);
    }
    rewrite_free(app->rewrite);
    loop_forget_deferred(app->loop);
    bot_free(app->bot);
    networks_free(app->networks);
    preflight_free(app->preflight);
    if (app->child) {
        redis_child_stop(app->child);
    }
    if (app->loop) {
        loop_free(app->loop);
    }
    old_free(app);
    setup_free(app->setup);
    log_forget_secrets();
}

/* Configuration and tokens: nothing gets better by trying again, so that a service manager
 * must not. */
static int not_startable(const struct app_options *options, const struct error *err) {
    int status = cli_fail(err);
    return options->with_console ? status : EXIT_REFUSED;
}

int app_run(const struct app_options *options) {
    struct app app = {.o = options};
    struct error err = {0};
    char folder[sizeof THROWAWAY_TEMPLATE];
    app.setup = setup_load(options->call, &err);
    if (!app.setup) {
        return not_startable(options, &err);
    }
    if (options->calm) {
        log_set_level(LOG_LEVEL_WARN);
    }
    app.loop = loop_new();
    if (!options->with_console) {
        app.watch = watch_new(app.loop);
    }
    if (options->chat) {
        process_keep_secrets();
    }
    const char *data = app.setup->config->data;
    if (options->throwaway) {
        data = throwaway_make(folder) ? folder : NULL;
    }
    if (!open_networks(&app, &err)) {
        app.status = not_startable(options, &err);
    } else if (!data || !open_store(&app, data, &err)) {
        app.status = cli_fail(&err);
    } else {
        open_bot(&app);
        loop_on_signal(app.loop, SIGTERM, on_signal, &app);
        loop_on_signal(app.loop, SIGINT, on_signal, &app);
        loop_on_signal(app.loop, SIGHUP, on_signal, &app);
        redis_store_start(app.store);
        loop_run(app.loop);
    }
    app_close(&app);
    if (options->throwaway && data) {
        throwaway_remove(data);
    }
    return app.status;
}
