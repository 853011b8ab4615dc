/* decision: what was decided, so that the review need not reconstruct it. The entry's
 * actor is who decided or who wrote it down; the text says which. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    if (!turn_add(turn, KIND_DECISION, NULL,
                  text_of("decision", turn_arg(turn, "decision")), err)) {
        return false;
    }
    turn_say(turn, "Decision {{number}} is on the timeline.\n",
             json_pack("{s:I}", "number", (json_int_t)turn_incident(turn)->decisions));
    return true;
}

const struct command command_decision = {
    .name = "decision",
    .aliases = (const char *const[]){"decide", NULL},
    .summary = "Record a decision",
    .details =
        "What was decided and why. The review reads it as it was known at the time.",
    .example = "decision roll back to the build of Tuesday, data loss is ruled out",
    .args = (const struct arg[]){{"decision", ARG_TEXT, ARG_REQUIRED,
                                  "what was decided, and why", NULL},
                                 ARG_AT,
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_OF_FACTS,
    .run = run,
};
