/* started: when users began to be hit, where that was not when it was noticed. Durations
 * and the record count from it. */
#include "common.h"
#include "core/told.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int64_t was = incident->impact_from != 0 ? incident->impact_from
                                             : incident->milestones[MILESTONE_DETECTED];
    int64_t at = turn_arg_int(turn, "time", 0);
    json_t *data;

    if (!told_impact(turn, at, err)) {
        return false;
    }
    data = json_pack("{s:I, s:{s:I}}", "impact_from", (json_int_t)at, "from",
                     "impact_from", (json_int_t)was);
    if (!turn_add(turn, KIND_CHANGED, data, text_of("reason", turn_arg(turn, "reason")),
                  err)) {
        return false;
    }
    turn_say(
        turn,
        "Users were hit from {{at}}, {{{ago}}} ago (it was {{was}}). Durations count "
        "from there.\n",
        json_pack("{s:s, s:s, s:s}", "at", told_words(turn, at), "ago",
                  turn_duration(turn, turn->world->now - at), "was",
                  told_words(turn, was)));
    return true;
}

const struct command command_started = {
    .name = "started",
    .aliases = (const char *const[]){"began", NULL},
    .summary = "Say when users began to be hit, or correct that",
    .details = "A time of the workspace's clock (the last one), `20m ago`, or a date and "
               "time. Without it users count as hit since it was noticed (<!detected>).",
    .example = "started 02:10 the first order that failed in Lyon",
    .args = (const struct arg[]){{"time", ARG_TIME, ARG_REQUIRED, "when it began", NULL},
                                 {"reason", ARG_TEXT, 0, "how that is known", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_OF_FACTS,
    .run = run,
};
