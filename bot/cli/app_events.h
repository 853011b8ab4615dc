/* app_events.h: what happens to the running bot. */
#ifndef TOCSIN_CLI_APP_EVENTS_H
#define TOCSIN_CLI_APP_EVENTS_H

#include "cli/app_internal.h"

/* Callbacks: `ctx` is a struct app. */
void app_on_ready(void *ctx);
void app_on_standby(void *ctx, const char *who);
void app_on_stopped(void *ctx);
void app_on_fatal(void *ctx);
void app_on_redacted(void *ctx);
const char *app_store_ill(void *ctx);
void app_store_up(void *ctx);
void app_store_down(void *ctx, const char *why);
void app_store_refused(void *ctx, const struct error *err);
void app_old_free(void *ctx); /* configurations that were replaced */
/* Are the places of that configuration to be reached? */
bool app_reachable(const struct app *app, const struct config *config, struct error *err);
void app_on_signal(void *ctx, int signum);

#endif
