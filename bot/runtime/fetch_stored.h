/* fetch_stored.h: one incident as its bytes lie in the store, of one version: for audit and
 * backup. */
#ifndef TOCSIN_RUNTIME_FETCH_STORED_H
#define TOCSIN_RUNTIME_FETCH_STORED_H

#include "base/arena.h"
#include "tocsin/store.h"
#include <jansson.h>

struct stored {
    const char *id;
    const char *version, *head; /* inc:<id> fields n and h; NULL: no such incident */
    const char *snapshot, *snapshot_version; /* fields s and sn, or NULL */
    const json_t *stream;                    /* [[id,[field,value..]]..] */
    const json_t *texts;                     /* {"3": stored text} */
};

/* stored NULL: it could not be read, and why. */
typedef void (*stored_cb)(void *ctx, const struct stored *stored, const char *why);
/* In the arena; `id` must live as long. */
void fetch_stored(const struct store *store, struct arena *arena, const char *id,
                  stored_cb cb, void *ctx);

#endif
