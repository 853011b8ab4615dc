/* api_limits.h: may this call go now? Slack's budgets, kept on our side, and its "not
 * before".
 *
 * Nothing waits in here: whoever is told to wait asks again. An ordinary call gives way
 * while an urgent one waits for the same budget. */
#ifndef TOCSIN_SLACK_API_LIMITS_H
#define TOCSIN_SLACK_API_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct limits;

struct limits *limits_new(void);
void limits_free(struct limits *limits);
/* Takes one call of `method` (and one post to `channel`, or NULL) from the budgets.
 * `now`: ms, monotonic. 0: taken; else nothing was taken: ask again in so many ms. */
int64_t limits_take(struct limits *limits, int64_t now, const char *method,
                    const char *channel, bool urgent);
/* Slack said: this method not before `ms` from now. */
void limits_block(struct limits *limits, int64_t now, const char *method, int64_t ms);
/* ms until an urgent call of `method` may go; 0: now. Takes nothing. */
int64_t limits_wait(const struct limits *limits, int64_t now, const char *method);

#endif
