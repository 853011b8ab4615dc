/* codec_dates.h: moments, for servers that show none. */
#ifndef TOCSIN_SLACK_CODEC_DATES_H
#define TOCSIN_SLACK_CODEC_DATES_H

#include "codec.h"

/* Does a server show `<!date^…>` as a moment? `workspace_url`: of auth.test, or NULL. */
bool slack_shows_dates(const char *workspace_url);
/* Puts into every string of `json` a moment's fallback in place of it, without the day
 * where that is the day of `now` (UTC ms). */
void slack_undate(json_t *json, int64_t now);

#endif
