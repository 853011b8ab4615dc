/* app.h: the bot with its loop, store and adapters put together, run until it stops. */
#ifndef TOCSIN_CLI_APP_H
#define TOCSIN_CLI_APP_H

#include "cli/app_options.h"
#include "cli/setup.h"

/* Returns the exit code. */
int app_run(const struct app_options *options);

#endif
