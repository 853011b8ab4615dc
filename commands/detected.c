/* detected: when it was noticed, said or corrected later. Detection is what durations and
 * the record count from, and whoever declares at 03:05 what a colleague saw at 02:30 has
 * other things in mind. */
#include "common.h"
#include "core/told.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    int64_t was = incident->milestones[MILESTONE_DETECTED];
    int64_t at = turn_arg_int(turn, "time", 0);
    json_t *data;

    if (!told_detection(turn, at, err)) {
        return false;
    }
    data = json_pack("{s:I, s:{s:I}}", "detected", (json_int_t)at, "from", "detected",
                     (json_int_t)was);
    if (!turn_add(turn, KIND_CHANGED, data, text_of("reason", turn_arg(turn, "reason")),
                  err)) {
        return false;
    }
    turn_say(turn,
             "Noticed at {{at}}, {{{ago}}} ago (it was {{was}}). Durations count from "
             "there.\n",
             json_pack("{s:s, s:s, s:s}", "at", told_words(turn, at), "ago",
                       turn_duration(turn, turn->world->now - at), "was",
                       told_words(turn, was)));
    return true;
}

const struct command command_detected = {
    .name = "detected",
    .aliases = (const char *const[]){"noticed", NULL},
    .summary = "Say when it was noticed, or correct that",
    .details = "A time of the workspace's clock (the last one), `20m ago`, or a date and "
               "time. Durations and the record count from it, unless users were hit "
               "from another time on (<!started>); reminders do not.",
    .example = "detected 02:30 first alert of the probe in Paris",
    .args = (const struct arg[]){{"time", ARG_TIME, ARG_REQUIRED, "when it was noticed",
                                  NULL},
                                 {"reason", ARG_TEXT, 0, "how that is known", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_OF_FACTS,
    .run = run,
};
