/* cli.h: the subcommands of the program: one file each, one const entry each. */
#ifndef TOCSIN_CLI_H
#define TOCSIN_CLI_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <stdint.h>

/* Exit codes, for scripts. */
enum {
    EXIT_FINE = 0,
    EXIT_TROUBLE = 1,  /* it was tried and did not work; standard error says why */
    EXIT_USAGE = 2,    /* the words of the call are off */
    EXIT_FINDINGS = 3, /* audit, check, doctor: something is not as it must be */
    EXIT_REFUSED = 4,  /* run: it cannot start, or go on, until a person acts */
};

struct cli_option {
    const char *name;  /* "config" */
    const char *value; /* "FILE", or NULL: a flag */
    const char *help;
    /* What stands for it when it is left out; shown behind the help. */
    const char *otherwise;
    long least, most; /* of a number; 0, 0: it is none */
    /* All that it may be, NULL-terminated; NULL: anything. "virtual=2025-09-29T10:00:00Z"
     * stands for that word with any moment. */
    const char *const *words;
};

enum { CLI_OPTIONS = 12 };

/* What was given: values[i] belongs to options[i] of the command (flags: ""). */
struct cli_call {
    const struct cli_command *command;
    const char *values[CLI_OPTIONS];
    int argc; /* words that are no options */
    char **argv;
};

struct cli_command {
    const char *name;
    const char *words; /* "INC", "FILE", "" */
    const char *summary;
    const char *details;              /* for --help, or NULL */
    int least, most;                  /* how many words */
    const struct cli_option *options; /* ends with name NULL, or NULL */
    int (*run)(const struct cli_call *call);
};

extern const struct cli_command *const cli_commands[]; /* NULL-terminated (main.c) */

/* Value of an option of the call, NULL when it was not given. */
const char *cli_value(const struct cli_call *call, const char *option);
/* Of an option that is a number: as given, or what stands for it. */
long cli_number(const struct cli_call *call, const char *option);
/* The moment behind its word ("virtual=…"), UTC ms. False: none was given. */
bool cli_moment(const struct cli_call *call, const char *option, int64_t *ret);
/* Is all that was given what its row takes? False: it was said what is not. */
bool cli_values_fit(const struct cli_call *call);
/* "tocsin: …" on standard error; returns EXIT_TROUBLE. */
int cli_fail(const struct error *err);
int cli_usage(const struct cli_call *call, const char *why); /* EXIT_USAGE */
void cli_print_help(const struct cli_command *command);

#define CLI_COMMON_OPTIONS                                                               \
    {"config", "FILE", "configuration", .otherwise = "./tocsin.yaml when it exists"}, {  \
        "data", "DIR", "data folder of the embedded Redis", .otherwise = "./tocsin-data" \
    }

#endif
