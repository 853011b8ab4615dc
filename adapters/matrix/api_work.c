/* api_work.c: the steps that work of several calls is made of. */
#include "api_work.h"
#include "base/mem.h"

#include <stdlib.h>

enum {
    PATIENCE = 5,             /* times a call is put off */
    PATIENT_MS = 65 * 1000,   /* longer waits are not waited for */
    PATIENT_FAILED_MS = 1000, /* after a failure that does not say how long */
};

void *mx_work_new(struct matrix *matrix, size_t size, enum matrix_rank rank,
                  work_cb stopped) {
    struct work *work = mem_new(size);
    struct work **list = &matrix->works;
    work->matrix = matrix;
    work->arena = arena_new();
    work->rank = rank;
    work->stopped = stopped;
    work->at = list;
    work->next = *list;
    if (work->next) {
        work->next->at = &work->next;
    }
    *list = work;
    return work;
}

void mx_work_end(struct work *work) {
    const struct loop *loop = work->matrix->options.loop;
    if (!work->at) {
        return;
    }
    *work->at = work->next;
    if (work->next) {
        work->next->at = work->at;
    }
    work->at = NULL;
    matrix_api_forget(work->matrix->api, work);
    if (work->timer) {
        loop->timer_free(work->timer);
    }
    json_decref(work->patient.body);
    work->patient.body = NULL;
}

void mx_work_free(struct work *work) {
    mx_work_end(work);
    arena_free(work->arena);
    free(work);
}

/* ---- calls ---- */

static void called(void *ctx, const struct matrix_result *result) {
    struct work *work = ctx;
    work->then(work, result);
}

void mx_work_call(struct work *work, const struct matrix_request *request,
                  work_result_cb then) {
    struct matrix_request mine = *request;
    mine.rank = work->rank;
    work->then = then;
    matrix_call(work->matrix->api, &mine, called, work);
}

/* ---- waiting ---- */

static void timer_rang(void *ctx) {
    struct work *work = ctx;
    work->woken(work);
}

void mx_work_wait(struct work *work, int64_t ms, work_cb woken) {
    const struct loop *loop = work->matrix->options.loop;
    work->woken = woken;
    if (!work->timer) {
        work->timer = loop->timer(loop->self, timer_rang, work);
    }
    loop->timer_start(work->timer, ms);
}

/* ---- patience ---- */

static void patient_again(struct work *work);

static void patient_came(void *ctx, const struct matrix_result *result) {
    struct work *work = ctx;
    int64_t wait = result->retry_ms > 0 ? result->retry_ms : PATIENT_FAILED_MS;
    bool done = result->kind == MATRIX_OK || result->kind == MATRIX_REFUSED;
    if (!done && work->left > 0 && wait <= PATIENT_MS) {
        work->left--;
        mx_work_wait(work, wait, patient_again);
        return;
    }
    json_decref(work->patient.body);
    work->patient.body = NULL;
    work->then(work, result);
}

static void patient_again(struct work *work) {
    struct matrix_request mine = work->patient;
    mine.body = json_incref(mine.body);
    matrix_call(work->matrix->api, &mine, patient_came, work);
}

void mx_work_call_patiently(struct work *work, const struct matrix_request *request,
                            work_result_cb then) {
    work->then = then;
    json_decref(work->patient.body);
    work->patient = *request;
    work->patient.rank = work->rank;
    work->left = PATIENCE;
    patient_again(work);
}
