/* walk.h: every incident that is stored, found by what it is and not by an index.
 *
 * An index can be lost, and whoever trusts it covers nothing and says that all is well.
 * The walk goes over the keys themselves, one page at a time: what a page costs does not
 * depend on how many incidents there are, and the caller says when the next one comes.
 * Used by the bot at work (mend.c) and by subcommands (cli/database.c). */
#ifndef TOCSIN_RUNTIME_WALK_H
#define TOCSIN_RUNTIME_WALK_H

#include "tocsin/store.h"

struct walk;

/* One page: the names behind the beginning of the key ("INC-2025-09-29-001" of
 * "inc:INC-2025-09-29-001"), as they are in the store: they may be anything. A name can
 * come twice. `last`: the round is complete; the next page begins another. names NULL: it
 * could not be read (`why`), the next page tries again. */
typedef void (*walk_cb)(void *ctx, const json_t *names, bool last, const char *why);

/* `begin`: "inc:", "lane:"; it must live as long as the walk. */
struct walk *walk_new(const struct store *store, const char *begin, walk_cb page,
                      void *ctx);
/* Asks for a page; not while one is under way. Never calls back before it returns. */
void walk_next(struct walk *walk);
/* Begins a round anew with the next page. */
void walk_rewind(struct walk *walk);
/* May be called from a page; one that is under way is not handed over any more. */
void walk_free(struct walk *walk);

#endif
