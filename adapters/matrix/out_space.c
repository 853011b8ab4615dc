/* out_space.c: see out_space.h.
 *
 * Its alias is known beforehand, so that each process finds it again; that it is ours, its
 * first event says. One that belongs to somebody else is left alone. */
#include "out_space.h"
#include "api_rooms.h"
#include "codec_room.h"
#include "out_opening.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"

#include <string.h>

#define NAME "Incidents"

bool matrix_is_alone(const struct matrix *matrix) {
    const struct matrix_options *options = &matrix->options;
    const char *own = matrix_server(options->user);
    for (const char *const *server = options->servers; server && *server; server++) {
        if (!text_equal(*server, own)) {
            return false;
        }
    }
    for (const char *const *user = options->users; user && *user; user++) {
        if (!text_equal(matrix_server(*user), own)) {
            return false;
        }
    }
    return true;
}

/* "tocsin-incidents" of "@tocsin:example.org". */
static char *local_of(struct arena *arena, const char *user) {
    size_t len = strlen(user) - strlen(matrix_server(user));
    const char *name = arena_strndup(arena, user + 1, len - 2);
    return matrix_alias_word(arena, arena_printf(arena, "%s-incidents", name));
}

char *matrix_space_alias(struct arena *arena, const char *user) {
    return matrix_alias(arena, local_of(arena, user), matrix_server(user));
}

static const char *local_alias(struct sending *s) {
    return local_of(s->work.arena, s->work.matrix->options.user);
}

static const char *alias_of(struct sending *s) {
    return matrix_space_alias(s->work.arena, s->work.matrix->options.user);
}

static void found(struct sending *s, const char *space) {
    s->opening->space = arena_strdup(s->work.arena, space);
    matrix_rooms_learn(s->work.matrix->rooms, alias_of(s), s->opening->space);
    s->opening->spaced(s, s->opening->space);
}

static void none(struct sending *s, const char *why) {
    log_event(LOG_LEVEL_WARN, "matrix.space.missing", "why", why, NULL);
    s->opening->spaced(s, NULL);
}

static void resolve(struct sending *s);

static void created(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        found(s, room);
    } else if (text_equal(result->error, "M_ROOM_IN_USE")) {
        resolve(s); /* another delivery was quicker */
    } else {
        none(s,
             result->why ? result->why : "the homeserver did not say which room it is");
    }
}

static void create(struct sending *s) {
    s->opening->made_space = true;
    mx_work_call(&s->work,
                 &(struct matrix_request){
                     .method = "POST",
                     .path = "createRoom",
                     .body = matrix_space_wished(local_alias(s), NAME,
                                                 matrix_is_alone(s->work.matrix)),
                     .bucket = MATRIX_CREATE},
                 created);
}

static void state_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const json_t *state = json_object_get(result->json, "list");
    if (result->kind == MATRIX_OK &&
        matrix_made(state, work->matrix->options.user, NULL)) {
        found(s, s->opening->space);
    } else {
        none(s, result->why ? result->why : "its alias belongs to somebody else's room");
    }
}

static void alias_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        s->opening->space = arena_strdup(work->arena, room);
        matrix_room_state(s, s->opening->space, state_came);
    } else if (text_equal(result->error, "M_NOT_FOUND") && !s->opening->made_space) {
        create(s);
    } else {
        none(s, result->why ? result->why : "the homeserver named no room");
    }
}

static void resolve(struct sending *s) {
    matrix_room_resolve(s, alias_of(s), alias_came);
}

void matrix_space(struct sending *s, space_cb then) {
    const char *alias = alias_of(s);
    const char *known = alias ? matrix_rooms_recall(s->work.matrix->rooms, alias) : NULL;
    s->opening->spaced = then;
    if (!alias) {
        none(s, "its alias would be too long");
    } else if (known) {
        found(s, arena_strdup(s->work.arena, known));
    } else {
        resolve(s);
    }
}

static void shown(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind != MATRIX_OK) {
        log_event(LOG_LEVEL_WARN, "matrix.space.unchanged", "room", s->room, "why",
                  result->why, NULL);
    }
    s->opening->then(s);
}

void matrix_space_shows(struct sending *s, const char *space, bool shows,
                        sending_cb then) {
    const char *server = matrix_server(s->work.matrix->options.user);
    s->opening->then = then;
    if (!space) {
        then(s);
        return;
    }
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){.method = "PUT",
                                 .path = matrix_path(s->work.arena,
                                                     "rooms/{}/state/m.space.child/{}",
                                                     space, s->room),
                                 .body = shows ? matrix_child(server) : json_object(),
                                 .bucket = MATRIX_SEND},
        shown);
}
