/* input_kinds.h: the kinds of input, one row per kind. */
#ifndef TOCSIN_RUNTIME_INPUT_KINDS_H
#define TOCSIN_RUNTIME_INPUT_KINDS_H

#include "core/needs.h"
#include "core/turn.h"

/* What a kind means for the way of an input. */
struct input_rule {
    const char *name; /* in the log */
    /* A person typed, pressed or marked it: it comes from a place, and rights are asked. */
    bool person;
    /* Somebody waits for the answer: what cannot be done is said at once. What nobody waits
     * for is tried again instead. */
    bool waits;
    bool counted; /* it counts as one of the commands of a minute */
    /* When nothing was saved, that is stored under its key, as a saved one would be. */
    bool recorded;
    bool history; /* its turn needs the whole timeline */
    /* Given up after DUE_TRIES_MAX, because the alarm clock hands it in again. */
    bool rings_again;
    /* What its turn must know; NULL: nothing. `here`: the incident of its place, or
     * NULL. */
    bool (*prepare)(struct turn *turn, const char *here, struct needs *ret,
                    struct error *err);
    bool (*decide)(struct turn *turn, struct error *err);
};

const struct input_rule *input_rule(enum input_kind kind);

#endif
