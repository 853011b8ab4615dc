/* lane_list.h: lanes and what waits in them, in memory. */
#ifndef TOCSIN_RUNTIME_LANE_LIST_H
#define TOCSIN_RUNTIME_LANE_LIST_H

#include "runtime/writes.h"

/* Made when there is none. */
struct lane *lane_get(struct bot *bot, const char *name);
/* `text`: the record as it is stored, copied. */
void lane_push(struct lane *lane, const char *id, const char *text, bool unsure);
/* The writes that put a message into its lane; `now`: UTC ms. Until that commit ended, the
 * lane has one more of its `pushes`. */
void lane_write(struct bot *bot, struct ops *ops, const struct routed *routed,
                const char *now);
/* Replaces what is kept of an item. */
void lane_rewrite(struct lane_item *item, const char *text);
void lane_pop(struct lane *lane);
void lane_empty(struct lane *lane);
/* An idle lane of an incident is forgotten; it is made again when it is needed. */
void lane_retire(struct lane *lane);
void lane_free(struct lane *lane);
/* Does the incident's channel still have to be brought back from the archive? */
bool lane_unarchives(struct bot *bot, const char *incident, const char *network);

#endif
