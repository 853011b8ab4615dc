/* out_check_space.c: see out_check_space.h. The space is made with the first incident: that
 * there is none yet is fine. */
#include "out_check_space.h"
#include "codec_ids.h"
#include "codec_room.h"
#include "out_sending.h"
#include "out_space.h"

#include "base/jsonx.h"
#include "base/text.h"

static void end(struct checking *c, enum finding_level level, const char *what,
                const char *todo) {
    c->report(c->ctx, &(struct finding){.level = level, .what = what, .todo = todo});
    c->then(c);
}

static void get(struct checking *c, const char *path, work_result_cb then) {
    mx_work_call_patiently(&c->work,
                           &(struct matrix_request){.method = "GET", .path = path}, then);
}

static void not_known(struct checking *c, const struct matrix_result *result) {
    end(c, FINDING_WARN, arena_printf(c->work.arena, "Matrix space %s", c->space),
        matrix_say(c->work.arena, result));
}

static void state_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    if (result->kind != MATRIX_OK && result->kind != MATRIX_REFUSED) {
        not_known(c, result);
    } else if (result->kind == MATRIX_OK &&
               matrix_made(json_object_get(result->json, "list"),
                           work->matrix->options.user, NULL)) {
        end(c, FINDING_FINE,
            arena_printf(work->arena, "Matrix space %s: it is tocsin's", c->space), NULL);
    } else {
        end(c, FINDING_WARN,
            arena_printf(work->arena,
                         "Matrix space %s: somebody else's room has that name", c->space),
            "incidents get their rooms, but no space shows them, and only the invited "
            "come "
            "in: have that alias removed");
    }
}

static void alias_came(struct work *work, const struct matrix_result *result) {
    struct checking *c = (struct checking *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        get(c, matrix_path(work->arena, "rooms/{}/state", room), state_came);
    } else if (text_equal(result->error, "M_NOT_FOUND")) {
        end(c, FINDING_FINE,
            arena_printf(work->arena,
                         "Matrix space %s: it is made with the first incident", c->space),
            NULL);
    } else {
        not_known(c, result);
    }
}

void matrix_check_space(struct checking *c, void (*then)(struct checking *c)) {
    c->then = then;
    c->space = matrix_space_alias(c->work.arena, c->work.matrix->options.user);
    if (c->space) {
        get(c, matrix_path(c->work.arena, "directory/room/{}", c->space), alias_came);
    } else {
        end(c, FINDING_WARN, "Matrix space: its alias would be too long",
            "give tocsin an account with a shorter name");
    }
}
