/* commit.h: a decided change as writes: its entries sealed and chained, its texts, its
 * head, its indexes. All of them go into one commit, or none. */
#ifndef TOCSIN_CORE_COMMIT_H
#define TOCSIN_CORE_COMMIT_H

#include "base/arena.h"
#include "core/index.h"
#include "core/turn.h"
#include "tocsin/error.h"
#include "tocsin/store.h"

/* Fills `len` bytes that nobody can guess (hash_random; tests count). */
typedef void (*random_source)(void *ret_bytes, size_t len);

/* Writes of one change:
 *   XADD tl:<id> <n>-0 b <bytes> h <hash after it>      an entry
 *   HSET tx:<id> <n> <salt and text>                    an entry with text
 *   HSET inc:<id> n <version> h <hash> [s <snapshot> sn <version>]
 *   and those of index.h.
 * A snapshot is taken when the version passes a multiple of SNAPSHOT_EVERY, when the
 * incident is closed or reopened, and when change->snapshot asks for it. Seals
 * change->entries and sets change->after->chain. `alarm` as in index_writes(). Appends at
 * `ret` (room for `max`), *ret_n is how many; all strings are in the arena.
 *
 * ERR_LIMIT: an entry is too large, or there is no room; ERR_PHASE: the incident is
 * read-only for this binary. */
bool change_writes(struct arena *arena, const char *workspace, struct change *change,
                   int64_t alarm, random_source random, struct write *ret, size_t max,
                   size_t *ret_n, struct error *err);

#endif
