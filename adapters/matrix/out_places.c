/* out_places.c: places of ours as rooms: "matrix:!r" is one already, "matrix:#ops:server" a
 * name that is looked up, "matrix:@ana:server" a direct chat (out_direct.c). What replaced a
 * room is followed.
 *
 * A room that is encrypted is not written to: who reads there would take it for safe. */
#include "out_places.h"
#include "api_rooms.h"
#include "out_direct.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"

enum { FOLLOWED_MOST = 4 };

static void look_at(struct sending *s);

static void found(struct sending *s, const char *room) {
    s->room = arena_strdup(s->work.arena, room);
    look_at(s);
}

static void looked(struct work *work, const struct matrix_room *room) {
    struct sending *s = (struct sending *)work;
    if (room && room->encrypted && !s->looking) {
        mx_denied(s, "that room is encrypted, and tocsin writes nothing that is: use a "
                     "room without encryption");
    } else if (room && room->looked && s->name && s->name[0] == '@' && !room->direct &&
               !s->looking) {
        mx_denied(s,
                  "somebody else is in the direct chat with them by now: ask them out, "
                  "or leave it, and tocsin makes another");
    } else {
        s->placed(s);
    }
}

static void look_at(struct sending *s) {
    matrix_room_look(&s->work, s->room, looked);
}

static void alias_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        matrix_rooms_learn(work->matrix->rooms, s->name, room);
        found(s, room);
    } else if (result->kind == MATRIX_OK) {
        mx_unknown(s, "the homeserver named no room");
    } else {
        mx_failed(s, result, true);
    }
}

static void direct_came(struct sending *s, const char *room) {
    matrix_rooms_learn(s->work.matrix->rooms, s->name, room);
    found(s, room);
}

static void resolve(struct sending *s) {
    if (s->name[0] == '@') {
        matrix_direct(s, s->name, direct_came);
        return;
    }
    mx_work_call(&s->work,
                 &(struct matrix_request){
                     .method = "GET",
                     .path = matrix_path(s->work.arena, "directory/room/{}", s->name)},
                 alias_came);
}

void matrix_place(struct sending *s, sending_cb placed) {
    const struct matrix_rooms *rooms = s->work.matrix->rooms;
    const char *name = address_name(s->delivery->place);
    const char *known = matrix_rooms_recall(rooms, name);
    s->placed = placed;
    if (known) {
        s->from_memory = true;
        s->name = name[0] == '!' ? NULL : name;
        found(s, known);
    } else if (name[0] == '!') {
        found(s, name);
    } else if (name[0] == '#' || name[0] == '@') {
        s->name = name;
        resolve(s);
    } else {
        mx_denied(s, "that is no room and no person of Matrix");
    }
}

/* ---- it may be another one by now ---- */

static void went(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind != MATRIX_OK) {
        mx_failed(s, result, true);
        return;
    }
    matrix_rooms_learn(work->matrix->rooms, address_name(s->delivery->place), s->room);
    look_at(s);
}

static void tombstone_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *next = jsonx_string(result->json, "replacement_room", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(next, '!')) {
        s->room = arena_strdup(work->arena, next);
        mx_work_call(
            work,
            &(struct matrix_request){.method = "POST",
                                     .path = matrix_path(work->arena, "join/{}", s->room),
                                     .body = json_object(),
                                     .bucket = MATRIX_JOIN},
            went);
    } else if (result->kind == MATRIX_REFUSED || result->kind == MATRIX_OK) {
        mx_denied(s, "tocsin may not write there: invite it, and see that its power "
                     "suffices (M_FORBIDDEN)");
    } else {
        mx_failed(s, result, true);
    }
}

bool matrix_place_moved(struct sending *s, const struct matrix_result *result) {
    static const char *const codes[] = {"M_FORBIDDEN", "M_NOT_FOUND", NULL};
    if (result->kind != MATRIX_REFUSED || !text_in(result->error, codes)) {
        return false;
    }
    if (s->from_memory && s->name) {
        s->from_memory = false;
        matrix_rooms_forget(s->work.matrix->rooms, s->name);
        resolve(s);
        return true;
    }
    if (++s->followed > FOLLOWED_MOST) {
        return false;
    }
    mx_work_call(&s->work,
                 &(struct matrix_request){.method = "GET",
                                          .path = matrix_path(s->work.arena,
                                                              "rooms/{}/state/"
                                                              "m.room.tombstone/",
                                                              s->room)},
                 tombstone_came);
    return true;
}
