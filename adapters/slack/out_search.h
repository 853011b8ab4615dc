/* out_search.h: is a message there already? */
#ifndef TOCSIN_SLACK_OUT_SEARCH_H
#define TOCSIN_SLACK_OUT_SEARCH_H

#include "out_sending.h"

/* Searches s->channel (and thread `thread` of it, or NULL) for `marker`, not older than
 * `since` (UTC ms; 0: all of it), twice; calls s->look.on_found (s->look.found: its ts),
 * or s->look.on_missing when it surely is not there, or ends the delivery. */
void search_for(struct sending *s, const char *marker, int64_t since, const char *thread);

#endif
