/* codec_ids.h: ids and timestamps. */
#ifndef TOCSIN_SLACK_CODEC_IDS_H
#define TOCSIN_SLACK_CODEC_IDS_H

#include "codec.h"

/* UTC ms of "1700000000.123456", or 0. */
int64_t slack_ts_ms(const char *ts);
/* The timestamp if it is one, else NULL. */
const char *slack_ts(const json_t *object, const char *key);
/* A member that is an id of Slack, else NULL. */
const char *slack_id(const json_t *object, const char *key);
/* "slack:" in front, or NULL when `s` is no token of at most 200 bytes. */
const char *slack_key(struct arena *arena, const char *s);

#endif
