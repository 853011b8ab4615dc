/* codec_mend.h: escapes that no text can hold. */
#ifndef TOCSIN_SLACK_CODEC_MEND_H
#define TOCSIN_SLACK_CODEC_MEND_H

#include "codec.h"

/* s[0..len) with U+FFFD for escapes that no text can hold; NULL: there are none. */
char *slack_mended(struct arena *arena, const char *s, size_t len);

#endif
