/* app.c: start in order (configuration, tokens, Redis, store, lease, networks), stop in
 * reverse. Tokens leave the environment before Redis is started, so that it does not
 * inherit them. */
#include "cli/app.h"
#include "base/err.h"
#include "base/log.h"
#include "base/reason.h"
#include "cli/aof_keep.h"
#include "cli/app_events.h"
#include "cli/app_internal.h"
#include "cli/process.h"
#include "cli/throwaway.h"
#include "core/command.h"
#include "io/redis_store.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct command_table command_table;

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
        .on_up = app_store_up,
        .on_down = app_store_down,
        .on_refused = app_store_refused,
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
    const char *far = o->chat && o->virtual_clock ? networks_far(config) : NULL;
    if (far) {
        return err_set(
            err, ERR_INVALID,
            "a virtual clock would tell real people of hours that did not "
            "pass: leave --clock out, or use a configuration without the section %s",
            far);
    }
    if (!o->with_console && !networks_configured(config)) {
        return err_set(err, ERR_INVALID,
                       "no network is configured: %s, or talk to the bot here: "
                       "tocsin console",
                       networks_todo());
    }
    if (!app_reachable(app, config, err)) {
        return false;
    }
    app->networks = networks_new(
        &(struct networks_options){.loop = app->loop,
                                   .config = config,
                                   .chat = o->chat,
                                   .console = o->with_console ? &console : NULL,
                                   .on_fatal = app_on_fatal,
                                   .ctx = app},
        err);
    return app->networks != NULL;
}

static void open_bot(struct app *app) {
    const struct setup *setup = app->setup;
    if (app->child && !app->o->throwaway) {
        app->known_before = known_file_read(setup->config->data);
    }
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
        .on_ready = app_on_ready,
        .on_standby = app_on_standby,
        .on_stopped = app_on_stopped,
        .on_redacted = app_on_redacted,
        .store_ill = app_store_ill,
        .known = app->known_before,
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
    bool keeps = app->child && app->store && !app->o->throwaway;
    bool kept =
        !keeps || aof_keep(app->loop, app->store, app->setup->config->data, app->aof);
    if (app->watch) {
        watch_stop(app->watch);
    }
    if (app->store) {
        redis_store_free(app->store);
    }
    if (app->watch) {
        watch_free(app->watch);
    }
    aof_free(app->aof);
    known_file_free(app->known);
    json_decref(app->known_before);
    rewrite_free(app->rewrite);
    loop_forget_deferred(app->loop);
    bot_free(app->bot);
    networks_free(app->networks);
    preflight_free(app->preflight);
    if (!kept) {
        app->status = EXIT_TROUBLE;
        redis_child_leave(app->child);
    } else if (app->child) {
        redis_child_stop(app->child);
    }
    if (app->loop) {
        loop_free(app->loop);
    }
    app_old_free(app);
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
    if (!data) {
        err_set(&err, ERR_IO, "no folder can be made under /tmp for its Redis: %s",
                reason_of(errno));
        app.status = cli_fail(&err);
    } else if (!open_networks(&app, &err)) {
        app.status = not_startable(options, &err);
    } else if (!open_store(&app, data, &err)) {
        app.status = cli_fail(&err);
    } else {
        open_bot(&app);
        loop_on_signal(app.loop, SIGTERM, app_on_signal, &app);
        loop_on_signal(app.loop, SIGINT, app_on_signal, &app);
        loop_on_signal(app.loop, SIGHUP, app_on_signal, &app);
        redis_store_start(app.store);
        loop_run(app.loop);
    }
    app_close(&app);
    if (options->throwaway && data) {
        throwaway_remove(data);
    }
    return app.status;
}
