/* drill.c: `tocsin drill FILE`: plays a transcript on the virtual clock, over the real
 * engine and a throwaway Redis, and checks what it expects. */
#include "base/err.h"
#include "cli/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SCRIPT_MAX = 1024 * 1024 };

static char *read_script(const char *path, size_t *ret_len, struct error *err) {
    FILE *file = fopen(path, "re");
    if (!file) {
        err_set(err, ERR_NOT_FOUND, "%s cannot be read", path);
        return NULL;
    }
    char *text = calloc(1, SCRIPT_MAX + 1);
    if (!text) {
        abort();
    }
    *ret_len = fread(text, 1, SCRIPT_MAX, file);
    (void)fclose(file);
    return text;
}

static int run(const struct cli_call *call) {
    struct error err = {0};
    size_t len = 0;
    char *text = read_script(call->argv[0], &len, &err);
    struct script *script = text ? script_parse(text, len, call->argv[0], &err) : NULL;
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
    free(text);
    return status;
}

static const struct cli_option options[] = {
    {"config", "FILE", "configuration (default: ./tocsin.yaml when it exists)"},
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
