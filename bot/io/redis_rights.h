/* redis_rights.h: may the user of this connection do all that the bot will do? */
#ifndef TOCSIN_IO_REDIS_RIGHTS_H
#define TOCSIN_IO_REDIS_RIGHTS_H

#include "io/redis_resp.h"
#include "tocsin/error.h"
#include <hiredis/hiredis.h>
#include <stdbool.h>

/* Appends the question; `prefix` is that of the workspace's keys. */
void redis_rights_ask(struct resp *resp, struct blob prefix);
/* The answer: true, or err names what is missing and what to do, as the rest of a sentence
 * "Redis at <name> ...". */
bool redis_rights_judge(const redisReply *reply, struct error *err);

#endif
