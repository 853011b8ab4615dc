/* list.c: `tocsin list`: which incidents there are. */
#include "base/text.h"
#include "cli/timeline.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/record.h"

#include <stdio.h>
#include <stdlib.h>

static void print_line(struct arena *arena, const struct setup *setup,
                       const struct incident *state) {
    const struct policy_severity *severity =
        policy_severity(setup->policy, state->severity);
    const struct policy_phase *phase = policy_phase(setup->policy, state->phase);
    const char *commander = incident_role(state, policy_commander(setup->policy));
    printf("%s  %-6s %-13s %-9s %-12s %s\n", state->id, severity ? severity->name : "?",
           text_line(arena, phase ? phase->name : state->phase),
           state->closed ? incident_end(state) : "open",
           commander ? text_line(arena, people_name(&setup->config->directory, commander))
                     : "-",
           text_line(arena, state->summary));
}

static void print(const struct cli_call *call, const struct setup *setup,
                  struct arena *arena, const struct timeline *timeline) {
    bool closed = cli_value(call, "closed") != NULL;
    if (!cli_value(call, "all") && timeline->state->closed != closed) {
        return; /* no index knew which it is */
    }
    if (!cli_value(call, "json")) {
        print_line(arena, setup, timeline->state);
        return;
    }
    json_t *json = record_json(timeline->state);
    char *text = json_dumps(json, JSON_COMPACT);
    printf("%s\n", text ? text : "{}");
    free(text);
    json_decref(json);
}

static int list_one(const struct cli_call *call, const struct setup *setup,
                    struct database *db, const char *id) {
    return timeline_show(call, setup, db, id, print);
}

static int run(const struct cli_call *call) {
    bool all = cli_value(call, "all") != NULL;
    bool closed = cli_value(call, "closed") != NULL;
    return timeline_walk(call, all || !closed, all || closed, list_one, timeline_lost);
}

static const struct cli_option options[] = {
    CLI_COMMON_OPTIONS,
    {.name = "closed", .help = "closed ones instead of open ones"},
    {.name = "all", .help = "open and closed ones"},
    {.name = "json", .help = "the record of each, one JSON object a line"},
    {0},
};

const struct cli_command cli_list = {
    .name = "list",
    .words = "",
    .summary = "list open, closed or all incidents",
    .options = options,
    .run = run,
};
