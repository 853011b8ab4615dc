/* input.h: something that arrived, from whatever source, before anybody looked at it.
 *
 * Every input takes the same road (README, "One road"). An adapter fills one in,
 * hands it to the host and forgets it: the host copies what it keeps. */
#ifndef TOCSIN_INPUT_H
#define TOCSIN_INPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct reply; /* reply.h */

enum input_kind {
    INPUT_COMMAND, /* somebody typed a command: `text` is what follows the prefix */
    INPUT_DUE,     /* the clock: an incident's earliest deadline may have come */
    INPUT_ANSWER,  /* a delivery's outcome that the timeline must know */
    INPUT_REDACT,  /* an operator removes the text of entry `number` */
    INPUT_CLOCK,   /* the wall clock stepped by `number` ms */
};

struct input {
    enum input_kind kind;
    const char *key;   /* idempotency key, unique per source; NULL: none (reads, due) */
    bool fresh;        /* the source never hands in one key twice: no earlier copy of this
                          input can have been saved */
    const char *actor; /* "network:user", immutable id of who did it */
    const char *place; /* "network:channel" it happened in; NULL: none */
    const char *text;  /* command text, UTF-8, NUL-terminated; may be NULL */
    const char *incident; /* known incident id, or NULL: derived from place and text */
    int64_t number;       /* see the kind */
    const json_t *data;   /* INPUT_ANSWER: what the network said; else NULL. Borrowed. */
    /* Called exactly once, after the commit (or its refusal); NULL: nobody waits. */
    void (*done)(void *ctx, const struct reply *reply);
    void *ctx;
};

#endif
