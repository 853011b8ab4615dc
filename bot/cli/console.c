/* console.c: `tocsin console`: the bot with a terminal for a network. */
#include "base/err.h"
#include "base/text.h"
#include "cli/app.h"
#include "cli/process.h"

#include <pwd.h>
#include <time.h>
#include <unistd.h>

static int64_t wall_now(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* At a terminal people are greeted by their login name; a pipe says who speaks. */
static const char *first_user(const struct cli_call *call, bool terminal) {
    const char *given = cli_value(call, "user");
    const struct passwd *login = terminal ? getpwuid(geteuid()) : NULL;
    return given || !login ? given : login->pw_name;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    if (process_was_closed(STDIN_FILENO)) {
        err_set(&err, ERR_IO,
                "standard input is closed: nobody could type here. For the chat networks "
                "alone: tocsin run");
        return cli_fail(&err);
    }
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    struct app_options options = {
        .call = call,
        .chat = true,
        .with_console = true,
        .console =
            {
                .mode = cli_value(call, "json")    ? CONSOLE_JSON
                        : cli_value(call, "plain") ? CONSOLE_PLAIN
                                                   : CONSOLE_AUTO,
                .in = STDIN_FILENO,
                .out = STDOUT_FILENO,
                .user = first_user(call, terminal),
                .channel = cli_value(call, "channel"),
                .session = cli_value(call, "session"),
                .history = cli_value(call, "history"),
            },
    };
    const char *clock = cli_value(call, "clock");
    options.virtual_clock = clock && !text_equal(clock, "real");
    if (options.virtual_clock && !cli_moment(call, "clock", &options.virtual_start)) {
        options.virtual_start = wall_now();
    }
    options.console.virtual_clock = options.virtual_clock;
    options.calm = terminal && isatty(STDERR_FILENO);
    return app_run(&options);
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "clock",
     .value = "CLOCK",
     .help = "real, virtual, or virtual=TIME (UTC, ISO 8601)",
     .otherwise = "real",
     .words =
         (const char *const[]){"real", "virtual", "virtual=2025-09-29T10:00:00Z", NULL}},
    {.name = "user",
     .value = "NAME",
     .help = "who types; /as NAME changes it",
     .otherwise = "your login name"},
    {.name = "channel",
     .value = "CHANNEL",
     .help = "where; /join CHANNEL changes it",
     .otherwise = "#general"},
    {.name = "session",
     .value = "ID",
     .help = "makes the keys of typed lines repeatable",
     .otherwise = "random"},
    {.name = "history", .value = "FILE", .help = "keep the terminal's history there"},
    {.name = "json", .help = "one JSON object a line, in and out, for programs"},
    {.name = "plain", .help = "no line editing even on a terminal"},
    {0},
};

const struct cli_command cli_console = {
    .name = "console",
    .words = "",
    .summary = "run the bot with this terminal as its chat",
    .details =
        "Type /inc help. On a virtual clock, /clock +15m lets time pass: every\n"
        "deadline on the way happens at its own time. A transcript can be piped in.",
    .options = options,
    .run = run,
};
