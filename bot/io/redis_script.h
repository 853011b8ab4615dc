/* redis_script.h: the commit script, and what its replies mean. */
#ifndef TOCSIN_IO_REDIS_SCRIPT_H
#define TOCSIN_IO_REDIS_SCRIPT_H

#include "io/redis_resp.h"
#include "tocsin/store.h"
#include <hiredis/hiredis.h>
#include <stdbool.h>

enum {
    SCRIPT_SHA = 41,     /* hexadecimal SHA-1 and NUL: how EVALSHA names a script */
    SCRIPT_WORDS = 1000, /* words of one write: Lua's unpack() has a ceiling */
    SCRIPT_WHAT = 64,
    SCRIPT_WHY = 256,
};

/* What the script answered, and what it met on the way. */
struct script_verdict {
    struct commit_reply reply; /* points into the Redis reply and into `why` */
    struct blob poison;        /* a key that cannot be used; empty: none */
    bool denied;               /* a right is missing */
    char what[SCRIPT_WHAT];    /* of the poison: "is of the wrong type (list)" */
    char why[SCRIPT_WHY];
};

extern const char redis_commit_script[];

/* Does the commit keep the limits? False: *ret_why says which it breaks. */
bool redis_script_fits(const struct commit *commit, const char **ret_why);
/* Appends the EVALSHA of a commit. */
void redis_script_encode(struct resp *resp, const char *sha, struct blob prefix,
                         const struct commit *commit);
/* A reply of the script that is no error; `prefix`: bytes of it. */
void redis_script_decode(const redisReply *reply, size_t prefix,
                         struct script_verdict *ret);
/* "list" -> "is of the wrong type (list)" */
void script_what(const char *holds, char ret[SCRIPT_WHAT]);

#endif
