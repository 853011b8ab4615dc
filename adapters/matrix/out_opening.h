/* out_opening.h: what a delivery that concerns an incident's room knows on its way, and the
 * calls that several files make. */
#ifndef TOCSIN_MATRIX_OUT_OPENING_H
#define TOCSIN_MATRIX_OUT_OPENING_H

#include "out_sending.h"

typedef void (*space_cb)(struct sending *s, const char *space);

/* In the work's arena. */
struct opening {
    int name; /* which of the aliases is tried, from 1 on */
    bool private_place;
    const char *alias;
    const char *space; /* the space's id */
    bool made_space;   /* it was tried, or is not to be */
    space_cb spaced;
    sending_cb then;
    /* out_steps.c */
    size_t person, invited;
    const char *failed; /* who could not be invited, and NULL: nobody */
    /* out_mirrors.c */
    const char *found, *hash;
    /* out_data.c; in the arena */
    json_t *data, *before;
};

void matrix_opening(struct sending *s);
/* "tocsin" of "@tocsin:example.org". */
const char *matrix_own_local(struct sending *s);

/* ---- calls that several files make ---- */

void matrix_room_resolve(struct sending *s, const char *alias, work_result_cb then);
/* result->json: {"list": all of its state}. */
void matrix_room_state(struct sending *s, const char *room, work_result_cb then);
/* One state event's content; MATRIX_REFUSED, M_NOT_FOUND: it has none. */
void matrix_room_get(struct sending *s, const char *type, work_result_cb then);
/* `content` is stolen. Done twice it does no harm. */
void matrix_room_put(struct sending *s, const char *type, json_t *content,
                     work_result_cb then);

#endif
