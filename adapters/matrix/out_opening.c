/* out_opening.c: see out_opening.h. */
#include "out_opening.h"
#include "codec_ids.h"

#include <string.h>

void matrix_opening(struct sending *s) {
    s->opening = arena_alloc(s->work.arena, sizeof *s->opening);
    s->opening->name = 1;
}

const char *matrix_own_local(struct sending *s) {
    const char *user = s->work.matrix->options.user;
    size_t len = strlen(user) - strlen(matrix_server(user));
    return arena_strndup(s->work.arena, user + 1, len - 2);
}

/* ---- calls ---- */

void matrix_room_resolve(struct sending *s, const char *alias, work_result_cb then) {
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){
            .method = "GET",
            .path = matrix_path(s->work.arena, "directory/room/{}", alias)},
        then);
}

void matrix_room_state(struct sending *s, const char *room, work_result_cb then) {
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){
            .method = "GET", .path = matrix_path(s->work.arena, "rooms/{}/state", room)},
        then);
}

void matrix_room_get(struct sending *s, const char *type, work_result_cb then) {
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){
            .method = "GET",
            .path = matrix_path(s->work.arena, "rooms/{}/state/{}/", s->room, type)},
        then);
}

void matrix_room_put(struct sending *s, const char *type, json_t *content,
                     work_result_cb then) {
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){
            .method = "PUT",
            .path = matrix_path(s->work.arena, "rooms/{}/state/{}/", s->room, type),
            .body = content,
            .bucket = MATRIX_SEND},
        then);
}
