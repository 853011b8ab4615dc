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
};

/* What a Redis that answers with an error is asking for. */
enum redis_trouble {
    TROUBLE_LATER,    /* it cannot now: try again, nothing was written */
    TROUBLE_NOSCRIPT, /* it does not know the script (any more): load and repeat */
    TROUBLE_LEAVE,    /* it is not the master (any more): look for the master again */
    TROUBLE_MOVED,    /* another node of the cluster has the keys; the text names it */
    TROUBLE_OTHER,    /* not expected: said in the log */
};

extern const char redis_commit_script[];

enum redis_trouble redis_trouble_of(const redisReply *error);
/* Does the commit keep the limits? False: *ret_why says which it breaks. */
bool redis_script_fits(const struct commit *commit, const char **ret_why);
/* Appends the EVALSHA of a commit. */
void redis_script_encode(struct resp *resp, const char *sha, struct blob prefix,
                         const struct commit *commit);
/* A reply of the script that is no error. Blobs point into the reply, `why` into it or
 * into a constant. */
struct commit_reply redis_script_decode(const redisReply *reply);

#endif
