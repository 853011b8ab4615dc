/* numbers.h: which numbers of a day were given, as far as anybody knows. */
#ifndef TOCSIN_RUNTIME_NUMBERS_H
#define TOCSIN_RUNTIME_NUMBERS_H

#include "runtime/parts.h"

/* An incident of that id exists, or did. */
void numbers_learn(struct bot *bot, const char *id);
/* The highest number of a day (`name`: "2025-09-29") that is known here; 0: none. */
int64_t numbers_last(const struct bot *bot, const char *name);
/* Learns the ids of a day that are in the store. Calls `done` once; why NULL: it has all. */
void numbers_scan(struct bot *bot, const char *day,
                  void (*done)(void *ctx, const char *why), void *ctx);
/* Each day that is known. */
void numbers_each(const struct bot *bot,
                  void (*each)(void *ctx, const char *day, int64_t last), void *ctx);
void numbers_free(struct bot *bot);
/* host.known_id: a name that may bear an id; NULL: a network has told all of its own. */
void numbers_told(struct bot *bot, const char *name);
/* The store was new when we took it: what the networks know is waited for, a while. */
void numbers_expect(struct bot *bot);

#endif
