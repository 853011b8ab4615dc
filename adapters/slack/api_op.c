/* api_op.c: the steps that work of several calls is made of. */
#include "api_op.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"

enum {
    PATIENCE = 4,             /* times a call is put off */
    PATIENT_MS = 65 * 1000,   /* longer waits are not waited for */
    PATIENT_FAILED_MS = 1000, /* after a failure that does not say how long */
};

void *op_new(struct slack *slack, size_t size, bool urgent, op_cb stopped) {
    struct op *op = mem_new(size);
    struct op **list = &slack->ops;
    op->slack = slack;
    op->arena = arena_new();
    op->urgent = urgent;
    op->stopped = stopped;
    op->at = list;
    op->next = *list;
    if (op->next) {
        op->next->at = &op->next;
    }
    *list = op;
    return op;
}

void op_end(struct op *op) {
    const struct loop *loop = op->slack->options.loop;
    if (!op->at) {
        return;
    }
    *op->at = op->next;
    if (op->next) {
        op->next->at = op->at;
    }
    op->at = NULL;
    slack_api_forget(op->slack->api, op);
    if (op->leave) {
        op->leave(op);
    }
    if (op->timer) {
        loop->timer_free(op->timer);
    }
    json_decref(op->patient.args);
    json_decref(op->pages.args);
}

void op_free(struct op *op) {
    op_end(op);
    arena_free(op->arena);
    free(op);
}

/* ---- calls ---- */

static void called(void *ctx, const struct api_result *result) {
    struct op *op = ctx;
    op->then(op, result);
}

void op_call(struct op *op, const char *method, json_t *args, const char *channel,
             op_result_cb then) {
    op->then = then;
    slack_api_call(op->slack->api, method, args, channel, op->urgent, called, op);
}

/* ---- waiting ---- */

static void timer_rang(void *ctx) {
    struct op *op = ctx;
    op->woken(op);
}

void op_wait(struct op *op, int64_t ms, op_cb woken) {
    const struct loop *loop = op->slack->options.loop;
    op->woken = woken;
    if (!op->timer) {
        op->timer = loop->timer(loop->self, timer_rang, op);
    }
    loop->timer_start(op->timer, ms);
}

/* ---- patience ---- */

static void patient_again(struct op *op);

static void patient_came(void *ctx, const struct api_result *result) {
    struct op *op = ctx;
    int64_t wait = result->retry_ms > 0 ? result->retry_ms : PATIENT_FAILED_MS;
    bool done = result->kind == API_OK || result->kind == API_REFUSED;
    if (!done && op->patient.left > 0 && wait <= PATIENT_MS) {
        op->patient.left--;
        op_wait(op, wait, patient_again);
        return;
    }
    json_decref(op->patient.args);
    op->patient.args = NULL;
    op->then(op, result);
}

static void patient_again(struct op *op) {
    slack_api_call(op->slack->api, op->patient.method, json_incref(op->patient.args),
                   NULL, op->urgent, patient_came, op);
}

void op_call_patiently(struct op *op, const char *method, json_t *args,
                       op_result_cb then) {
    op->then = then;
    json_decref(op->patient.args);
    op->patient.method = method;
    op->patient.args = args;
    op->patient.left = PATIENCE;
    patient_again(op);
}

/* ---- pages ---- */

static void page_came(struct op *op, const struct api_result *result) {
    struct pages *pages = &op->pages;
    size_t i;
    json_t *item;
    if (result->kind != API_OK) {
        pages->end(op, PAGES_FAILED, result);
        return;
    }
    json_array_foreach(json_object_get(result->json, pages->list), i, item) {
        if (pages->each(op, item)) {
            pages->end(op, PAGES_STOPPED, result);
            return;
        }
    }
    const char *cursor = jsonx_string(json_object_get(result->json, "response_metadata"),
                                      "next_cursor", "");
    if (!*cursor) {
        pages->end(op, PAGES_ALL, result);
    } else if (--pages->most <= 0) {
        pages->end(op, PAGES_MORE, result);
    } else {
        json_t *args = json_copy(pages->args);
        jsonx_set_string(args, "cursor", cursor);
        op_call_patiently(op, pages->method, args, page_came);
    }
}

void op_pages(struct op *op, const struct pages *pages) {
    json_decref(op->pages.args);
    op->pages = *pages;
    op_call_patiently(op, pages->method, json_copy(pages->args), page_came);
}
