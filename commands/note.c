/* note: a fact for the timeline that nobody needs to hear now. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    if (!turn_add(turn, KIND_NOTE, NULL, text_of("note", turn_arg(turn, "note")), err)) {
        return false;
    }
    turn_say(turn, "Noted on the timeline.\n", NULL);
    return true;
}

const struct command command_note = {
    .name = "note",
    .aliases = (const char *const[]){"add", "log", NULL},
    .summary = "Write a note on the timeline",
    .details = "What was tried, seen or ruled out. A note is not an update: it moves no "
               "deadline and is announced to nobody.",
    .example = "note restarted db-3, no change",
    .args =
        (const struct arg[]){
            {"note", ARG_TEXT, ARG_REQUIRED, "what happened or was found",
             (const char *const[]){"why", "what was done", "what was checked",
                                   "ce que dit le message", NULL}},
            ARG_AT,
            {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = run,
};
