/* codec_room.c: see codec_room.h.
 *
 * An override of power levels is shallow: a map that is passed takes the place of the
 * homeserver's own, so every default is in it. `users` is left to the homeserver: whoever
 * makes a room has all power there, and from room version 12 on must not be in that map. */
#include "codec_room.h"

#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"
#include <string.h>

enum { POWER_SHUT = MATRIX_POWER_OWN, POWER_OPEN = 0 };

/* ---- making ---- */

static json_t *state_event(const char *type, const char *key, json_t *content) {
    return json_pack("{s:s, s:s, s:o}", "type", type, "state_key", key, "content",
                     content);
}

static json_t *powers(void) {
    static const struct {
        const char *type;
        int level;
    } defaults[] = {
        {"m.room.name", MATRIX_POWER_ROLE},
        {"m.room.topic", MATRIX_POWER_ROLE},
        {"m.room.avatar", MATRIX_POWER_ROLE},
        {"m.room.canonical_alias", MATRIX_POWER_ROLE},
        {"m.room.pinned_events", MATRIX_POWER_ROLE},
        {"m.room.power_levels", MATRIX_POWER_OWN},
        {"m.room.join_rules", MATRIX_POWER_OWN},
        {"m.room.history_visibility", MATRIX_POWER_OWN},
        {"m.room.guest_access", MATRIX_POWER_OWN},
        {"m.room.tombstone", MATRIX_POWER_OWN},
        {"m.room.server_acl", MATRIX_POWER_OWN},
        {"m.room.encryption", MATRIX_POWER_OWN},
        {"m.space.child", MATRIX_POWER_OWN},
        {"m.space.parent", MATRIX_POWER_OWN},
        {MATRIX_INCIDENT, MATRIX_POWER_OWN},
    };
    json_t *events = json_object();

    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        json_object_set_new(events, defaults[i].type, json_integer(defaults[i].level));
    }
    return json_pack("{s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:{s:i}}", "events",
                     events, "users_default", 0, "events_default", POWER_OPEN,
                     "state_default", MATRIX_POWER_ROLE, "ban", MATRIX_POWER_ROLE, "kick",
                     MATRIX_POWER_ROLE, "redact", MATRIX_POWER_ROLE, "invite", 0,
                     "notifications", "room", MATRIX_POWER_ROLE);
}

/* `made`: stolen. */
static json_t *creation(json_t *made, bool alone) {
    json_t *content = json_pack("{s:o}", MATRIX_MADE, made);

    if (alone) {
        json_object_set_new(content, "m.federate", json_false());
    }
    return content;
}

static json_t *join_rules(const struct matrix_wish *wish) {
    if (wish->private_place || !wish->space) {
        return json_pack("{s:s}", "join_rule", "invite");
    }
    return json_pack("{s:s, s:[{s:s, s:s}]}", "join_rule", "restricted", "allow", "type",
                     "m.room_membership", "room_id", wish->space);
}

json_t *matrix_room_wished(const struct matrix_wish *wish) {
    json_t *made =
        json_pack("{s:s, s:s}", "incident", wish->incident, "delivery", wish->delivery);
    json_t *state = json_pack(
        "[o, o, o]", state_event("m.room.join_rules", "", join_rules(wish)),
        state_event("m.room.guest_access", "",
                    json_pack("{s:s}", "guest_access", "forbidden")),
        state_event(MATRIX_INCIDENT, "", json_pack("{s:s}", "id", wish->incident)));

    if (wish->space) {
        json_array_append_new(state, state_event("m.space.parent", wish->space,
                                                 matrix_parent(wish->server)));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "preset", "private_chat",
                     "visibility", "private", "room_alias_name", wish->alias, "name",
                     wish->incident, "creation_content", creation(made, wish->alone),
                     "power_level_content_override", powers(), "initial_state", state);
}

json_t *matrix_space_wished(const char *alias, const char *name, bool alone) {
    json_t *content = creation(json_pack("{s:b}", "space", 1), alone), *levels = powers();

    json_object_set_new(content, "type", json_string("m.space"));
    json_object_set_new(levels, "events_default", json_integer(POWER_SHUT));
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:o, s:[o, o]}", "preset", "private_chat",
        "visibility", "private", "room_alias_name", alias, "name", name,
        "creation_content", content, "power_level_content_override", levels,
        "initial_state",
        state_event("m.room.join_rules", "",
                    json_pack("{s:s}", "join_rule", alone ? "public" : "invite")),
        state_event("m.room.guest_access", "",
                    json_pack("{s:s}", "guest_access", "forbidden")));
}

/* ---- names ---- */

char *matrix_alias_word(struct arena *arena, const char *word) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    char *local = text_lower(arena, word);

    for (char *c = local; *c != '\0'; c++) {
        *c = strchr(allowed, *c) ? *c : '-';
    }
    return local;
}

char *matrix_alias_of(struct arena *arena, const char *incident, const char *local,
                      int n) {
    char *word = matrix_alias_word(arena, incident);
    const char *own = matrix_alias_word(arena, local);

    return n < 2    ? word
           : n == 2 ? arena_printf(arena, "%s-%s", word, own)
                    : arena_printf(arena, "%s-%s-%d", word, own, n - 1);
}

char *matrix_alias(struct arena *arena, const char *local, const char *server) {
    char *alias = arena_printf(arena, "#%s:%s", local, server);

    return strlen(alias) <= MATRIX_ALIAS ? alias : NULL;
}

/* ---- what there is ---- */

static const json_t *event_of(const json_t *state, const char *type, const char *key) {
    size_t i;
    const json_t *event;

    json_array_foreach(state, i, event) {
        if (text_equal(jsonx_string(event, "type", NULL), type) &&
            text_equal(jsonx_string(event, "state_key", NULL), key)) {
            return event;
        }
    }
    return NULL;
}

const json_t *matrix_state_of(const json_t *state, const char *type, const char *key) {
    const json_t *event = event_of(state, type, key);

    return event ? json_object_get(event, "content") : NULL;
}

bool matrix_made(const json_t *state, const char *own, const char *delivery) {
    const json_t *event = event_of(state, "m.room.create", "");
    const json_t *content = event ? json_object_get(event, "content") : NULL;
    const json_t *made = json_object_get(content, MATRIX_MADE);

    if (!event || !own || !text_equal(jsonx_string(event, "sender", NULL), own)) {
        return false;
    }
    return delivery ? text_equal(jsonx_string(made, "delivery", NULL), delivery)
                    : jsonx_bool(made, "space", false) &&
                          text_equal(jsonx_string(content, "type", NULL), "m.space");
}

bool matrix_is_private(const json_t *state) {
    const json_t *rules = matrix_state_of(state, "m.room.join_rules", "");
    const char *rule = jsonx_string(rules, "join_rule", "invite");

    return !text_equal(rule, "public") && !text_equal(rule, "restricted");
}

/* ---- what changes ---- */

json_t *matrix_powers_shut(const json_t *powers_now, bool shut) {
    int64_t wanted = shut ? POWER_SHUT : POWER_OPEN;
    json_t *changed;

    if (jsonx_int(powers_now, "events_default", POWER_OPEN) == wanted) {
        return NULL;
    }
    changed =
        json_is_object(powers_now) ? json_copy((json_t *)powers_now) : json_object();
    json_object_set_new(changed, "events_default", json_integer(wanted));
    return changed;
}

static bool has(const json_t *list, const char *word) {
    size_t i;
    const json_t *one;

    json_array_foreach(list, i, one) {
        if (text_equal(json_string_value(one), word)) {
            return true;
        }
    }
    return false;
}

json_t *matrix_powers_roles(const json_t *powers_now, const json_t *before,
                            const json_t *now) {
    json_t *changed = json_deep_copy(powers_now), *users;
    size_t i;
    const json_t *one;

    if (!json_is_object(changed)) {
        json_decref(changed);
        return NULL;
    }
    users = json_object_get(changed, "users");
    if (!json_is_object(users)) {
        users = json_object();
        json_object_set_new(changed, "users", users);
    }
    json_array_foreach(before, i, one) {
        const char *user = json_string_value(one);
        if (user && !has(now, user) && jsonx_int(users, user, 0) == MATRIX_POWER_ROLE) {
            json_object_del(users, user);
        }
    }
    json_array_foreach(now, i, one) {
        const char *user = json_string_value(one);
        if (user && jsonx_int(users, user, 0) < MATRIX_POWER_ROLE) {
            json_object_set_new(users, user, json_integer(MATRIX_POWER_ROLE));
        }
    }
    if (json_equal(changed, (json_t *)powers_now)) {
        json_decref(changed);
        return NULL;
    }
    return changed;
}

json_t *matrix_pinned(const json_t *pinned, const char *event) {
    const json_t *before = json_object_get(pinned, "pinned"), *one;
    json_t *list;
    size_t i;

    if (has(before, event)) {
        return NULL;
    }
    list = json_pack("[s]", event);
    json_array_foreach(before, i, one) {
        if (json_is_string(one) && json_array_size(list) < MATRIX_PINS) {
            json_array_append(list, (json_t *)one);
        }
    }
    return json_pack("{s:o}", "pinned", list);
}

json_t *matrix_child(const char *server) {
    return json_pack("{s:[s]}", "via", server);
}

json_t *matrix_parent(const char *server) {
    return json_pack("{s:[s], s:b}", "via", server, "canonical", 1);
}
