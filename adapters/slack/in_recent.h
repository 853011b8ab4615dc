/* in_recent.h: which keys were answered lately. */
#ifndef TOCSIN_SLACK_IN_RECENT_H
#define TOCSIN_SLACK_IN_RECENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct recent *recent_new(void);
void recent_free(struct recent *recent);
/* `socket`: whose ack carried the answer; 0: it went another way. `now`: mono ms. `said`:
 * what a copy is acknowledged with, or NULL; borrowed. */
void recent_add(struct recent *recent, const char *key, uint64_t socket, int64_t now,
                json_t *said);
/* False: not lately. *ret_said is borrowed. */
bool recent_find(const struct recent *recent, const char *key, uint64_t *ret_socket,
                 int64_t *ret_at, const json_t **ret_said);

#endif
