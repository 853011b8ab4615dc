/* impact: who is hit and how. Changes what notices show without counting as an update: a
 * corrected figure must not silence the cadence. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const char *impact = turn_arg(turn, "impact");
    const char *now = turn_incident(turn)->impact;

    if (!impact) {
        turn_say(turn,
                 "{{#now}}Impact: {{now}}\n{{/now}}To say who is hit: <!impact who is "
                 "hit, and how>\n",
                 now ? json_pack("{s:s}", "now", now) : NULL);
        return true;
    }
    if (text_equal(impact, now)) {
        return err_set(err, ERR_INVALID, "That is the impact already.");
    }
    if (!turn_add(turn, KIND_IMPACT, NULL, text_of("impact", impact), err)) {
        return false;
    }
    turn_say(turn, "Impact changed. It does not replace an update.\n", NULL);
    return true;
}

const struct command command_impact = {
    .name = "impact",
    .summary = "Say who is hit and how",
    .details =
        "Users, services, money, data. Shown in notices and in the summary. It moves "
        "no deadline: <!update> does.",
    .example = "impact 12 % of card payments fail, no data is lost",
    .args =
        (const struct arg[]){
            {"impact", ARG_TEXT, ARG_REQUIRED, "who is hit, and how", NULL}, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_OF_FACTS | COMMAND_BARE,
    .run = run,
};
