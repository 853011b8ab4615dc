/* link: two incidents that have to do with each other; said on both timelines, in one
 * commit. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const char *apart = NULL;

    if (!linkable(turn, false, err)) {
        return false;
    }
    if (turn_arg(turn, "reason") != NULL &&
        turn->other->restricted != turn_incident(turn)->restricted) {
        apart = turn->other->restricted ? turn->other->id : turn_incident(turn)->id;
    }
    if (!link_both(turn, LINK_RELATED, LINK_RELATED, err)) {
        return false;
    }
    turn_say(turn,
             "Linked with *{{other}}*.{{#apart}} The reason is on {{apart}} alone, which "
             "is restricted.{{/apart}}\n",
             json_pack("{s:s, s:s*}", "other", turn->other->id, "apart", apart));
    return true;
}

const struct command command_link = {
    .name = "link",
    .aliases = (const char *const[]){"related", NULL},
    .summary = "Link with another incident",
    .details = "Both timelines say so. When the other one is the same incident: "
               "<!duplicate>.",
    .example = "link 002 same database",
    .args =
        (const struct arg[]){
            {"other", ARG_INCIDENT, ARG_REQUIRED, "the other incident", NULL},
            {"reason", ARG_TEXT, 0, "what they have in common", NULL},
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_OTHER,
    .run = run,
};
