/* buttons.c: the answer to a press of a button in a message.
 *
 * A press that did something, or whose time has passed, takes that button off the message
 * and leaves a line that says who pressed it. A message that is kept current (the pinned
 * summary) is left alone: its next edit brings the buttons that fit by then. */
#include "inbound.h"

#include "base/jsonx.h"
#include "base/text.h"

/* As mirrors.c marks what it keeps. */
static bool kept_current(const json_t *message) {
    const json_t *metadata = json_object_get(message, "metadata");
    const json_t *payload = json_object_get(metadata, "event_payload");
    return json_array_size(json_object_get(message, "pinned_to")) > 0 ||
           text_starts(jsonx_string(payload, "id", ""), "summary:");
}

static void settled(struct asked *asked, const struct api_result *result) {
    answers_perhaps_read(asked, result);
}

/* `who`: an actor, or NULL: nobody is named. */
static bool settle(struct asked *asked, const char *who, const char *said) {
    const struct envelope *envelope = &asked->envelope;
    const json_t *blocks = json_object_get(envelope->message, "blocks");
    if (!envelope->response_url || !blocks || kept_current(envelope->message)) {
        return false;
    }
    json_t *body = json_pack(
        "{s:b, s:s, s:o}", "replace_original", 1, "text",
        jsonx_string(envelope->message, "text", said), "blocks",
        slack_blocks_settled(asked->arena, blocks, envelope->action_id, who, said));
    return body && answers_url(asked, body, settled);
}

void buttons_reply(struct asked *asked, const struct reply *reply) {
    const struct input *input = &asked->envelope.input;
    const char *label = asked->envelope.label;
    const char *said = label ? label : input->command ? input->command : "done";
    bool did = reply->status == REPLY_DONE && reply->saved;
    if (did && settle(asked, input->actor, said)) {
        asked_ack(asked, NULL); /* the message says it, and the notice */
        return;
    }
    if (reply->moot) {
        settle(asked, NULL, arena_printf(asked->arena, "%s: its time has passed", said));
    }
    answers_say(asked, reply->body);
}
