/* input_kinds.h: the kinds of input, one row per kind. */
#ifndef TOCSIN_RUNTIME_INPUT_KINDS_H
#define TOCSIN_RUNTIME_INPUT_KINDS_H

#include "core/needs.h"
#include "core/turn.h"

/* What a kind means for the way of an input. */
struct input_rule {
    const char *name; /* in the log */
    /* somebody typed, pressed or marked it: it comes from a place, and rights are
     * asked */
    bool person;
    /* and waits for the answer: told at once when it cannot be done. What nobody waits
     * for is tried again */
    bool waits;
    bool counted;  /* among the commands of a minute */
    bool recorded; /* that nothing was saved is kept under its key */
    bool history;  /* its turn needs the whole timeline */
    bool
        rings_again; /* given up after DUE_TRIES_MAX: the alarm clock hands it in again */
    /* What its turn must know; NULL: nothing. `here`: the incident of its place, or
     * NULL. */
    bool (*prepare)(struct turn *turn, const char *here, struct needs *ret,
                    struct error *err);
    bool (*decide)(struct turn *turn, struct error *err);
};

const struct input_rule *input_rule(enum input_kind kind);

#endif
