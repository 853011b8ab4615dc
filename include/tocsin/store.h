/* store.h: the one way to the database: read, or commit all or nothing.
 *
 * A commit is a list of checks and a list of writes that one script applies
 * atomically; it never learns what an incident is. Keys are given without the
 * workspace prefix "t:{ws}:", which the store puts in front. All calls return at once
 * and call back exactly once from the loop (never before they return). */
#ifndef TOCSIN_STORE_H
#define TOCSIN_STORE_H

#include "tocsin/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
    const char *ptr;
    size_t len;
};

enum check_kind {
    /* key must not exist; if it does the commit ends COMMIT_DUPLICATE and returns the
     * value. Must come first. */
    CHECK_IDEM,
    CHECK_VALUE, /* string key holds `value` (empty value: key absent) */
    CHECK_FIELD, /* hash key's `field` holds `value` (empty value: absent) */
    CHECK_HEAD,  /* first element of the list is `value` */
};

struct check {
    enum check_kind kind;
    struct blob key;
    struct blob field; /* CHECK_FIELD */
    struct blob value;
    int tag; /* given back when this check refused */
};

/* One write: a Redis command whose second word is the key. RENAME: argv[1] is a key too. */
struct write {
    struct blob key;
    size_t argc;             /* words besides the key */
    const struct blob *argv; /* argv[0] is the command, argv[1..] follow the key */
};

struct commit {
    size_t nchecks;
    const struct check *checks;
    size_t nwrites;
    const struct write *writes;
    /* Fields of the hash KEY_TORN under which the rest is kept when the commit breaks off
     * between two writes; none: it is not kept. */
    size_t ntorn;
    const struct blob *torn;
};

enum commit_result {
    COMMIT_DONE,
    COMMIT_DUPLICATE,   /* an idempotency record was there: `value` is it */
    COMMIT_REFUSED,     /* check `tag` did not hold: `value` is what was there */
    COMMIT_UNAVAILABLE, /* surely nothing was written */
    COMMIT_UNKNOWN,     /* no reply in COMMIT_TIMEOUT_MS, or the connection was lost */
    COMMIT_PARTIAL,     /* it broke off: `tag` writes were made, the next one failed */
};

struct commit_reply {
    enum commit_result result;
    int tag;
    struct blob value;
    const char *why; /* UNAVAILABLE, UNKNOWN, PARTIAL: for the log */
    /* UNAVAILABLE, when the database itself refused: a sentence for people that says why
     * and what to do. NULL: it could not be asked. */
    const char *people;
    bool
        asked; /* with `people`: for a record of an earlier copy first, and there is none */
    bool kept; /* PARTIAL: the rest lies in KEY_TORN */
};

typedef void (*commit_cb)(void *ctx, const struct commit_reply *reply);
/* `replies`: JSON array with one element a command (string, integer, null, array), or
 * NULL when the store could not answer (then `why`). Borrowed. */
typedef void (*read_cb)(void *ctx, const json_t *replies, const char *why);
/* `known`: the fence was set or read. voided: the input will never be applied.
 * else `value` is the record stored by the commit that did happen. */
typedef void (*fence_cb)(void *ctx, bool known, bool voided, struct blob value);
/* A key that cannot be used: "a list instead of a zset". `key` without the prefix. */
typedef void (*poison_cb)(void *ctx, struct blob key, const char *what);

struct store {
    void *self;
    void (*commit)(void *self, const struct commit *commit, commit_cb cb, void *ctx);
    /* Pipelined read-only commands, at most LIMIT_BATCH. */
    void (*read)(void *self, const struct write *cmds, size_t n, read_cb cb, void *ctx);
    /* One page of the keys that begin with `begin` ("inc:"): the only reply is [cursor of
     * the next page, [key without the workspace prefix, ...]]. "0" begins, and comes back
     * after the last page. Work per page does not depend on how many keys there are. A
     * key may come twice; one that was there all the time comes. */
    void (*scan)(void *self, const char *begin, const char *cursor, read_cb cb,
                 void *ctx);
    /* SET key VOID NX GET EX: keeps trying until the database answers or `give_up_ms`
     * have passed (then known = false). */
    void (*fence)(void *self, struct blob key, int64_t give_up_ms, fence_cb cb,
                  void *ctx);
    bool (*connected)(void *self);
    /* Who is told of keys that no commit or read can use; NULL: nobody. What met one ends
     * as UNAVAILABLE. */
    void (*listen)(void *self, poison_cb cb, void *ctx);
};

#define FENCE_VOID "VOID"
/* What an idempotency record says while its commit is partly written. */
#define TORN_RECORD "{\"s\":\"part\"}"
/* Number of the keys' schema, field "schema" of "meta". */
#define STORE_SCHEMA "1"

#endif
