/* world_asked.h: a command that is asked, and what is sent back. */
#ifndef TOCSIN_TESTS_WORLD_ASKED_H
#define TOCSIN_TESTS_WORLD_ASKED_H

#include "world.h"

#define HOOK "answer-here"

#define ASKED "1.1"

static inline const json_t *payload_of(const struct websocket *socket,
                                       const char *envelope) {
    const json_t *frame = world_ack(socket, envelope);
    assert_non_null(frame);
    return json_object_get(frame, "payload");
}

static inline struct world *asked(const char *text) {
    struct world *world = world_up(2);
    world_json(world->sockets[0], world_slash("e1", ASKED, text));
    return world;
}

#endif
