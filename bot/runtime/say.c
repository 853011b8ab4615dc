/* say.c: notices without an entry: that a timeline is gone cannot stand on it. A commit of
 * its own only puts them into their lanes. */
#include "runtime/say.h"
#include "runtime/tell.h"
#include "runtime/world.h"

enum { AUDIENCES_MAX = 4 };

static size_t route_all(struct arena *arena, const struct saying *saying,
                        const struct world *world, struct routed *ret) {
    struct notice notices[AUDIENCES_MAX] = {0};
    struct incident *none = saying->state ? NULL : incident_new(saying->id);
    const struct incident *state = none ? none : saying->state;
    json_t *body = arena_json(
        arena, messages_render(world->messages, saying->message, saying->view));
    size_t n = 0;
    for (; n < AUDIENCES_MAX && saying->audiences[n]; n++) {
        notices[n] = (struct notice){.audience = saying->audiences[n],
                                     .message = saying->message,
                                     .body = body,
                                     .urgent = true,
                                     .plain = true};
    }
    n = route(arena, world, state, state, notices, n, ret);
    for (size_t i = 0; none && i < n; i++) {
        /* There is no state to be looked at before it is sent. */
        json_object_del(ret[i].record, "inc");
    }
    incident_free(none);
    return n;
}

void bot_say(struct bot *bot, const struct saying *saying) {
    struct arena *arena = arena_new();
    struct routed *routed = arena_array(arena, ROUTED_MAX, sizeof *routed);
    struct world world = bot_world(bot);
    struct directory elsewhere = *bot->directory;
    if (saying->places) {
        elsewhere.announce = saying->places;
        world.directory = &elsewhere;
    }
    size_t n = route_all(arena, saying, &world, routed);
    size_t room = (LIMIT_OPS - saying->nwrites) / 3;
    struct to_tell what = {routed, n < room ? n : room, saying->writes, saying->nwrites};
    tell_routed(bot, arena, &what, saying->done, saying->ctx);
}
