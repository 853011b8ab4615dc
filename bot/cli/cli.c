/* cli.c: parsing and describing calls, from the tables of the subcommands. */
#include "cli/cli.h"
#include "base/arena.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
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

static const struct cli_option *option_of(const struct cli_call *call, const char *name) {
    const struct cli_option *option = call->command->options;
    while (strcmp(option->name, name) != 0) {
        option++;
    }
    return option;
}

long cli_number(const struct cli_call *call, const char *option) {
    const char *given = cli_value(call, option);
    return strtol(given ? given : option_of(call, option)->otherwise, NULL, 10);
}

static bool in_range(const struct cli_option *option, const char *text) {
    char *end;
    long number = strtol(text, &end, 10);
    return end != text && !*end && number >= option->least && number <= option->most;
}

/* Behind "word=" of the row's word that is written so; false: it is none. */
static bool read_moment(const char *word, const char *text, int64_t *ret) {
    size_t len = strcspn(word, "=") + 1;
    return word[len - 1] == '=' && !strncmp(word, text, len) &&
           time_parse_utc(text + len, ret);
}

bool cli_moment(const struct cli_call *call, const char *option, int64_t *ret) {
    const char *const *word = option_of(call, option)->words;
    const char *given = cli_value(call, option);
    while (given && *word && !read_moment(*word, given, ret)) {
        word++;
    }
    return given && *word;
}

static bool is_word(const struct cli_option *option, const char *text) {
    int64_t moment;
    const char *const *word = option->words;
    while (*word && strcmp(*word, text) != 0 && !read_moment(*word, text, &moment)) {
        word++;
    }
    return *word != NULL;
}

static bool fits(const struct cli_option *option, const char *text) {
    return !text || ((option->most == 0 || in_range(option, text)) &&
                     (!option->words || is_word(option, text)));
}

static void say_what_fits(const struct cli_call *call, const struct cli_option *option) {
    struct arena *arena = arena_new();
    const char *all =
        arena_printf(arena, "a number of %s, %ld to %ld",
                     text_lower(arena, option->value), option->least, option->most);
    for (size_t i = 0; option->words && option->words[i]; i++) {
        const char *before = !option->words[i + 1] ? " or " : ", ";
        all = arena_printf(arena, "%s%s%s", i > 0 ? all : "", i > 0 ? before : "",
                           option->words[i]);
    }
    (void)cli_usage(call, arena_printf(arena, "--%s is %s", option->name, all));
    arena_free(arena);
}

bool cli_values_fit(const struct cli_call *call) {
    const struct cli_option *option = call->command->options;
    for (int i = 0; option && option[i].name; i++) {
        if (!fits(&option[i], call->values[i])) {
            say_what_fits(call, &option[i]);
            return false;
        }
    }
    return true;
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
        printf("  %-26s %s%s%s%s\n", left, option->help,
               option->otherwise ? " (default: " : "",
               option->otherwise ? option->otherwise : "", option->otherwise ? ")" : "");
    }
    printf("  %-26s %s\n", "--help", "this text");
}
