/* api_work.h: one piece of work that takes several calls: a delivery, an answer, a look.
 *
 * It does one thing at a time: one call or one wait; its arena dies with it. Whoever makes
 * one embeds it first in a struct of its own. */
#ifndef TOCSIN_MATRIX_API_WORK_H
#define TOCSIN_MATRIX_API_WORK_H

#include "api.h"

struct work;
typedef void (*work_cb)(struct work *work);
typedef void (*work_result_cb)(struct work *work, const struct matrix_result *result);

struct work {
    struct matrix *matrix;
    struct work *next, **at;
    struct arena *arena;
    enum matrix_rank rank;
    void (*stopped)(
        struct work *work); /* tells whoever waits, and frees by mx_work_free() */

    /* of api_work.c */
    work_result_cb then;
    work_cb woken;
    struct loop_timer *timer;
    struct matrix_request patient; /* its body is owned */
    int left;                      /* times it may still be put off */
};

/* `size`: of the struct that `work` is first in; zeroed. In the list of `matrix`. */
void *mx_work_new(struct matrix *matrix, size_t size, enum matrix_rank rank,
                  work_cb stopped);
/* Takes it out of everything: no callback comes any more. What it allocated stays until
 * mx_work_free(). Doing it twice is fine. */
void mx_work_end(struct work *work);
void mx_work_free(struct work *work);

/* Its rank is the work's. `request->path` lives in the work's arena. */
void mx_work_call(struct work *work, const struct matrix_request *request,
                  work_result_cb then);
/* The same for what harms nobody when it happens twice (reads, what has a transaction id):
 * it waits while it is limited and tries again when it failed, a few times, before `then`
 * hears of it. */
void mx_work_call_patiently(struct work *work, const struct matrix_request *request,
                            work_result_cb then);
void mx_work_wait(struct work *work, int64_t ms, work_cb woken);

#endif
