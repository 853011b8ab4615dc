/* show.c: `tocsin show INC`: one incident and its timeline, for people. */
#include "base/text.h"
#include "cli/timeline.h"
#include "core/markup.h"
#include "core/markup_text.h"
#include "core/names.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/record_words.h"

#include <stdio.h>
#include <string.h>

/* The plain text of a line of markup, on one line and safe for a terminal. */
static char *plain(struct arena *arena, const struct world *world, const char *markup) {
    json_t *tree = markup_parse(markup, strlen(markup));
    names_in_tree(world->directory, tree);
    char *text = text_line(arena, markup_plain(arena, tree));
    json_decref(tree);
    return text;
}

static void print_head(struct arena *arena, const struct world *world,
                       const struct incident *state) {
    const struct policy_severity *severity =
        policy_severity(world->policy, state->severity);
    const struct policy_phase *phase = policy_phase(world->policy, state->phase);
    const char *commander = incident_role(state, policy_commander(world->policy));
    const char *end = incident_end(state);
    printf("%s  %s  %s%s%s%s\n", state->id, severity ? severity->name : "?",
           text_line(arena, phase ? phase->name : state->phase), end ? " (" : "",
           end ? end : "", end ? ")" : "");
    printf("%s\n", text_line(arena, state->summary));
    printf(
        "opened %s, commander: %s, updates: %lld, missed deadlines: %lld, head %s\n\n",
        time_format_utc(arena, state->opened),
        text_line(arena, commander ? people_name(world->directory, commander) : "nobody"),
        (long long)state->updates, (long long)state->missed, state->chain);
}

static void print(const struct cli_call *call, const struct setup *setup,
                  struct arena *arena, const struct timeline *timeline) {
    (void)call;
    struct world world = {
        .policy = setup->policy,
        .directory = &setup->config->directory,
        .messages = &setup->messages,
        .civil = setup->civil,
        .now = timeline->state->at,
    };
    print_head(arena, &world, timeline->state);
    for (size_t i = 0; i < timeline->n; i++) {
        printf("%4lld  %s\n", (long long)timeline->entries[i].n,
               plain(arena, &world,
                     record_entry_line(arena, &world, &timeline->entries[i])));
    }
}

static int show_one(const struct cli_call *call, const struct setup *setup,
                    struct database *db, const char *id) {
    return timeline_show(call, setup, db, id, print);
}

static int run(const struct cli_call *call) {
    return timeline_command(call, show_one, NULL);
}

static const struct cli_option options[] = {CLI_COMMON_OPTIONS, {0}};

const struct cli_command cli_show = {
    .name = "show",
    .words = "INC",
    .summary = "print an incident and its timeline, for people",
    .least = 1,
    .most = 1,
    .options = options,
    .run = run,
};
