/* bridge: where to talk. Anybody joining asks for it, so it is one word away. */
#include "common.h"

static bool run(struct turn *turn, struct error *err) {
    const struct incident *incident = turn_incident(turn);
    const char *url = turn_arg(turn, "url");

    if (!url) {
        turn_say(turn,
                 "{{#url}}Bridge: [join]({{url}}){{/url}}"
                 "{{^url}}No bridge yet. Set it: <!bridge>{{/url}}\n",
                 incident->bridge ? json_pack("{s:s}", "url", incident->bridge) : NULL);
        return true;
    }
    if (incident->closed) {
        return err_set(
            err, ERR_PHASE,
            "%s is closed and needs no bridge. If it came back: <!reopen what came back>",
            incident->id);
    }
    if (text_equal(url, incident->bridge)) {
        return err_set(err, ERR_INVALID, "That is the bridge already.");
    }
    if (!turn_add(turn, KIND_BRIDGE, NULL, text_of("url", url), err)) {
        return false;
    }
    turn_say(turn, "Bridge set.\n", NULL);
    return true;
}

const struct command command_bridge = {
    .name = "bridge",
    .aliases = (const char *const[]){"call", NULL},
    .summary = "Set or show the link of the call",
    .example = "bridge https://meet.example.org/inc-001",
    .args = (const struct arg[]){{"url", ARG_URL, 0, "link of the call", NULL}, {0}},
    .scope = SCOPE_INCIDENT,
    .flags = COMMAND_WHEN_CLOSED,
    .run = run,
};
