/* duplicate: this one was declared although the other exists. Both stay, with their
 * timelines; the link says where the work goes on. A related pair can still become one of
 * duplicates; a duplicate is not turned round, because both timelines already say it. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const char *id = turn_incident(turn)->id;

    if (!linkable(turn, true, err) ||
        !link_both(turn, LINK_DUPLICATE_OF, LINK_DUPLICATED_BY, err)) {
        return false;
    }
    turn_say(turn, "*{{id}}* is a duplicate of *{{other}}*: work goes on there.\n",
             json_pack("{s:s, s:s}", "id", id, "other", turn->other->id));
    return true;
}

const struct command command_duplicate = {
    .name = "duplicate",
    .aliases = (const char *const[]){"dup", NULL},
    .summary = "Say that this is a duplicate of another incident",
    .details =
        "Both timelines say so. This one still has to be resolved and closed: until "
        "then its deadlines go on.",
    .example = "duplicate 002",
    .args = (const struct arg[]){{"other", ARG_INCIDENT, ARG_REQUIRED,
                                  "the incident that goes on", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OTHER | COMMAND_FINAL,
    .run = run,
};
