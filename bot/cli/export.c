/* export.c: `tocsin export INC`: the YAML record, or everything as JSON. */
#include "cli/timeline.h"
#include "core/record.h"

#include <stdio.h>
#include <stdlib.h>

static void print(const struct cli_call *call, const struct setup *setup,
                  struct arena *arena, const struct timeline *timeline) {
    (void)setup;
    if (!cli_value(call, "json")) {
        printf("%s%s", cli_value(call, "all") ? "---\n" : "",
               record_yaml(arena, timeline->state));
        return;
    }
    json_t *json = record_export(timeline->state, timeline->entries, timeline->n);
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    printf("%s\n", text ? text : "{}");
    free(text);
    json_decref(json);
}

static int export_one(const struct cli_call *call, const struct setup *setup,
                      struct database *db, const char *id) {
    return timeline_show(call, setup, db, id, print);
}

static int run(const struct cli_call *call) {
    return timeline_command(call, export_one, timeline_lost);
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "json", .help = "the state and every entry, one JSON object a line"},
    {.name = "all", .help = "every incident instead of one"},
    {0},
};

const struct cli_command cli_export = {
    .name = "export",
    .words = "INC",
    .summary = "print the YAML record of an incident, or all of it as JSON",
    .most = 1,
    .options = options,
    .run = run,
};
