/* out_sending.h: a delivery under way, and how it ends. */
#ifndef TOCSIN_MATRIX_OUT_SENDING_H
#define TOCSIN_MATRIX_OUT_SENDING_H

#include "api_work.h"

/* What was sent for a decision may bear a time of the homeserver's so much before ours. */
enum { MATRIX_SKEW_MS = 60 * 1000 };

struct opening;
struct sending;
typedef void (*sending_cb)(struct sending *s);

/* A delivery under way. */
struct sending {
    struct work work;                /* first */
    const struct delivery *delivery; /* borrowed until it ends */
    outcome_cb done;
    void *ctx;
    bool looking; /* look(), not send() */

    const char *room;  /* its id, once it is known */
    const char *name;  /* an alias or a person that the room was found by, or NULL */
    bool from_memory;  /* the room was known from before */
    int followed;      /* rooms that replaced it */
    sending_cb placed; /* out_places.c */
    void (*direct)(struct sending *s, const char *room); /* out_direct.c */
    bool twice;
    int pages;               /* out_look.c */
    struct opening *opening; /* out_opening.h */
};

struct sending *matrix_sending(struct matrix *matrix, const struct delivery *delivery,
                               outcome_cb done, void *ctx);

/* ---- its ends: each frees it ---- */

void mx_end(struct sending *s, const struct outcome *outcome);
void mx_sent(struct sending *s, const char *remote);
/* `why` may live in the work's arena. */
void mx_denied(struct sending *s, const char *why);
void mx_retry(struct sending *s, int64_t ms, const char *why);
void mx_unknown(struct sending *s, const char *why);
/* A call that failed ends the delivery. `harmless`: even if that call was done, what the
 * delivery wants was not, or may be done again. */
void mx_failed(struct sending *s, const struct matrix_result *result, bool harmless);

/* What the homeserver's words mean to a person: what happened, and what to do. In the
 * arena. */
const char *matrix_say(struct arena *arena, const struct matrix_result *result);

#endif
