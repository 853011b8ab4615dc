/* markup_valid.h: is a tree that was stored one? */
#ifndef TOCSIN_CORE_MARKUP_VALID_H
#define TOCSIN_CORE_MARKUP_VALID_H

#include <jansson.h>
#include <stdbool.h>

/* Does a tree that was stored have that shape? */
bool markup_valid(const json_t *tree);

#endif
