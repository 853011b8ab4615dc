/* writes.h: building commits in an arena. */
#ifndef TOCSIN_RUNTIME_WRITES_H
#define TOCSIN_RUNTIME_WRITES_H

#include "core/turn.h"
#include "runtime/parts.h"
#include "tocsin/store.h"

struct ops {
    struct arena *arena;
    struct check checks[16];
    size_t nchecks;
    struct write writes[LIMIT_OPS];
    size_t nwrites;
    struct blob torn[TURN_CHANGES];
    size_t ntorn;
};
enum {
    TAG_IDEM = 1,
    TAG_EPOCH,
    TAG_VERSION,
    TAG_SEQ,
    TAG_HEAD,
    TAG_LEASE,
    TAG_TORN,
    TAG_RESTORING, /* a restore is under way (cli/restoring.h) */
};
void ops_init(struct ops *ops, struct arena *arena);
struct blob blob_of(const char *s);
void ops_check(struct ops *ops, enum check_kind kind, const char *key, const char *field,
               const char *value, int tag);
/* ops_write(ops, key, "SET", "value", NULL): the words after the key. Strings must live
 * as long as the arena. */
void ops_write(struct ops *ops, const char *key, const char *command, ...)
    __attribute__((sentinel));
struct commit ops_commit(const struct ops *ops);
void ops_epoch(struct ops *ops, const struct bot *bot);

#endif
