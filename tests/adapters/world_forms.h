/* world_forms.h: forms, and what is sent back of them. */
#ifndef TOCSIN_TESTS_WORLD_FORMS_H
#define TOCSIN_TESTS_WORLD_FORMS_H

#include "world.h"

#define HOOK "answer-here"

#define OPENED "{\"ok\":true,\"view\":{\"id\":\"V1\"}}"

static const json_t *view_of(struct world_request *request) {
    const json_t *view = json_object_get(request->body, "view");
    assert_non_null(view);
    return view;
}

static inline json_t *form(struct world *world) {
    return arena_json(world->arena,
                      json_pack("{s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:b}]}",
                                "command", "update", "title", "Post an update",
                                "incident", "INC-1", "submit", "Post", "fields", "name",
                                "update", "label", "What is new", "type", "text",
                                "required", 1));
}

static inline void reply_form(struct world *world, size_t n) {
    const struct reply reply = {.status = REPLY_DONE, .form = form(world)};
    world_reply(world, n, &reply);
}

/* ---- interactive envelopes ---- */

static inline json_t *interactive(const char *envelope, const char *trigger,
                                  json_t *payload) {
    json_object_set_new(payload, "user",
                        json_pack("{s:s, s:s}", "id", "U1", "username", "ana"));
    json_object_set_new(payload, "trigger_id", json_string(trigger));
    /* The envelope of a press accepts a payload too, and Slack shows nobody what is in it. */
    return json_pack("{s:s, s:s, s:b, s:o}", "type", "interactive", "envelope_id",
                     envelope, "accepts_response_payload", 1, "payload", payload);
}

static inline const json_t *payload_of(struct world *world, const char *envelope) {
    const json_t *frame = world_ack(world->sockets[0], envelope);
    assert_non_null(frame);
    return json_object_get(frame, "payload");
}

#endif
