/* pending.h: calls that are under way, of whoever may be gone when their answers come.
 *
 * A call is linked while somebody waits for it. Whoever goes has it forgotten: its answer
 * then frees it and nobody is called. One that was not sent (held) is ended by the loop,
 * never inside the call that asked for it. */
#ifndef TOCSIN_BASE_PENDING_H
#define TOCSIN_BASE_PENDING_H

#include "tocsin/loop.h"
#include <stdbool.h>

/* First member of a call, which is one block of malloc(). */
struct pending_call {
    struct pending_calls *pending; /* NULL: forgotten, or it has ended */
    struct pending_call *next, **at;
    const void *ctx; /* who waits */
    bool held;       /* was not sent: no answer will come */
};

struct pending_calls {
    struct pending_call *first;
    const struct loop *loop;
    struct loop_timer *soon;
    void (*end)(struct pending_call *call);
};

/* `end` is called for each call that was held, soon: it takes it out (pending_take), tells
 * who waits, and frees it. */
void pending_init(struct pending_calls *pending, const struct loop *loop,
                  void (*end)(struct pending_call *call));
/* Forgets all of them. */
void pending_end(struct pending_calls *pending);
void pending_add(struct pending_calls *pending, struct pending_call *call,
                 const void *ctx);
/* It has ended. False: it was forgotten before, and nobody waits. */
bool pending_take(struct pending_call *call);
/* It is not sent and ends soon. */
void pending_hold(struct pending_call *call);
/* Forgets those of one who waits. */
void pending_forget(struct pending_calls *pending, const void *ctx);

#endif
