/* in_rooms.c: see in_rooms.h.
 *
 * An invitation by anybody else is declined: a bot that goes wherever it is asked to is a way
 * into other people's answers. */
#include "in_rooms.h"
#include "api_rooms.h"
#include "in_answers.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"

bool matrix_is_ours(const struct matrix *matrix, const char *user) {
    const struct matrix_options *options = &matrix->options;
    return text_in(matrix_server(user), options->servers) ||
           text_in(user, options->users);
}

void matrix_learn_name(const struct matrix *matrix, const struct matrix_event *event) {
    const struct host *host = matrix->host;
    if (event->kind == MATRIX_MEMBER && event->member && !text_is_empty(event->name) &&
        matrix_is_ours(matrix, event->target)) {
        struct arena *arena = arena_new();
        host->learn_name(host->self, address_of(arena, MATRIX_NETWORK, event->target),
                         event->name);
        arena_free(arena);
    }
}

/* ---- invitations ---- */

/* Only a part of an event comes with an invitation: no id, no time. */
static struct matrix_invited invited(const struct matrix *matrix, const char *room,
                                     const json_t *events) {
    struct matrix_invited ret = {.room = room};
    size_t i;
    json_t *event;
    json_array_foreach(events, i, event) {
        const char *type = jsonx_string(event, "type", "");
        const char *by = jsonx_string(event, "sender", NULL);
        if (text_equal(type, "m.room.member") && matrix_is_id(by, '@') &&
            text_equal(jsonx_string(event, "state_key", NULL), matrix->options.user)) {
            ret.by = by;
        }
        ret.encrypted = ret.encrypted || text_equal(type, "m.room.encryption");
    }
    return ret;
}

size_t matrix_invitations(struct arena *arena, const struct matrix *matrix,
                          const json_t *invite, const struct matrix_invited **ret) {
    struct matrix_invited *list =
        arena_array(arena, json_object_size(invite) + 1, sizeof *list);
    size_t n = 0;
    const char *room;
    json_t *json;
    json_object_foreach((json_t *)invite, room, json) {
        const json_t *state = json_object_get(json, "invite_state");
        if (matrix_is_id(room, '!')) {
            list[n++] = invited(matrix, room, json_object_get(state, "events"));
        }
    }
    *ret = list;
    return n;
}

struct accepting {
    struct work work; /* first */
    struct work *whose;
    const struct matrix_invited *invited;
    bool accepts;
    invitation_cb then;
};

static void stopped(struct work *work) {
    mx_work_free(work);
}

static void went(struct work *work, const struct matrix_result *result) {
    struct accepting *a = (struct accepting *)work;
    struct matrix *matrix = work->matrix;
    const struct matrix_invited *to = a->invited;
    struct work *whose = a->whose;
    invitation_cb then = a->then;
    bool accepts = a->accepts;
    bool again = result->kind != MATRIX_OK && result->kind != MATRIX_REFUSED;
    log_event(result->kind == MATRIX_OK ? LOG_LEVEL_INFO : LOG_LEVEL_WARN,
              accepts ? "matrix.invitation.accepted" : "matrix.invitation.declined",
              "room", to->room, "by", to->by, "why", result->why, NULL);
    mx_work_free(work);
    if (accepts && result->kind == MATRIX_OK && to->encrypted) {
        matrix_room_ciphered(matrix, to->room);
    }
    then(whose, again);
}

void matrix_invitation(struct work *whose, const struct matrix_invited *to,
                       invitation_cb then) {
    struct accepting *a = mx_work_new(whose->matrix, sizeof *a, MATRIX_ORDINARY, stopped);
    a->whose = whose;
    a->invited = to;
    a->then = then;
    a->accepts = to->by && matrix_is_ours(whose->matrix, to->by);
    mx_work_call_patiently(
        &a->work,
        &(struct matrix_request){
            .method = "POST",
            .path = matrix_path(
                a->work.arena, a->accepts ? "rooms/{}/join" : "rooms/{}/leave", to->room),
            .body = json_object(),
            .bucket = MATRIX_JOIN},
        went);
}

/* ---- rooms that cannot be read ---- */

#define CIPHERED                                                                         \
    "This room is encrypted, and tocsin cannot read or write what is encrypted: "        \
    "nothing "                                                                           \
    "typed here reaches it. Use a room without encryption (it cannot be switched off: "  \
    "make a new one and invite tocsin there)."

void matrix_room_ciphered(struct matrix *matrix, const char *room) {
    struct matrix_room *known = matrix_room(matrix->rooms, room);
    if (!known || known->told_cipher) {
        return;
    }
    known->told_cipher = true;
    known->encrypted = true;
    log_event(LOG_LEVEL_WARN, "matrix.room.encrypted", "room", room, NULL);
    matrix_remark(matrix, "encrypted", room, CIPHERED);
}

/* ---- rooms that were replaced ---- */

struct moving {
    struct work work; /* first */
    const char *from, *to;
};

static void moved(struct work *work, const struct matrix_result *result) {
    const struct moving *moving = (struct moving *)work;
    if (result->kind == MATRIX_OK) {
        struct matrix_room *room = matrix_room(work->matrix->rooms, moving->to);
        if (room) {
            room->looked = false; /* that it replaces the other one is seen there */
        }
        matrix_rooms_learn(work->matrix->rooms, moving->from, moving->to);
    }
    log_event(result->kind == MATRIX_OK ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR,
              "matrix.room.moved", "from", moving->from, "to", moving->to, "why",
              result->why, NULL);
    mx_work_free(work);
}

void matrix_room_moved(struct matrix *matrix, const char *room,
                       const struct matrix_event *event) {
    struct moving *moving = mx_work_new(matrix, sizeof *moving, MATRIX_ORDINARY, stopped);
    moving->from = arena_strdup(moving->work.arena, room);
    moving->to = arena_strdup(moving->work.arena, event->target);
    mx_work_call_patiently(
        &moving->work,
        &(struct matrix_request){
            .method = "POST",
            .path = matrix_path(moving->work.arena, "join/{}?server_name={}&via={}",
                                moving->to, matrix_server(event->sender),
                                matrix_server(event->sender)),
            .body = json_object(),
            .bucket = MATRIX_JOIN},
        moved);
}
