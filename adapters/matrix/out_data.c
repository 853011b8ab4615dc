/* out_data.c: see out_data.h.
 *
 * Whoever has a role may do there what a moderator may (topic, pins, kicks). Who was given
 * that is kept in the state event, so that it is taken from them, and from nobody to whom
 * somebody else gave it, when the role goes on: power first, then the event. */
#include "out_data.h"
#include "codec_pills.h"
#include "codec_room.h"
#include "out_opening.h"
#include "out_places.h"

#include "tocsin/tree.h"

#include "base/hash.h"
#include "base/jsonx.h"
#include "base/text.h"

#include <stdlib.h>

#define POWERS "powers" /* member of the event: user ids */

static void add_once(json_t *ids, const char *user) {
    for (size_t i = 0; i < json_array_size(ids); i++) {
        if (text_equal(json_string_value(json_array_get(ids, i)), user)) {
            return;
        }
    }
    json_array_append_new(ids, json_string(user));
}

/* User ids of those who have a role, on whichever network they took it, each once. */
static json_t *in_charge(const json_t *incident) {
    json_t *ids = json_array();
    const char *role;
    json_t *identities;
    json_object_foreach(json_object_get(incident, "holders"), role, identities) {
        for (size_t i = 0; i < json_array_size(identities); i++) {
            const char *user =
                matrix_user_of(json_string_value(json_array_get(identities, i)));
            if (user) {
                add_once(ids, user);
            }
        }
    }
    return ids;
}

static void set(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        mx_sent(s, s->opening->hash);
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, true);
    }
}

static void powers_set(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        matrix_room_put(s, MATRIX_INCIDENT, json_incref(s->opening->data), set);
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, true);
    }
}

static void powers_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    json_t *changed = result->kind == MATRIX_OK
                          ? matrix_powers_roles(result->json, s->opening->before,
                                                json_object_get(s->opening->data, POWERS))
                          : NULL;
    if (changed) {
        matrix_room_put(s, "m.room.power_levels", changed, powers_set);
    } else {
        powers_set(work, result);
    }
}

static void event_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind != MATRIX_OK && !text_equal(result->error, "M_NOT_FOUND")) {
        mx_failed(s, result, true);
        return;
    }
    s->opening->before =
        arena_json(work->arena, json_deep_copy(json_object_get(result->json, POWERS)));
    matrix_room_get(s, "m.room.power_levels", powers_came);
}

void matrix_data(struct sending *s) {
    struct tree_node block = tree_read(json_array_get(s->delivery->body, 0));
    json_t *data = arena_json(s->work.arena, json_deep_copy(block.inside));
    char hash[HASH_SHORT_HEX];
    if (!json_is_object(data)) {
        mx_denied(s, "there is no incident in it");
        return;
    }
    json_object_set_new(data, POWERS, in_charge(data));
    hash_short(jsonx_canonical(s->work.arena, data), hash);
    s->opening->data = data;
    s->opening->hash = arena_strdup(s->work.arena, hash);
    if (text_equal(s->opening->hash, s->delivery->remote)) {
        mx_sent(s, s->opening->hash);
    } else {
        matrix_room_get(s, MATRIX_INCIDENT, event_came);
    }
}
