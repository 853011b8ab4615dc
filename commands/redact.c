/* redact: takes a text off the record that should never have been written: a password, a
 * name. The entry keeps its place, its author and its time, and says that its text was
 * removed; the chain holds only a salted hash of it and verifies as before. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    return turn_redact(turn, turn_arg_int(turn, "number", 0),
                       text_of("reason", turn_arg(turn, "reason")), err);
}

const struct command command_redact = {
    .name = "redact",
    .summary = "Remove the text of one entry for good",
    .details =
        "Entry numbers are shown by <!timeline>. Services, environment, owner and "
        "part that the entry names go with the text. What a channel has already shown "
        "and what backups hold is not reached: remove it there as well.",
    .example = "redact 12 a password of db-7 stands in it",
    .args = (const struct arg[]){{"number", ARG_NUMBER, ARG_REQUIRED,
                                  "number of the entry", NULL},
                                 {"reason", ARG_TEXT, 0, "why, without the text", NULL},
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED | COMMAND_NEEDS_TIMELINE | COMMAND_FINAL,
    .right = GROUP_ADMIN,
    .run = run,
};
