/* aof_keep.h: before an embedded Redis is stopped. */
#ifndef TOCSIN_CLI_AOF_KEEP_H
#define TOCSIN_CLI_AOF_KEEP_H

#include "tocsin/store.h"
#include <stdbool.h>

struct aof;
struct loop;

/* Before a Redis is stopped: has its files written anew when they are not all there, and
 * waits at most 10 s. False, which is logged: they are not, so that it must not be stopped.
 * Of a folder that was renamed since `watched` began it says where it is; of one that was
 * removed nothing can be done. `watched`: NULL when nobody looked. */
bool aof_keep(struct loop *loop, struct store *store, const char *folder,
              const struct aof *watched);

#endif
