/* codec_ids.h: what Matrix calls its own. */
#ifndef TOCSIN_MATRIX_CODEC_IDS_H
#define TOCSIN_MATRIX_CODEC_IDS_H

#include <stdbool.h>
#include <stddef.h>

/* An id that begins with that sigil: at most 255 bytes, no spaces, no controls. */
bool matrix_is_id(const char *s, char sigil);
/* "example.org" of "@ana:example.org"; "" when it has none. */
const char *matrix_server(const char *id);
/* Bytes before the colon of its server. */
size_t matrix_before_server(const char *id);

#endif
