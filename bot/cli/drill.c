/* drill.c: `tocsin drill FILE`: plays a transcript on the virtual clock, over the real
 * engine and a throwaway Redis, and checks what it expects. */
#include "cli/app.h"
#include "io/file.h"

#include <stdlib.h>
#include <unistd.h>

enum { SCRIPT_MAX = 1024 * 1024, PATIENCE_MOST_S = 3600 };

static int run(const struct cli_call *call) {
    struct error err = {0};
    struct file_text file = {0};
    struct script *script = file_read(call->argv[0], SCRIPT_MAX, true, &file, &err)
                                ? script_parse(file.ptr, file.len, call->argv[0], &err)
                                : NULL;
    int status;
    if (script) {
        struct app_options options = {
            .call = call,
            .with_console = true, /* and nothing else: nobody is to be alarmed by it */
            .console = {.mode = CONSOLE_SCRIPT,
                        .in = STDIN_FILENO,
                        .out = STDOUT_FILENO,
                        .session = "drill",
                        .script = script,
                        .step_ms = cli_number(call, "patience") * 1000,
                        .virtual_clock = true},
            .virtual_clock = true,
            .virtual_start = script_start(script),
            .calm = true,
            .throwaway = true,
        };
        status = app_run(&options);
        script_free(script);
    } else {
        status = cli_fail(&err);
    }
    file_free(&file);
    return status;
}

static const struct cli_option options[] = {
    {"config", "FILE", "configuration", .otherwise = "./tocsin.yaml when it exists"},
    {"patience", "SECONDS", "real time that one step may take", .otherwise = "120",
     .least = 1, .most = PATIENCE_MOST_S},
    {0},
};

const struct cli_command cli_drill = {
    .name = "drill",
    .words = "FILE",
    .summary = "play a transcript on a virtual clock and check what it expects",
    .details = script_help,
    .least = 1,
    .most = 1,
    .options = options,
    .run = run,
};
