/* out.c: deliveries: how each begins. */
#include "out.h"
#include "out_ask.h"
#include "out_look.h"
#include "out_mirrors.h"
#include "out_places.h"
#include "out_post.h"
#include "out_room.h"
#include "out_steps.h"

void matrix_send(struct matrix *matrix, const struct delivery *delivery, outcome_cb done,
                 void *ctx) {
    struct sending *s = matrix_sending(matrix, delivery, done, ctx);
    switch (delivery->kind) {
    case DELIVERY_POST:
        matrix_place(s, matrix_post);
        break;
    case DELIVERY_ASK:
        matrix_place(s, matrix_ask_text);
        break;
    case DELIVERY_OPEN:
        matrix_room_open(s);
        break;
    case DELIVERY_MIRROR:
        matrix_place(s, matrix_mirror);
        break;
    case DELIVERY_STEP:
        matrix_place(s, matrix_step);
        break;
    }
}

static void not_there(struct sending *s) {
    mx_retry(s, 0, "doing it again changes nothing");
}

void matrix_look(struct matrix *matrix, const struct delivery *delivery, outcome_cb done,
                 void *ctx) {
    struct sending *s = matrix_sending(matrix, delivery, done, ctx);
    s->looking = true;
    if (delivery->kind == DELIVERY_POST) {
        matrix_place(s, matrix_look_for);
    } else if (delivery->kind == DELIVERY_OPEN) {
        matrix_room_seek(s);
    } else {
        not_there(s);
    }
}

void matrix_stop(struct matrix *matrix) {
    while (matrix->works) {
        matrix->works->stopped(matrix->works);
    }
}
