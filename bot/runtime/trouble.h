/* trouble.h: what is broken and incidents lean on, for people. */
#ifndef TOCSIN_RUNTIME_TROUBLE_H
#define TOCSIN_RUNTIME_TROUBLE_H

struct bot;

/* Something that incidents lean on is broken ("Redis: keeps no append-only file…"): said
 * on those that are open now and on those that are opened later. `why` is for people. */
void bot_trouble(struct bot *bot, const char *why);
/* One was just opened: it hears of all that is known. */
void trouble_tell(struct bot *bot, const char *incident);
/* What keeps the store from working; NULL: nothing known. */
const char *store_ill(const struct bot *bot);

#endif
