/* tell.c: what the bot itself has to say, put into lanes by a commit of its own: no entry is
 * written for it, because what it is about is the store and not an incident's course. */
#include "runtime/tell.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/delivery_rules.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/now.h"
#include "runtime/quiet.h"
#include "runtime/world.h"
#include "runtime/writes.h"

struct telling {
    struct bot *bot;
    struct arena *arena;
    const struct routed *routed;
    size_t n;
    told_cb done;
    void *ctx;
};

static void told(void *ctx, const struct commit_reply *reply) {
    struct telling *telling = ctx;
    struct bot *bot = telling->bot;
    bool done = reply->result == COMMIT_DONE;
    bool surely_not =
        reply->result == COMMIT_UNAVAILABLE || reply->result == COMMIT_REFUSED;
    for (size_t i = 0; i < telling->n; i++) {
        struct lane *lane = lane_get(bot, telling->routed[i].lane);
        lane->pushes--;
        if (done) {
            lane_push(lane, telling->routed[i].id, telling->routed[i].text, false);
            lane_pump(lane);
        } else if (!surely_not) {
            lane_reload(lane);
        }
    }
    if (telling->done) {
        telling->done(telling->ctx, done);
    }
    arena_free(telling->arena);
    free(telling);
    bot_end(bot);
}

void tell_routed(struct bot *bot, struct arena *arena, const struct to_tell *what,
                 told_cb done, void *ctx) {
    struct telling *telling = mem_new(sizeof *telling);
    *telling = (struct telling){bot, arena, what->routed, what->n, done, ctx};
    const char *now = arena_printf(arena, "%lld", (long long)bot_now(bot));
    struct ops ops;
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    for (size_t i = 0; i < what->n; i++) {
        struct routed *routed = &what->routed[i];
        routed->text = jsonx_text(arena, routed->record);
        lane_write(bot, &ops, routed, now);
    }
    for (size_t i = 0; i < what->nwrites; i++) {
        ops.writes[ops.nwrites++] = what->writes[i];
    }
    bot_begin(bot);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, told, telling);
}

void tell_incident(struct bot *bot, struct slot *slot, const char *message, json_t *view,
                   told_cb done, void *ctx) {
    static const char *const audiences[] = {AUDIENCE_INCIDENT, AUDIENCE_ANNOUNCE};
    enum { NOTICES = sizeof audiences / sizeof *audiences };
    struct arena *arena = arena_new();
    struct routed *routed = arena_array(arena, ROUTED_MAX, sizeof *routed);
    struct world world = bot_world(bot);
    struct notice notices[NOTICES] = {0};
    json_t *body = arena_json(
        arena, messages_render(bot->messages, message, arena_json(arena, view)));
    for (size_t i = 0; i < NOTICES; i++) {
        notices[i] = (struct notice){
            .audience = audiences[i],
            .message = message,
            .body = body,
            .urgent = true,
            .plain = true,
        };
    }
    struct incident *none = slot->state ? NULL : incident_new(slot->id);
    const struct incident *state = none ? none : slot->state;
    size_t n = route(arena, &world, state, state, notices, NOTICES, routed);
    incident_free(none);
    tell_routed(bot, arena, &(struct to_tell){.routed = routed, .n = n}, done, ctx);
}

void tell_announce(struct bot *bot, const char *message, json_t *view, told_cb done,
                   void *ctx) {
    struct arena *arena = arena_new();
    struct routed *routed = arena_array(arena, ROUTED_MAX, sizeof *routed);
    size_t n = 0;
    json_t *body = arena_json(
        arena, messages_render(bot->messages, message, arena_json(arena, view)));
    const char *const *at = bot->directory->announce;
    for (; at && *at && n < ROUTED_MAX / 4; at++) {
        char id[HASH_SHORT_HEX], *text = json_dumps(body, JSON_COMPACT);
        hash_short(arena_printf(arena, "%s|%s|%lld|%s", message, *at,
                                (long long)bot_now(bot), text ? text : ""),
                   id);
        free(text);
        routed[n++] = (struct routed){
            .lane = arena_printf(arena, "%s!", *at),
            .id = arena_strdup(arena, id),
            .record = arena_json(
                arena, json_pack("{s:s, s:s, s:s, s:s, s:s, s:O, s:I}", "id", id, "kind",
                                 delivery_rule(DELIVERY_POST)->record, "place", *at,
                                 "level", "urgent", "message", message, "body", body,
                                 "at", (json_int_t)bot_now(bot)))};
    }
    tell_routed(bot, arena, &(struct to_tell){.routed = routed, .n = n}, done, ctx);
}
