/* out_orphans.c: see out_orphans.h.
 *
 * A homeserver whose createRoom broke off keeps what it had made by then: a room without an
 * alias, with nobody in it but us. The first event of each room of ours bears the delivery
 * that it was made for, and a delivery has one room: so any other that bears the same, and
 * that we wrote, is one that was left behind. Nobody was ever asked into it. */
#include "out_orphans.h"
#include "codec_ids.h"
#include "codec_room.h"

#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"

enum { EXPECTED_MOST = 64, ROOMS_MOST = 5000 };

void matrix_orphans_expect(struct matrix *matrix, const char *delivery) {
    if (!matrix->orphans) {
        matrix->orphans = json_object();
    }
    if (json_object_size(matrix->orphans) < EXPECTED_MOST) {
        json_object_set_new(matrix->orphans, delivery, json_true());
    }
}

struct leaving {
    struct work work; /* first */
    const char *delivery, *kept;
    const json_t *rooms; /* all that we are in; in the arena */
    size_t at;
};

static void stopped(struct work *work) {
    mx_work_free(work);
}

static void next(struct leaving *l);

static void gone(struct work *work, const struct matrix_result *result) {
    struct leaving *l = (struct leaving *)work;
    log_event(result->kind == MATRIX_OK ? LOG_LEVEL_INFO : LOG_LEVEL_WARN,
              "matrix.orphan.left", "room",
              json_string_value(json_array_get(l->rooms, l->at)), "why", result->why,
              NULL);
    l->at++;
    next(l);
}

static void room_came(struct work *work, const struct matrix_result *result) {
    struct leaving *l = (struct leaving *)work;
    const char *room = json_string_value(json_array_get(l->rooms, l->at));
    const json_t *made = json_object_get(result->json, MATRIX_MADE);
    if (result->kind != MATRIX_OK ||
        !text_equal(jsonx_string(made, "delivery", NULL), l->delivery)) {
        l->at++;
        next(l);
        return;
    }
    mx_work_call_patiently(
        work,
        &(struct matrix_request){.method = "POST",
                                 .path = matrix_path(work->arena, "rooms/{}/leave", room),
                                 .body = json_object(),
                                 .bucket = MATRIX_JOIN},
        gone);
}

static void next(struct leaving *l) {
    struct arena *arena = l->work.arena;
    const char *room;
    while ((room = json_string_value(json_array_get(l->rooms, l->at))) &&
           text_equal(room, l->kept)) {
        l->at++;
    }
    if (!room || l->at >= ROOMS_MOST) {
        mx_work_free(&l->work);
        return;
    }
    mx_work_call_patiently(
        &l->work,
        &(struct matrix_request){
            .method = "GET",
            .path = matrix_path(arena, "rooms/{}/state/m.room.create/", room)},
        room_came);
}

static void rooms_came(struct work *work, const struct matrix_result *result) {
    struct leaving *l = (struct leaving *)work;
    l->rooms = arena_json(work->arena,
                          json_deep_copy(json_object_get(result->json, "joined_rooms")));
    next(l);
}

void matrix_orphans_leave(struct sending *s) {
    struct matrix *matrix = s->work.matrix;
    if (json_object_del(matrix->orphans, s->delivery->id) != 0) {
        return;
    }
    struct leaving *l = mx_work_new(matrix, sizeof *l, MATRIX_LAST, stopped);
    l->delivery = arena_strdup(l->work.arena, s->delivery->id);
    l->kept = arena_strdup(l->work.arena, s->room);
    mx_work_call_patiently(
        &l->work, &(struct matrix_request){.method = "GET", .path = "joined_rooms"},
        rooms_came);
}
