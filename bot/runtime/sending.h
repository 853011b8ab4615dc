/* sending.h: one delivery under way, shared by send.c and settle.c. */
#ifndef TOCSIN_RUNTIME_SENDING_H
#define TOCSIN_RUNTIME_SENDING_H

#include "runtime/parts.h"

/* One send under way: what the adapter was given stays until it calls back. */
struct sending {
    struct lane *lane;
    struct arena *arena;
    struct delivery delivery;
    const json_t *record;
    const char *root; /* field of refs.c to be filled in by this one, or NULL */
};

#endif
