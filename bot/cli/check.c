/* check.c: `tocsin check`: the configuration, the policy and the templates, loaded as the
 * bot would load them; nothing is started. */
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/networks.h"
#include "cli/setup.h"
#include "core/command.h"
#include "io/config_options.h"

#include <stdio.h>

extern const struct command_table command_table;

static void print_span(struct arena *arena, const char *label, const struct span *span) {
    const char *days = span->business_days > 1 ? "business days" : "business day";
    const char *elapsed = span->ms > 0 ? duration_format(arena, span->ms) : "none";
    if (span->business_days == 0) {
        printf("  %s %s", label, elapsed);
    } else if (span->ms == 0) {
        printf("  %s %d %s", label, span->business_days, days);
    } else {
        printf("  %s %d %s or %s, the sooner", label, span->business_days, days, elapsed);
    }
}

static void print_severity(const struct policy_severity *severity) {
    struct arena *arena = arena_new();
    printf("%s:", severity->name);
    print_span(arena, "acknowledge", &severity->acknowledge);
    print_span(arena, "update", &severity->update);
    print_span(arena, "resolve", &severity->resolve);
    printf("%s\n", severity->climbs ? "  climbs" : "");
    arena_free(arena);
}

static void print_options(void) {
    struct arena *arena = arena_new();
    const struct config_row *row = config_rows(arena, networks_table);
    for (; row->option; row++) {
        const struct config_option *o = row->option;
        printf("%s\t%s\t%s\t%s\n", o->name, o->type, o->otherwise ? o->otherwise : "",
               o->help);
    }
    arena_free(arena);
}

static void print_command(const struct command *command) {
    struct arena *arena = arena_new();
    if (!command->subs) {
        printf("%s\t%s\n", command_usage(arena, command, NULL), command->summary);
    }
    for (size_t i = 0; command->subs && command->subs[i]; i++) {
        printf("%s\t%s\n", command_usage(arena, command, command->subs[i]),
               command->subs[i]->summary);
    }
    arena_free(arena);
}

static int run(const struct cli_call *call) {
    if (cli_value(call, "options")) {
        print_options();
        return EXIT_FINE;
    }
    if (cli_value(call, "commands")) {
        for (size_t i = 0; i < command_table.n; i++) {
            print_command(command_table.list[i]);
        }
        return EXIT_FINE;
    }
    struct error err = {0};
    struct setup *setup = setup_load(call, &err);
    if (!setup) {
        (void)cli_fail(&err);
        return EXIT_FINDINGS;
    }
    const struct config *config = setup->config;
    printf("configuration %s: fine\n", config->path ? config->path : "(defaults)");
    printf("workspace %s, language %s, zone %s\n", config->directory.workspace,
           config->directory.language, config->civil.zone);
    printf("policy %s (%s): fine\n", setup->policy->name, setup->policy->title);
    if (config->templates) {
        size_t n = setup->messages.noverrides;
        printf("templates %s: %zu of your own, fine\n", config->templates, n);
    }
    for (int level = SEVERITY_HIGHEST; level <= SEVERITY_LOWEST; level++) {
        print_severity(&setup->policy->severity[level]);
    }
    setup_free(setup);
    return EXIT_FINE;
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "options", .help = "list every option of the configuration instead"},
    {.name = "commands", .help = "list every chat command with its usage instead"},
    {0},
};

const struct cli_command cli_check = {
    .name = "check",
    .words = "",
    .summary = "check the configuration, the policy and the templates",
    .options = options,
    .run = run,
};
