/* summary: one line that tells a newcomer what this is about. Corrected as more is known,
 * also after closure: exports and reviews show the last one. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const char *summary = turn_arg(turn, "summary");
    const char *now = turn_incident(turn)->summary;

    if (!summary) {
        turn_say(turn,
                 "{{#now}}It says: {{now}}\n{{/now}}To change it: <!summary what is "
                 "broken>\n",
                 now ? json_pack("{s:s}", "now", now) : NULL);
        return true;
    }
    if (text_equal(summary, now)) {
        return err_set(err, ERR_INVALID, "That is the summary already.");
    }
    if (!turn_add(turn, KIND_SUMMARY, NULL, text_of("summary", summary), err)) {
        return false;
    }
    turn_say(turn, "Summary changed.\n", NULL);
    return true;
}

const struct command command_summary = {
    .name = "summary",
    .aliases = (const char *const[]){"title", "rename", NULL},
    .summary = "Change the summary",
    .details = "What is broken, for whom, in one line. The former one stays on the "
               "timeline.",
    .example = "summary checkout fails for cards issued in the EU",
    .args = (const struct arg[]){{"summary", ARG_TEXT, ARG_REQUIRED,
                                  "what is broken, in one line", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_OF_FACTS | COMMAND_BARE,
    .run = run,
};
