/* broken: one part fails, or fails again, while the incident goes on. The whole failing
 * again after it was restored is `reopen`; a part of what was never whole is not. */
#include "common.h"
#include "core/parts.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *part = turn_arg(turn, "part");

    if (incident->milestones[MILESTONE_RECOVERED]) {
        return err_set(err, ERR_PHASE,
                       "%s is recorded as restored as a whole. If %s failed again: "
                       "<!reopen %s failed again>",
                       incident->id, part, part);
    }
    if (!part_room(incident, part, err) || !part_news(turn, part, PART_BROKEN, 0, err) ||
        !turn_add(turn, KIND_PART,
                  json_pack("{s:s, s:s}", "part", part, "state", PART_BROKEN),
                  text_of("note", turn_arg(turn, "note")), err)) {
        return false;
    }
    turn_say(turn,
             "Recorded: {{part}} does not work. When it does: <!restore {{part}}>\n",
             json_pack("{s:s}", "part", part));
    return true;
}

const struct command command_broken = {
    .name = "broken",
    .aliases = (const char *const[]){"failing", NULL},
    .summary = "Record that one part fails, or fails again",
    .details = "A component or a region. When all of it failed again after it was "
               "restored: <!reopen>.",
    .example = "broken eu one request in five times out again",
    .args = (const struct arg[]){{"part", ARG_WORD, ARG_REQUIRED, "component or region",
                                  NULL},
                                 {"note", ARG_TEXT, 0, "how it fails", NULL},
                                 ARG_AT,
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS,
    .run = run,
};
