/* main.c: which subcommand, with which words: wiring only. */
#include "base/err.h"
#include "cli/cli.h"
#include "cli/process.h"
#include "io/redis_spawn.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const struct cli_command cli_run, cli_doctor, cli_manifest, cli_console, cli_drill,
    cli_check, cli_show, cli_list, cli_export, cli_audit, cli_rebuild, cli_backup,
    cli_restore, cli_redact;

const struct cli_command *const cli_commands[] = {
    &cli_run,     &cli_doctor, &cli_manifest, &cli_console, &cli_drill,
    &cli_check,   &cli_show,   &cli_list,     &cli_export,  &cli_audit,
    &cli_rebuild, &cli_backup, &cli_restore,  &cli_redact,  NULL,
};

static int print_help(void) {
    printf("tocsin: an incident-response bot. Incident is no fault; silence is.\n\n"
           "usage: tocsin COMMAND [words] [options]\n\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        char left[48];
        snprintf(left, sizeof left, "%s %s", (*c)->name, (*c)->words);
        printf("  %-20s %s\n", left, (*c)->summary);
    }
    printf("\ntocsin COMMAND --help says more; tocsin --version prints the version.\n");
    return EXIT_FINE;
}

static const struct cli_command *find(const char *name) {
    for (const struct cli_command *const *c = cli_commands; *c; c++) {
        if (!strcmp((*c)->name, name)) {
            return *c;
        }
    }
    return NULL;
}

/* Takes the option at argv[*i]; false: unknown, or its value is missing. */
static bool take_option(struct cli_call *call, int argc, char **argv, int *i) {
    const char *word = argv[*i] + 2;
    size_t len = strcspn(word, "=");
    const struct cli_option *options = call->command->options;
    for (int k = 0; options && options[k].name; k++) {
        if (strlen(options[k].name) != len || strncmp(options[k].name, word, len) != 0) {
            continue;
        }
        if (word[len] == '=') {
            call->values[k] = word + len + 1;
        } else if (!options[k].value) {
            call->values[k] = "";
        } else if (*i + 1 < argc) {
            call->values[k] = argv[++*i];
        } else {
            return false;
        }
        return true;
    }
    return false;
}

static int run(struct cli_call *call, int argc, char **argv) {
    int words = 0;
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            cli_print_help(call->command);
            return EXIT_FINE;
        }
        if (strncmp(argv[i], "--", 2) != 0) {
            argv[words++] = argv[i];
        } else if (!take_option(call, argc, argv, &i)) {
            fprintf(stderr, "tocsin: %s: no such option, or its value is missing\n",
                    argv[i]);
            return cli_usage(call, "unknown option");
        }
    }
    call->argc = words;
    call->argv = argv;
    if (words < call->command->least || words > call->command->most) {
        return cli_usage(call, words < call->command->least ? "something is missing"
                                                            : "too many words");
    }
    if (!cli_values_fit(call)) {
        return EXIT_USAGE;
    }
    /* The service has its log; everybody else would work and tell nobody. */
    if (process_was_closed(STDOUT_FILENO) && call->command != &cli_run) {
        struct error err = {0};
        err_set(&err, ERR_IO, "standard output is closed: there is nowhere to answer to");
        return cli_fail(&err);
    }
    return call->command->run(call);
}

static int answer(int argc, char **argv) {
    if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "help") ||
        !strcmp(argv[1], "-h")) {
        return print_help();
    }
    if (!strcmp(argv[1], "--version")) {
        printf("tocsin %s\n", TOCSIN_VERSION);
        return EXIT_FINE;
    }
    struct cli_call call = {.command = find(argv[1])};
    if (!call.command) {
        fprintf(stderr, "tocsin: there is no command '%s'; tocsin --help lists them\n",
                argv[1]);
        return EXIT_USAGE;
    }
    return run(&call, argc - 2, argv + 2);
}

int main(int argc, char **argv) {
    struct error err = {0};
    if (argc > 2 && !strcmp(argv[1], REDIS_CHILD_WITH_PARENT)) {
        return redis_child_with_parent(argv + 2); /* of our own: not for people */
    }
    if (!process_begin(&err)) {
        return cli_fail(&err);
    }
    return process_end(answer(argc, argv));
}
