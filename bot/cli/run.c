/* run.c: `tocsin run`: the bot on the configured networks, without a terminal: what a
 * service manager starts. */
#include "cli/app.h"

static int run(const struct cli_call *call) {
    return app_run(&(struct app_options){.call = call, .chat = true});
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {0},
};

const struct cli_command cli_run = {
    .name = "run",
    .words = "",
    .summary = "run the bot on the configured chat networks",
    .details =
        "Stays in the foreground and logs to standard error. SIGTERM drains and\n"
        "stops; SIGHUP loads configuration, policy and templates anew (tokens and\n"
        "the sections of networks count from the next start). While another\n"
        "tocsin is at work on the workspace it waits, and takes over when that\n"
        "one ends. Ends with 4 when only a person can mend it: an error in the\n"
        "configuration, a token that is missing, exchanged or revoked; incidents\n"
        "stay as they are.",
    .options = options,
    .run = run,
};
