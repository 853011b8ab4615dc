/* app.h: the bot with its loop, store and adapters put together, run until it stops. */
#ifndef TOCSIN_CLI_APP_H
#define TOCSIN_CLI_APP_H

#include "cli/setup.h"
#include "console/console.h"

struct app_options {
    const struct cli_call *call;
    bool chat;                      /* the configured networks */
    bool with_console;              /* a terminal as a network */
    struct console_options console; /* of it; loop is filled in */
    bool virtual_clock;
    int64_t virtual_start;
    bool calm;      /* somebody reads along: log warnings and errors only */
    bool throwaway; /* a private folder that is removed at the end (drill) */
};

/* Returns the exit code. */
int app_run(const struct app_options *options);

#endif
