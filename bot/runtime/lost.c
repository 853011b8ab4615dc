/* lost.c: a version lower than one already seen.
 *
 * The database was restored from an older copy, or somebody changed it: what had been
 * acknowledged is gone. It is said once, in the incident and where everybody is told. No
 * entry is written for it, because the timeline is what was lost; a commit of its own
 * only puts the notices into their lanes. */
#include "base/jsonx.h"
#include "base/log.h"
#include "runtime/internal.h"

struct lost {
    struct bot *bot;
    struct arena *arena;
    const char *id;
    struct routed *routed;
    size_t n;
};

static void told(void *ctx, const struct commit_reply *reply) {
    struct lost *lost = ctx;
    struct bot *bot = lost->bot;
    struct slot *slot = slot_get(bot, lost->id);
    slot->telling = false;
    if (reply->result == COMMIT_DONE) {
        slot->seen = slot->state ? slot->state->version : 0;
    }
    for (size_t i = 0; i < lost->n; i++) {
        struct lane *lane = lane_get(bot, lost->routed[i].lane);
        lane->pushes--;
        if (reply->result == COMMIT_DONE) {
            lane_push(lane, lost->routed[i].id, lost->routed[i].text, false);
            lane_pump(lane);
        } else if (reply->result == COMMIT_UNKNOWN) {
            lane_reload(lane);
        }
    }
    arena_free(lost->arena);
    free(lost);
    bot_end(bot);
}

static void build(struct lost *lost, struct ops *ops, int64_t now) {
    for (size_t i = 0; i < lost->n; i++) {
        struct routed *routed = &lost->routed[i];
        char *json = json_dumps(routed->record, JSON_COMPACT);
        if (!json) {
            abort();
        }
        routed->text = arena_strdup(lost->arena, json);
        ops_write(ops, arena_printf(lost->arena, "lane:%s", routed->lane), "RPUSH",
                  routed->id, NULL);
        ops_write(ops, arena_printf(lost->arena, "out:%s", routed->lane), "HSET",
                  routed->id, routed->text, NULL);
        ops_write(ops, "lanes", "ZADD", arena_printf(lost->arena, "%lld", (long long)now),
                  routed->lane, NULL);
        free(json);
        lane_get(lost->bot, routed->lane)->pushes++;
    }
}

/* Without contents, so that it may be read everywhere: the incident may be restricted. */
static json_t *body_of(struct arena *arena, const struct bot *bot, const char *id,
                       int64_t seen, int64_t found) {
    json_t *view =
        arena_json(arena, json_pack("{s:s, s:I}", "id", id, "seen", (json_int_t)seen));
    if (found > 0) {
        jsonx_set_int(view, "found", found);
    }
    return arena_json(arena, messages_render(bot->messages, "history_lost", view));
}

void history_lost(struct bot *bot, struct slot *slot) {
    static const char *const audiences[] = {AUDIENCE_INCIDENT, AUDIENCE_ANNOUNCE};
    enum { NOTICES = sizeof audiences / sizeof *audiences };
    int64_t found = slot->state ? slot->state->version : 0;
    log_event(LOG_LEVEL_ERROR, "history.lost", "incident", slot->id, NULL);
    if (slot->telling || bot->phase != BOT_AT_WORK || bot->o.offline) {
        return;
    }
    struct lost *lost = calloc(1, sizeof *lost);
    if (!lost) {
        abort();
    }
    lost->bot = bot;
    lost->arena = arena_new();
    lost->id = arena_strdup(lost->arena, slot->id);
    lost->routed = arena_array(lost->arena, ROUTED_MAX, sizeof *lost->routed);
    struct world world = bot_world(bot);
    struct notice notices[NOTICES] = {0};
    json_t *body = body_of(lost->arena, bot, lost->id, slot->seen, found);
    for (size_t i = 0; i < NOTICES; i++) {
        notices[i] = (struct notice){.audience = audiences[i],
                                     .message = "history_lost",
                                     .body = body,
                                     .urgent = true};
    }
    struct incident *none = slot->state ? NULL : incident_new(slot->id);
    const struct incident *state = none ? none : slot->state;
    lost->n = route(lost->arena, &world, state, state, notices, NOTICES, lost->routed);
    incident_free(none);
    struct ops ops;
    ops_init(&ops, lost->arena);
    ops_epoch(&ops, bot);
    build(lost, &ops, world.now);
    slot->telling = true;
    bot_begin(bot);
    struct commit commit = ops_commit(&ops);
    bot->o.store->commit(bot->o.store->self, &commit, told, lost);
}
