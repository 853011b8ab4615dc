/* lane_list.c: lanes and what waits in them, in memory. See lanes.c. */
#include "runtime/lane_list.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "core/lane.h"
#include "core/markup_valid.h"
#include "runtime/now.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"
#include "tocsin/tree.h"

struct lane *lane_get(struct bot *bot, const char *name) {
    struct lane *lane = NULL;
    HASH_FIND_STR(bot->lanes, name, lane);
    if (lane) {
        return lane;
    }
    lane = mem_new(sizeof *lane);
    lane->name = mem_copy(name);
    lane->bot = bot;
    struct arena *arena = arena_new();
    struct lane_name says = {0};
    (void)lane_read(arena, name, &says);
    lane->incident = mem_copy(says.incident);
    lane->network = mem_copy(says.network);
    lane->urgent = says.urgent;
    lane->late = says.late;
    arena_free(arena);
    HASH_ADD_KEYPTR(hh, bot->lanes, lane->name, strlen(lane->name), lane);
    return lane;
}

static void item_free(struct lane_item *item) {
    json_decref(item->record);
    free(item->text);
    free(item->id);
    free(item);
}

void lane_empty(struct lane *lane) {
    while (lane->head) {
        struct lane_item *item = lane->head;
        lane->head = item->next;
        item_free(item);
    }
    lane->tail = NULL;
}

void lane_free(struct lane *lane) {
    lane_empty(lane);
    lane->bot->lanes_waiting -= lane->waiting ? 1 : 0;
    if (lane->timer) {
        lane->bot->o.loop->timer_free(lane->timer);
    }
    free(lane->sent);
    free(lane->incident);
    free(lane->network);
    free(lane->name);
    free(lane);
}

/* An idle lane of an incident is forgotten; it is made again when it is needed. */
void lane_retire(struct lane *lane) {
    if (!lane->head && lane->incident && !lane->in_flight && !lane->loading &&
        !lane->stale && !lane->fetching && lane->pushes == 0) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(lane->bot->lanes, lane);
        lane_free(lane);
    }
}

/* What was to be said is damaged: that is said in its place. */
static void body_check(struct lane_item *item) {
    const json_t *body = json_object_get(item->record, "body");
    if (body && !json_is_null(body) && !markup_valid(body)) {
        json_object_set_new(item->record, "body",
                            tree_line("(What was to be said here is damaged in the "
                                      "database. Look at the timeline.)"));
    }
}

/* A text that is no record is nobody's: it goes nowhere, and that is said (send.c). */
static void item_parse(struct lane_item *item) {
    json_decref(item->record);
    item->record = jsonx_parse(item->text, strlen(item->text));
    if (!json_is_object(item->record)) {
        json_decref(item->record);
        item->record = json_object();
    }
    body_check(item);
}

void lane_rewrite(struct lane_item *item, const char *text) {
    char *copy = mem_copy(text);
    free(item->text);
    item->text = copy;
    if (item->record) {
        item_parse(item);
    }
}

void lane_push(struct lane *lane, const char *id, const char *text, bool unsure) {
    struct lane_item *item = mem_new(sizeof *item);
    item->id = mem_copy(id);
    item->text = mem_copy(text);
    item->unsure = unsure;
    if (lane->tail) {
        lane->tail->next = item;
    } else {
        lane->head = item;
        item_parse(item);
    }
    lane->tail = item;
}

void lane_pop(struct lane *lane) {
    struct lane_item *item = lane->head;
    if (!item) {
        return;
    }
    lane->head = item->next;
    if (lane->head) {
        item_parse(lane->head);
    } else {
        lane->tail = NULL;
    }
    item_free(item);
    free(lane->sent);
    lane->sent = NULL;
    lane->attempts = 0;
    lane->not_before = lane->late ? bot_mono(lane->bot) : 0; /* it takes messages */
}

bool lane_unarchives(struct bot *bot, const char *incident, const char *network) {
    struct arena *arena = arena_new();
    struct lane *lane = NULL;
    const char *name = lane_incident(arena, incident, network, false);
    bool found = false;
    HASH_FIND_STR(bot->lanes, name, lane);
    for (const struct lane_item *item = lane ? lane->head : NULL; item && !found;
         item = item->next) {
        json_t *record = strstr(item->text, STEP_UNARCHIVE)
                             ? jsonx_parse(item->text, strlen(item->text))
                             : NULL; /* a lane can be long: most need no parsing */
        found = !strcmp(jsonx_string(record, "step", ""), STEP_UNARCHIVE);
        json_decref(record);
    }
    arena_free(arena);
    return found;
}

void lane_write(struct bot *bot, struct ops *ops, const struct routed *routed,
                const char *now) {
    struct arena *arena = ops->arena;
    ops_write(ops, arena_printf(arena, KEY_LANE "%s", routed->lane), "RPUSH", routed->id,
              NULL);
    ops_write(ops, arena_printf(arena, KEY_OUTBOX "%s", routed->lane), "HSET", routed->id,
              routed->text, NULL);
    ops_write(ops, KEY_LANES, "ZADD", now, routed->lane, NULL);
    lane_get(bot, routed->lane)->pushes++;
}
