/* app_options.h: what the bot is run with. */
#ifndef TOCSIN_CLI_APP_OPTIONS_H
#define TOCSIN_CLI_APP_OPTIONS_H

#include "console/console.h"
#include <stdbool.h>
#include <stdint.h>

struct cli_call;

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

#endif
