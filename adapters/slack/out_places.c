/* out_places.c: places of ours as channels of Slack: "slack:C1" is one already,
 * "slack:@U1" is a conversation that is opened first, "slack:#ops" a name that is looked
 * up.
 *
 * Both are remembered, a bounded number of them. A name may come to mean another channel,
 * so a channel that is gone is looked up again, once. */
#include "out_places.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec.h"
#include "out_listing.h"

enum { KNOWN = 512, KEY_MOST = 96, ID_MOST = 32 };

struct known {
    struct {
        char key[KEY_MOST]; /* "@U1", "#ops"; "": free */
        char id[ID_MOST];
    } at[KNOWN];
    size_t next; /* the one that is overwritten next */
};

struct known *known_new(void) {
    struct known *known = mem_new(sizeof *known);
    return known;
}

void known_free(struct known *known) {
    free(known);
}

static const char *recall(const struct known *known, const char *key) {
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(known->at[i].key, key) == 0) {
            return known->at[i].id;
        }
    }
    return NULL;
}

static void learn(struct known *known, const char *key, const char *id) {
    if (strlen(key) < KEY_MOST && strlen(id) < ID_MOST) {
        snprintf(known->at[known->next].key, KEY_MOST, "%s", key);
        snprintf(known->at[known->next].id, ID_MOST, "%s", id);
        known->next = (known->next + 1) % KNOWN;
    }
}

static void forget(struct known *known, const char *key) {
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(known->at[i].key, key) == 0) {
            known->at[i].key[0] = '\0';
        }
    }
}

/* ---- of a delivery ---- */

/* What a name means is told the host as well: the next process need not list first. */
static void keep(struct slack *slack, const char *key, const char *id) {
    const struct host *host = slack->host;
    const char *known = recall(slack->known, key);
    if (!known || !text_equal(known, id)) {
        forget(slack->known, key);
        learn(slack->known, key, id);
    }
    if (host && key[0] == '#') {
        struct arena *arena = arena_new();
        host->learn_name(host->self, address_of(arena, SLACK_NETWORK, key), id);
        arena_free(arena);
    }
}

static const char *remembered(struct sending *s, const char *key) {
    const struct host *host = s->op.slack->host;
    const char *id = recall(s->op.slack->known, key);
    return id || !host || key[0] != '#'
               ? id
               : host->known_name(host->self,
                                  address_of(s->op.arena, SLACK_NETWORK, key));
}

static void found(struct sending *s, const char *id) {
    const char *key = address_name(s->delivery->place);
    s->channel = arena_strdup(s->op.arena, id);
    keep(s->op.slack, key, s->channel);
    s->placed(s);
}

static void conversation_came(struct op *op, const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    const char *id = jsonx_string(json_object_get(result->json, "channel"), "id", NULL);
    if (result->kind != API_OK) {
        send_failed(s, result, true);
    } else if (!id) {
        send_unknown(s, "Slack opened a conversation without saying which");
    } else {
        found(s, id);
    }
}

static void named(struct op *op, const json_t *channel, const struct api_result *failed) {
    struct sending *s = (struct sending *)op;
    if (channel) {
        found(s, jsonx_string(channel, "id", ""));
    } else if (failed) {
        send_failed(s, failed, true);
    } else {
        const char *why = arena_printf(
            op->arena,
            "Slack shows tocsin no channel %s: check its name, and when it is private, "
            "/invite tocsin there",
            address_name(s->delivery->place));
        send_cannot(s, why);
    }
}

static void ask_slack(struct sending *s, const char *key) {
    if (key[0] == '@') {
        op_call(&s->op, "conversations.open", json_pack("{s:s}", "users", key + 1), NULL,
                conversation_came);
        return;
    }
    op_named(&s->op, key + 1, named);
}

void place_resolve(struct sending *s, sending_cb placed) {
    const char *key = address_name(s->delivery->place);
    const char *id = remembered(s, key);
    s->placed = placed;
    if (key[0] != '@' && key[0] != '#') {
        s->channel = key;
        placed(s);
    } else if (id) {
        s->from_memory = true;
        s->channel = arena_strdup(s->op.arena, id);
        placed(s);
    } else {
        ask_slack(s, key);
    }
}

bool place_moved(struct sending *s, const struct api_result *result) {
    const char *key = address_name(s->delivery->place);
    if (!s->from_memory || result->kind != API_REFUSED ||
        !text_equal(result->error, "channel_not_found")) {
        return false;
    }
    s->from_memory = false;
    forget(s->op.slack->known, key);
    listing_forget(s->op.slack);
    ask_slack(s, key);
    return true;
}

/* ---- of a configured place ---- */

static void view_named(struct op *op, const json_t *channel,
                       const struct api_result *failed) {
    struct place_view *view = (struct place_view *)op;
    if (channel) {
        keep(op->slack, arena_printf(op->arena, "#%s", view->name),
             jsonx_string(channel, "id", ""));
    }
    view->cb(op, channel, failed);
}

static void info_came(struct op *op, const struct api_result *result) {
    struct place_view *view = (struct place_view *)op;
    bool ok = result->kind == API_OK;
    view->cb(op, ok ? json_object_get(result->json, "channel") : NULL,
             ok ? NULL : result);
}

void place_view(struct place_view *view, const char *place, place_seen_cb cb) {
    const char *key = address_name(place);
    view->cb = cb;
    view->name = key[0] == '#' ? key + 1 : key;
    if (key[0] != '#') {
        op_call_patiently(&view->op, "conversations.info",
                          json_pack("{s:s}", "channel", key), info_came);
        return;
    }
    op_named(&view->op, view->name, view_named);
}
