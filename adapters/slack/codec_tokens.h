/* codec_tokens.h: Slack's own forms. */
#ifndef TOCSIN_SLACK_CODEC_TOKENS_H
#define TOCSIN_SLACK_CODEC_TOKENS_H

#include "codec.h"

/* "<!date^…>", "<https://x|label>": `ms` and `url` were checked. */
char *slack_date_token(struct arena *arena, int64_t ms);
char *slack_link_token(struct arena *arena, const char *url, const char *label);

/* The next address in a text that is too long for the line of a telephone: its bytes,
 * *ret_at its beginning; 0: there is none. */
size_t slack_long_url(const char *s, const char **ret_at);

#endif
