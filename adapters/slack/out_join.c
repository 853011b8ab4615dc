/* out_join.c: tocsin joins the configured places at its start: it must be a member to
 * read what a reaction marked and to look for what it may have said. A place that it
 * cannot join may still be posted to; why not is on the log, and the look at everything
 * finds it (out_check.c), which says it on incidents. */
#include "out_join.h"
#include "api_say.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "out_places.h"

struct joining {
    struct place_view view; /* first */
    const char *const *places;
};

static void next(struct joining *joining);

static void stopped(struct op *op) {
    op_free(op);
}

static void warn(struct joining *joining, const char *why) {
    struct slack *slack = joining->view.op.slack;
    log_event(LOG_LEVEL_WARN, "slack.not_joined", "place", *joining->places, "why", why,
              NULL);
    slack->unjoined = slack->unjoined ? slack->unjoined : json_object();
    jsonx_set_string(slack->unjoined, *joining->places, why);
}

static void go_on(struct joining *joining) {
    joining->places++;
    next(joining);
}

static void joined(struct op *op, const struct api_result *result) {
    struct joining *joining = (struct joining *)op;
    if (result->kind != API_OK) {
        warn(joining, slack_api_say(op->arena, result));
    }
    go_on(joining);
}

static void seen(struct op *op, const json_t *channel, const struct api_result *result) {
    struct joining *joining = (struct joining *)op;
    const char *id = jsonx_string(channel, "id", NULL);
    if (!channel || !id) {
        warn(joining, result ? slack_api_say(op->arena, result)
                             : "Slack shows tocsin no channel of that name");
    } else if (jsonx_bool(channel, "is_archived", false)) {
        warn(joining, "it is archived: unarchive it, or configure another");
    } else if (jsonx_bool(channel, "is_private", false) &&
               !jsonx_bool(channel, "is_member", false)) {
        warn(joining, "it is private: /invite tocsin there");
    } else if (!jsonx_bool(channel, "is_member", false)) {
        op_call_patiently(op, "conversations.join", json_pack("{s:s}", "channel", id),
                          joined);
        return;
    }
    go_on(joining);
}

static void next(struct joining *joining) {
    while (*joining->places && strchr(*joining->places, '@')) {
        joining->places++; /* a person is not joined */
    }
    if (*joining->places) {
        place_view(&joining->view, *joining->places, seen);
    } else {
        op_free(&joining->view.op);
    }
}

void slack_join_places(struct slack *slack) {
    if (!slack->options.places || !slack->options.places[0] || slack->stopped) {
        return;
    }
    struct joining *joining = op_new(slack, sizeof *joining, false, stopped);
    joining->places = slack->options.places;
    next(joining);
}
