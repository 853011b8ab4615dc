/* close: nothing more is expected of the responders. Open actions outlive it, with their
 * deadlines, and are named so that nobody is surprised by the reminder. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    json_t *view;

    if (!turn_add(turn, KIND_CLOSED, NULL, text_of("note", turn_arg(turn, "note")),
                  err)) {
        return false;
    }
    view = json_pack("{s:s}", "id", turn_incident(turn)->id);
    view_count(view, "actions", (int64_t)turn_incident(turn)->nactions);
    turn_say(turn,
             "*{{id}}* is closed.{{#actions}} Actions still open: {{actions}}. They keep "
             "their reminders: <!action list>{{/actions}}\n",
             view);
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
    .flags = COMMAND_FINAL,
    .run = run,
};
