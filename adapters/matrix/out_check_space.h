/* out_check_space.h: a check under way, and its look at the space. */
#ifndef TOCSIN_MATRIX_OUT_CHECK_SPACE_H
#define TOCSIN_MATRIX_OUT_CHECK_SPACE_H

#include "api_work.h"

struct checking {
    struct work work; /* first */
    finding_cb report;
    void (*done)(void *ctx);
    void *ctx;
    const char *const *places;
    const char *room;
    bool own_login;                   /* is to be ended */
    void (*then)(struct checking *c); /* of the look at the space */
    const char *space;                /* its alias */
};

void matrix_check_space(struct checking *c, void (*then)(struct checking *c));

#endif
