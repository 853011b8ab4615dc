/* redis_trust.h: that nobody else has a hand in the data folder of the embedded Redis. */
#ifndef TOCSIN_IO_REDIS_TRUST_H
#define TOCSIN_IO_REDIS_TRUST_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <sys/types.h>

/* A link that leads to the folder must be of somebody who may choose it: us, or root. */
bool redis_trust_link(const char *path, struct error *err);
/* Everything in it that the server or we would read, write or listen on. */
bool redis_trust_contents(const char *folder, uid_t owner, struct error *err);

#endif
