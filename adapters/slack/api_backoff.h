/* api_backoff.h: how long to wait before trying again. */
#ifndef TOCSIN_SLACK_API_BACKOFF_H
#define TOCSIN_SLACK_API_BACKOFF_H

#include <stdint.h>

enum { SLACK_BACKOFF_FIRST_MS = 500, SLACK_BACKOFF_MAX_MS = 30 * 1000 };

/* 0..most, evenly. */
int64_t slack_random(int64_t most);
/* Full jitter: 0 up to a ceiling that doubles with each of `failures`. */
int64_t slack_backoff(unsigned failures);

#endif
