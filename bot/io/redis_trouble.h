/* redis_trouble.h: what an error reply of Redis asks for, and what people are told. */
#ifndef TOCSIN_IO_REDIS_TROUBLE_H
#define TOCSIN_IO_REDIS_TROUBLE_H

#include <hiredis/hiredis.h>
#include <stdbool.h>

/* What a Redis that answers with an error is asking for. */
enum redis_trouble {
    TROUBLE_LATER,     /* it cannot now: try again, nothing was written */
    TROUBLE_NOSCRIPT,  /* it does not know the script (any more): load and repeat */
    TROUBLE_LEAVE,     /* it is not the master (any more): look for the master again */
    TROUBLE_MOVED,     /* another node of the cluster has the keys; the text names it */
    TROUBLE_DENIED,    /* the password or a right is missing: ask which */
    TROUBLE_WRONGTYPE, /* a key holds something else */
    TROUBLE_OTHER,     /* not expected: said in the log */
};

enum redis_trouble redis_trouble_of(const redisReply *error);
/* One or two sentences for people: why it refused, and what to do. Never NULL. */
const char *redis_trouble_people(const char *error);

/* Does it refuse a write of the script, after its checks, or all of it before them? */
bool redis_trouble_asked(const char *error);

/* What people are told while the store is refused; why it is, the log and the doctor say. */
#define REDIS_REFUSED_PEOPLE                                                             \
    "the database is not fit for tocsin as it is. Whoever runs it must act: `tocsin "    \
    "doctor` says why, and what to do."

#endif
