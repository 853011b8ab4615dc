/* cli.c: parsing and describing calls, from the tables of the subcommands. */
#include "cli/cli.h"
#include "base/arena.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

const char *cli_value(const struct cli_call *call, const char *option) {
    const struct cli_option *options = call->command->options;
    for (int i = 0; options && options[i].name; i++) {
        if (!strcmp(options[i].name, option)) {
            return call->values[i];
        }
    }
    return NULL;
}

int cli_fail(const struct error *err) {
    struct arena *arena = arena_new();
    fprintf(stderr, "tocsin: %s\n", text_line(arena, err->text));
    arena_free(arena);
    return EXIT_TROUBLE;
}

int cli_usage(const struct cli_call *call, const char *why) {
    fprintf(stderr,
            "tocsin: %s\nusage: tocsin %s%s%s [options]; tocsin %s --help says more\n",
            why, call->command->name, call->command->words[0] ? " " : "",
            call->command->words, call->command->name);
    return EXIT_USAGE;
}

void cli_print_help(const struct cli_command *command) {
    printf("tocsin %s%s%s [options]\n\n%s\n", command->name, command->words[0] ? " " : "",
           command->words, command->summary);
    if (command->details) {
        printf("\n%s\n", command->details);
    }
    printf("\nOptions:\n");
    for (int i = 0; command->options && command->options[i].name; i++) {
        char left[64];
        const struct cli_option *option = &command->options[i];
        snprintf(left, sizeof left, "--%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "");
        printf("  %-26s %s\n", left, option->help);
    }
    printf("  %-26s %s\n", "--help", "this text");
}
