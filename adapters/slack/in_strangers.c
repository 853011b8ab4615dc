/* in_strangers.c: is whoever acts one of this workspace? In a channel shared with another
 * company (Slack Connect) its people mention, react and press like anybody else.
 *
 * Slack mostly says which workspace somebody belongs to. Where it does not (a reaction in
 * a shared channel), or where another one may belong to the same organisation, it is
 * asked, once per person, and what came is held until the answer; without an answer it is
 * not acknowledged and comes again. Who cannot be placed at all is a stranger: a wrong
 * "no" is asked about, a wrong "yes" is never noticed.
 *
 * Whoever comes from a workspace of `slack.teams` counts as one of ours. What a stranger
 * gets, is decided where inputs are taken, not here. */
#include "in_strangers.h"
#include "api.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include <uthash.h>
#include <utlist.h>

enum { PEOPLE_MOST = 5000, HELD_MOST = 200 };

struct placed { /* somebody whom Slack was asked about */
    UT_hash_handle hh;
    bool stranger;
    char id[];
};

struct held {
    struct strangers *strangers;
    struct held *prev, *next;
    uint64_t socket;
    struct arena *arena;
    struct envelope envelope; /* in the arena */
};

struct strangers {
    struct slack *slack;
    sockets_take_cb take;
    void *ctx;
    struct placed *people;
    struct held *held;
    size_t nheld;
};

struct strangers *strangers_new(struct slack *slack, sockets_take_cb take, void *ctx) {
    struct strangers *strangers = mem_new(sizeof *strangers);
    strangers->slack = slack;
    strangers->take = take;
    strangers->ctx = ctx;
    return strangers;
}

static void people_forget(struct strangers *strangers) {
    struct placed *person, *next;
    HASH_ITER(hh, strangers->people, person, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(strangers->people, person);
        free(person);
    }
}

static void held_free(struct held *held) {
    DL_DELETE(held->strangers->held, held);
    held->strangers->nheld--;
    free(held);
}

/* After the api is gone: nothing calls back any more. */
void strangers_free(struct strangers *strangers) {
    struct held *held, *next;
    DL_FOREACH_SAFE(strangers->held, held, next) {
        arena_free(held->arena);
        held_free(held);
    }
    people_forget(strangers);
    free(strangers);
}

/* ---- whose workspace ---- */

static bool is_ours(const struct slack *slack, const char *team) {
    const char *const *teams = slack->options.teams;
    return team &&
           (text_equal(team, slack->team_id) || text_equal(team, slack->enterprise_id) ||
            (teams && text_in(team, teams)));
}

static void place(struct strangers *strangers, const char *id, bool stranger) {
    struct placed *person = NULL;
    HASH_FIND_STR(strangers->people, id, person);
    if (!person) {
        if (HASH_COUNT(strangers->people) >= PEOPLE_MOST) {
            people_forget(strangers); /* they are asked about again */
        }
        person = mem_new(sizeof *person + strlen(id) + 1);
        memcpy(person->id, id, strlen(id) + 1);
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_ADD_KEYPTR(hh, strangers->people, person->id, strlen(person->id), person);
    }
    person->stranger = stranger;
}

/* That a message was edited is a fact about what is on a timeline, whoever edited it. */
static bool is_fact(const struct envelope *envelope) {
    static const char *const facts[] = {MESSAGE_EDITED, MESSAGE_DELETED, NULL};
    return envelope->kind == ENVELOPE_MESSAGE &&
           text_in(jsonx_string(envelope->input.data, "as", NULL), facts);
}

enum whose strangers_whose(const struct strangers *strangers,
                           const struct envelope *envelope) {
    static const char any[] = "any";
    const struct slack *slack = strangers->slack;
    struct placed *person = NULL;
    bool everybody = slack->options.teams && text_in(any, slack->options.teams);
    if (everybody || !slack->team_id || !envelope->user || is_fact(envelope)) {
        return WHOSE_OURS; /* a server that does not name its workspace has but one */
    }
    if (envelope->team ? is_ours(slack, envelope->team) : !envelope->shared) {
        return WHOSE_OURS;
    }
    if (envelope->team && !slack->enterprise_id) {
        return WHOSE_STRANGER;
    }
    HASH_FIND_STR(strangers->people, envelope->user, person);
    return !person ? WHOSE_UNKNOWN : person->stranger ? WHOSE_STRANGER : WHOSE_OURS;
}

/* ---- asking ---- */

static void came(void *ctx, const struct api_result *result) {
    struct held *held = ctx;
    struct strangers *strangers = held->strangers;
    const json_t *user = json_object_get(result->json, "user");
    const json_t *grid = json_object_get(user, "enterprise_user");
    bool ours = result->kind == API_OK &&
                (is_ours(strangers->slack, jsonx_string(user, "team_id", NULL)) ||
                 is_ours(strangers->slack, jsonx_string(grid, "enterprise_id", NULL)));
    struct arena *arena = held->arena;
    struct envelope envelope = held->envelope;
    uint64_t socket = held->socket;
    held_free(held);
    if (result->kind != API_OK && result->kind != API_REFUSED) {
        log_event(LOG_LEVEL_WARN, "slack.whose.unknown", "why", result->why, NULL);
        arena_free(arena);
        return;
    }
    place(strangers, envelope.user, !ours);
    strangers->take(strangers->ctx, socket, arena, &envelope);
}

void strangers_hold(struct strangers *strangers, uint64_t socket, struct arena *arena,
                    const struct envelope *envelope) {
    if (strangers->nheld >= HELD_MOST) {
        arena_free(arena); /* it comes again */
        return;
    }
    struct held *held = mem_new(sizeof *held);
    *held = (struct held){
        .strangers = strangers, .socket = socket, .arena = arena, .envelope = *envelope};
    DL_APPEND(strangers->held, held);
    strangers->nheld++;
    slack_api_call(strangers->slack->api, "users.info",
                   json_pack("{s:s}", "user", envelope->user), NULL, false, came, held);
}
