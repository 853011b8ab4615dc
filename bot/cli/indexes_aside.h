/* indexes_aside.h: what an index holds, or is, that cannot be used at all. Named like what
 * is wrong; whoever mends sets it aside, as a bot at work does (runtime/aside.c). */
#ifndef TOCSIN_CLI_INDEXES_ASIDE_H
#define TOCSIN_CLI_INDEXES_ASIDE_H

#include "cli/timeline.h"

struct indexes {
    struct database *db;
    const struct setup *setup;
    bool mend;     /* else only look */
    bool same;     /* deadlines were derived under this very policy, or never */
    FILE *to;      /* a line for each finding, or NULL */
    int64_t wrong; /* found */
    int64_t mended, unreadable;
};

/* The key is of another type. False with err: Redis did not answer. */
bool indexes_aside_key(struct indexes *indexes, const char *key, struct error *err);
/* A member of a sorted set that is no text. */
bool indexes_aside_member(struct indexes *indexes, const char *key, const json_t *member,
                          struct error *err);
/* Members of a sorted set; of one that is none, which is set aside, none. New reference;
 * NULL with err. */
json_t *indexes_members(struct indexes *indexes, const char *key, struct error *err);

#endif
