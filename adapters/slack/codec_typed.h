/* codec_typed.h: what Slack sends for typed text. */
#ifndef TOCSIN_SLACK_CODEC_TYPED_H
#define TOCSIN_SLACK_CODEC_TYPED_H

#include "base/arena.h"

/* What Slack sends for typed text (should_escape) into plain text: "<@U7|bo>" becomes
 * "@slack:U7", "<#C1|ops>" "#ops", "<#C1>" "#slack:C1", "<https://x|l>" its
 * address, "<!channel>" "@channel", entities their characters. */
char *slack_unescape(struct arena *arena, const char *s);

#endif
