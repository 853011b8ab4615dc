/* codec_tame.h: JSON of a homeserver, whatever the people behind it put into their events.
 *
 * One event that cannot be read must not hide all others of its answer: numbers that fit
 * nowhere, NUL and halves of a surrogate pair in a text, and lists within lists without end
 * are made harmless, and the rest is as it was. */
#ifndef TOCSIN_MATRIX_CODEC_TAME_H
#define TOCSIN_MATRIX_CODEC_TAME_H

#include <jansson.h>
#include <stddef.h>

enum {
    TAME_DEPTH = 200
}; /* lists and objects within one another; deeper ones are null */

/* New reference; NULL: it is no JSON at all. */
json_t *matrix_json(const char *s, size_t len);

#endif
