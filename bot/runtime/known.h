/* known.h: what this process knows, for the one that comes after it. */
#ifndef TOCSIN_RUNTIME_KNOWN_H
#define TOCSIN_RUNTIME_KNOWN_H

#include <jansson.h>

struct bot;

/* What it knows, for the process that comes after it on the same database, in case that
 * is emptied until then: `known` of its options. New reference; NULL: nothing. */
json_t *bot_known(const struct bot *bot);
/* The lease was taken: what an earlier process knew counts as seen here. */
void known_learn(struct bot *bot);

#endif
