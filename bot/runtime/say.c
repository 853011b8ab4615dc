/* say.c: notices without an entry: that a timeline is gone cannot stand on it. A commit of
 * its own only puts them into their lanes. */
#include "runtime/say.h"
#include "base/mem.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/quiet.h"
#include "runtime/world.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { AUDIENCES_MAX = 4 };

struct saying_now {
    struct bot *bot;
    struct arena *arena;
    struct routed *routed;
    size_t n;
    void (*done)(void *ctx, bool said);
    void *ctx;
};

static void said(void *ctx, const struct commit_reply *reply) {
    struct saying_now *saying = ctx;
    struct bot *bot = saying->bot;
    bool done = reply->result == COMMIT_DONE;
    for (size_t i = 0; i < saying->n; i++) {
        struct lane *lane = lane_get(bot, saying->routed[i].lane);
        lane->pushes--;
        if (done) {
            lane_push(lane, saying->routed[i].id, saying->routed[i].text, false);
            lane_pump(lane);
        } else if (reply->result == COMMIT_UNKNOWN) {
            lane_reload(lane);
        }
    }
    if (saying->done) {
        saying->done(saying->ctx, done);
    }
    arena_free(saying->arena);
    free(saying);
    bot_end(bot);
}

static void build(struct saying_now *saying, struct ops *ops, int64_t now) {
    for (size_t i = 0; i < saying->n; i++) {
        struct routed *routed = &saying->routed[i];
        char *json = json_dumps(routed->record, JSON_COMPACT);
        if (!json) {
            abort();
        }
        routed->text = arena_strdup(saying->arena, json);
        ops_write(ops, arena_printf(saying->arena, KEY_LANE "%s", routed->lane), "RPUSH",
                  routed->id, NULL);
        ops_write(ops, arena_printf(saying->arena, KEY_OUTBOX "%s", routed->lane), "HSET",
                  routed->id, routed->text, NULL);
        ops_write(ops, KEY_LANES, "ZADD",
                  arena_printf(saying->arena, "%lld", (long long)now), routed->lane,
                  NULL);
        free(json);
        lane_get(saying->bot, routed->lane)->pushes++;
    }
}

static void route_all(struct saying_now *now, const struct saying *saying,
                      const struct world *world) {
    struct notice notices[AUDIENCES_MAX] = {0};
    struct incident *none = saying->state ? NULL : incident_new(saying->id);
    const struct incident *state = none ? none : saying->state;
    json_t *body = arena_json(
        now->arena, messages_render(world->messages, saying->message, saying->view));
    size_t n = 0;
    for (; n < AUDIENCES_MAX && saying->audiences[n]; n++) {
        notices[n] = (struct notice){.audience = saying->audiences[n],
                                     .message = saying->message,
                                     .body = body,
                                     .urgent = true,
                                     .plain = true};
    }
    now->routed = arena_array(now->arena, ROUTED_MAX, sizeof *now->routed);
    now->n = route(now->arena, world, state, state, notices, n, now->routed);
    for (size_t i = 0; none && i < now->n; i++) {
        /* There is no state to be looked at before it is sent. */
        json_object_del(now->routed[i].record, "inc");
    }
    incident_free(none);
}

void bot_say(struct bot *bot, const struct saying *saying) {
    struct saying_now *now = mem_new(sizeof *now);
    *now = (struct saying_now){
        .bot = bot, .arena = arena_new(), .done = saying->done, .ctx = saying->ctx};
    struct world world = bot_world(bot);
    struct directory elsewhere = *bot->directory;
    if (saying->places) {
        elsewhere.announce = saying->places;
        world.directory = &elsewhere;
    }
    route_all(now, saying, &world);
    struct ops ops;
    ops_init(&ops, now->arena);
    ops_epoch(&ops, bot);
    size_t room = (LIMIT_OPS - saying->nwrites) / 3;
    now->n = now->n < room ? now->n : room;
    build(now, &ops, world.now);
    for (size_t i = 0; i < saying->nwrites; i++) {
        ops.writes[ops.nwrites++] = saying->writes[i];
    }
    bot_begin(bot);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, said, now);
}
