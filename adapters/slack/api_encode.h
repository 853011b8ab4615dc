/* api_encode.h: the arguments of a call as bytes. Pure. */
#ifndef TOCSIN_SLACK_API_ENCODE_H
#define TOCSIN_SLACK_API_ENCODE_H

#include "base/strbuf.h"
#include <jansson.h>

/* application/x-www-form-urlencoded. true and false in words; a list of words comma
 * separated; other lists and objects as JSON text; null is left out. */
void encode_form(struct strbuf *out, const json_t *args);
/* Compact JSON, UTF-8. */
void encode_json(struct strbuf *out, const json_t *args);

#endif
