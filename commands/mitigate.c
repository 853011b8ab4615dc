/* mitigate: users are hit less or no longer, whatever the cause. A temporary one is said
 * to be temporary, because a workaround that nobody remembers is the next incident. */
#include "common.h"
#include "core/parts.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *note = turn_arg(turn, "note");
    const char *part = turn_arg(turn, "part");
    bool temporary = turn_arg_bool(turn, "temporary");
    json_t *data;

    if (part && !part_room(incident, part, err)) {
        return false;
    }
    if (incident->milestones[MILESTONE_MITIGATED] && !note && !part &&
        incident->temporary_mitigation == temporary) {
        return err_set(err, ERR_PHASE,
                       "That mitigation is already recorded. A further one needs a few "
                       "words: <!mitigate what was done>");
    }
    data = json_pack("{s:b}", "temporary", temporary);
    jsonx_set_string(data, "part", part);
    if (!turn_add(turn, KIND_MITIGATED, data, text_of("note", note), err)) {
        return false;
    }
    turn_say(turn,
             "Recorded as mitigated{{#temporary}}, temporarily. Keep its removal in "
             "sight: <!action add remove the workaround>{{/temporary}}"
             "{{^temporary}}.{{/temporary}}\n",
             json_pack("{s:b}", "temporary", temporary));
    return true;
}

const struct command command_mitigate = {
    .name = "mitigate",
    .aliases = (const char *const[]){"mitigated", NULL},
    .summary = "Record that users are hit less, or no longer",
    .details =
        "The cause may still be there. Say `temporary` when what was done has to be "
        "undone or replaced later.",
    .example = "mitigate temporary traffic goes to the second region",
    .args = (const struct arg[]){{"temporary", ARG_FLAG, 0, "it has to be replaced later",
                                  (const char *const[]){"temp", "workaround", NULL}},
                                 {"part", ARG_WORD, ARG_KEY, "component or region", NULL},
                                 {"note", ARG_TEXT, 0, "what was done", NULL},
                                 ARG_AT,
                                 {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_RESPONDS,
    .run = run,
};
