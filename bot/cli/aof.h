/* aof.h: is the append-only file of the embedded Redis still where it was?
 *
 * A server whose files were removed (a hand, a clean-up job) writes on into what nobody can
 * open any more: each command is answered "saved", and its next start begins with nothing.
 * As long as it runs it has everything in memory, and writes it anew when it is told to. */
#ifndef TOCSIN_CLI_AOF_H
#define TOCSIN_CLI_AOF_H

#include "tocsin/loop.h"
#include "tocsin/store.h"
#include <limits.h>
#include <stdbool.h>

enum { AOF_NAME_MAX = 300 }; /* of a file below the data folder */

/* Are the files there that its manifest names? */
bool aof_there(const char *folder);

struct aof;

/* Looks every few seconds; has a file that is gone written anew. `lost`: that does not
 * help, said once; until then it is in the log only. Loop and store must live longer;
 * `folder` is copied. Caller frees. */
struct aof *aof_watch(const struct loop *loop, struct store *store, const char *folder,
                      void (*lost)(void *ctx, const char *why), void *ctx);
/* What the folder is called that was there when the watch began: its name of then, or the
 * one that somebody gave it since. False: it was removed. NULL: nobody looked, `folder`. */
bool aof_where(const struct aof *aof, const char *folder, char ret[PATH_MAX]);
void aof_log_renamed(const char *folder, const char *now);
void aof_free(struct aof *aof); /* after the store; NULL is fine */

#endif
