/* audit.h: is this timeline the one that was written?
 *
 * Works on stored bytes alone and believes none of them: every byte of an entry, its
 * hash, its text, its number, the head, the snapshot is checked against the others, and a
 * finding says which one does not fit, in words. What it cannot see is a rewrite of
 * everything at once: for that a head hash has to be kept outside (closure notices print
 * it), which is `expected`. */
#ifndef TOCSIN_CORE_AUDIT_H
#define TOCSIN_CORE_AUDIT_H

#include "base/arena.h"
#include "base/hash.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An element of the stream tl:<id>, in the order in which it lies there. */
struct audit_entry {
    const char *id;    /* "12-0" */
    const char *bytes; /* field b; NULL: there is none */
    size_t len;
    const char *hash; /* field h; NULL: there is none */
};

/* A field of the hash tx:<id>. */
struct audit_text {
    const char *number;
    const char *stored;
};

/* All borrowed. */
struct audit_input {
    const char *workspace;
    const char *incident; /* id */
    const struct audit_entry *entries;
    size_t nentries;
    const struct audit_text *texts;
    size_t ntexts;
    /* Fields of the hash inc:<id>; NULL: absent. */
    const char *n, *h, *s, *sn;
    /* Head hash that was kept outside, of this or an earlier version; NULL: none. */
    const char *expected;
};

struct audit_finding {
    int64_t n;        /* entry it is about; 0: the incident as a whole */
    const char *what; /* continues "Entry 12: ..." */
};

enum { AUDIT_FINDINGS_MAX = 1000 };

struct audit_report {
    struct audit_finding *findings; /* in the order of the checks; in the arena */
    size_t n;
    bool more;           /* there are more than AUDIT_FINDINGS_MAX */
    int64_t versions;    /* highest entry number found */
    int64_t proved;      /* entry whose hash is `expected`; 0: none, or none was given */
    char head[HASH_HEX]; /* of the last entry; "" when it is not known */
};

/* No finding: everything fits together. */
void audit_timeline(struct arena *arena, const struct audit_input *input,
                    struct audit_report *ret_report);

#endif
