/* out_join.c: tocsin joins the configured places at its start: it must be a member to write
 * there and to read what is typed there. A place that it cannot join is warned about. */
#include "out_join.h"
#include "api_rooms.h"
#include "out_sending.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/log.h"

struct joining {
    struct work work; /* first */
    const char *const *places;
};

static void next(struct joining *joining);

static void stopped(struct work *work) {
    mx_work_free(work);
}

static void joined(struct work *work, const struct matrix_result *result) {
    struct joining *joining = (struct joining *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    const char *name = address_name(*joining->places);
    if (result->kind != MATRIX_OK) {
        log_event(LOG_LEVEL_WARN, "matrix.not_joined", "place", *joining->places, "why",
                  matrix_say(work->arena, result), NULL);
    } else if (name[0] == '#' && matrix_is_id(room, '!')) {
        matrix_rooms_learn(work->matrix->rooms, name, room);
    }
    joining->places++;
    next(joining);
}

static void next(struct joining *joining) {
    while (*joining->places && address_name(*joining->places)[0] == '@') {
        joining->places++; /* a person is not joined */
    }
    if (!*joining->places) {
        mx_work_free(&joining->work);
        return;
    }
    mx_work_call_patiently(
        &joining->work,
        &(struct matrix_request){.method = "POST",
                                 .path = matrix_path(joining->work.arena, "join/{}",
                                                     address_name(*joining->places)),
                                 .body = json_object(),
                                 .bucket = MATRIX_JOIN},
        joined);
}

void matrix_join_places(struct matrix *matrix) {
    if (!matrix->options.places || matrix->stopped) {
        return;
    }
    struct joining *joining =
        mx_work_new(matrix, sizeof *joining, MATRIX_ORDINARY, stopped);
    joining->places = matrix->options.places;
    next(joining);
}
