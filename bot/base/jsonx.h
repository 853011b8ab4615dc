/* jsonx.h: what this project needs of JSON beyond jansson. */
#ifndef TOCSIN_BASE_JSONX_H
#define TOCSIN_BASE_JSONX_H

#include "base/arena.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Canonical bytes: compact, keys sorted by byte, ASCII (\uXXXX), integers only.
 * NULL when the value holds a real number. In the arena. */
char *jsonx_canonical(struct arena *arena, const json_t *json);
/* Compact text, members in their order. In the arena. */
char *jsonx_text(struct arena *arena, const json_t *json);
/* Parse of a whole text; NULL when it is not JSON. New reference. */
json_t *jsonx_parse(const char *s, size_t len);
/* Member access that tolerates anything: default when absent or of another type. */
const char *jsonx_string(const json_t *object, const char *key, const char *otherwise);
int64_t jsonx_int(const json_t *object, const char *key, int64_t otherwise);
bool jsonx_bool(const json_t *object, const char *key, bool otherwise);
/* Sets a string member unless value is NULL. */
void jsonx_set_string(json_t *object, const char *key, const char *value);
void jsonx_set_int(json_t *object, const char *key, int64_t value);

#endif
