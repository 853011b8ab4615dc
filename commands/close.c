/* close: nothing more is expected of the responders. Open actions outlive it, with their
 * deadlines, and are named so that nobody is surprised by the reminder. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    size_t open = turn_incident(turn)->nactions;

    if (!turn_add(turn, KIND_CLOSED, NULL, text_of("note", turn_arg(turn, "note")),
                  err)) {
        return false;
    }
    turn_say(turn,
             "*{{id}}* is closed.{{#actions}} Actions still open: {{actions}}. They keep "
             "their reminders: <!action list>{{/actions}}\n",
             open ? json_pack("{s:s, s:I}", "id", turn_incident(turn)->id, "actions",
                              (json_int_t)open)
                  : json_pack("{s:s}", "id", turn_incident(turn)->id));
    return true;
}

const struct command command_close = {
    .name = "close",
    .aliases = (const char *const[]){"closed", NULL},
    .summary = "Close the incident",
    .details = "Notes, actions, evidence, links, summary and impact can still be added "
               "afterwards, and <!reopen> undoes it.",
    .example = "close",
    .args = (const struct arg[]){{"note", ARG_TEXT, 0, "closing words", NULL}, {0}},
    .scope = SCOPE_INCIDENT,
    .run = run,
};
