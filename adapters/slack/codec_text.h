/* codec_text.h: text. */
#ifndef TOCSIN_SLACK_CODEC_TEXT_H
#define TOCSIN_SLACK_CODEC_TEXT_H

#include "codec.h"
#include "tocsin/tree.h"

/* Appends `s` as mrkdwn that shows exactly `s` and does nothing. */
void slack_escape(struct strbuf *out, const char *s, size_t len);
/* Channel name from a pattern: "{id}" is replaced by the incident's id, lower case, every
 * other character outside [a-z0-9_-] becomes "-", at most SLACK_CHANNEL_NAME; `suffix`
 * >= 2 is appended as "-2". */
char *slack_channel_name(struct arena *arena, const char *pattern, const char *incident,
                         int suffix);
/* [A-Z0-9]{1,SLACK_ID}. */
bool slack_is_id(const char *s, size_t len);
size_t slack_units(const char *s, size_t len);
/* Longest part of s[0..len), at a character, of at most `most` units: its bytes. */
size_t slack_fit(const char *s, size_t len, size_t most);
/* text_clean(), with every kind of line end a "\n". NULL gives "". */
char *slack_clean(struct arena *arena, const char *s);
/* Appends with `&`, `<`, `>` as entities; whole characters only, `cut` set when not. */
void slack_entities(struct strbuf *out, const char *s, size_t len);
/* Bytes of s[0..fit) without a word that was cut, where that leaves half of it. */
size_t slack_at_word(const char *s, size_t fit);
/* One clean line with entities, at most `most` units, cut with "…", rather between words.
 */
char *slack_plain(struct arena *arena, const char *s, size_t most);
/* {"type":"plain_text",…} of slack_plain(); never empty: `otherwise` then. */
json_t *slack_plain_text(struct arena *arena, const char *s, size_t most,
                         const char *otherwise);
/* "U7" of "slack:U7", or NULL: not a person of Slack. */
const char *slack_user_of(const char *actor);
const char *slack_channel_of(const char *place); /* "C1" of "slack:C1", or NULL */
/* http or https, at most LIMIT_URL bytes, and nothing that could end it early. */
bool slack_is_url(const char *s);
/* How somebody or something elsewhere is shown: "@bo:example.org", "#general". */
char *slack_shown(struct arena *arena, const char *qualified, char sigil);
/* Somebody of another network: by the name that the node (markup.h) brings, else so. */
char *slack_person(struct arena *arena, const struct tree_node *node);
/* "2025-09-29 10:15 UTC" */
char *slack_utc(struct arena *arena, int64_t ms);
/* A moment that Slack can show in the viewer's zone. */
bool slack_can_date(int64_t ms);

#endif
