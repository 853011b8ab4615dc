/* codec_fields.h: fields of a form. */
#ifndef TOCSIN_SLACK_CODEC_FIELDS_H
#define TOCSIN_SLACK_CODEC_FIELDS_H

#include "codec.h"

/* The input block of one field of a form. */
json_t *slack_field(struct arena *arena, const json_t *field);
/* The argument map of a submitted view's state. */
json_t *slack_fields_read(struct arena *arena, const json_t *view);

#endif
