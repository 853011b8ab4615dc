/* bot.h: the bot at work: performs turns, keeps the alarm clock, drains the outbox.
 *
 * Turns are serial per incident and concurrent across incidents; a cached state changes
 * only on its commit's reply. One process at work per workspace: it holds the lease,
 * every commit checks its epoch, every send rechecks the lease. */
#ifndef TOCSIN_RUNTIME_BOT_H
#define TOCSIN_RUNTIME_BOT_H

#include "runtime/options.h"

struct bot;

struct bot *bot_new(const struct bot_options *options);
/* The store is up (first time or again) or down. */
void bot_store_up(struct bot *bot);
void bot_store_down(struct bot *bot);
/* The interface that adapters get. */
const struct host *bot_host(struct bot *bot);
/* No new inputs; waits for turns and deliveries under way (at most `ms`), gives the lease
 * back, then on_stopped. */
void bot_stop(struct bot *bot, int64_t ms);
/* A new policy, directory or message pack: swapped between turns; deadlines of every
 * incident are derived anew when `derivation` differs. */
void bot_reload(struct bot *bot, const struct policy *policy,
                const struct directory *directory, const struct messages *messages,
                const struct civil *civil, const char *derivation);
void bot_free(struct bot *bot);

#endif
