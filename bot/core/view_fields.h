/* view_fields.h: one value of a view. What is not known is left out. */
#ifndef TOCSIN_CORE_VIEW_FIELDS_H
#define TOCSIN_CORE_VIEW_FIELDS_H

#include "base/arena.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Token of a moment; 0 and NEVER leave the key out. */
void view_time(json_t *view, const char *key, int64_t ms);
/* Token of a span. One that was measured is told from a minute on: below, the key is left
 * out, and the words around it go without or say "less than a minute"; nobody is helped by
 * "open for 0 s". A rule of the policy ("every 30 s") is told as it stands. */
enum { SPAN_TOLD_MS = 60 * 1000 };
void view_duration(json_t *view, const char *key, int64_t ms);
void view_rule(json_t *view, const char *key, int64_t ms);
/* Text of people: absent rather than empty, so that a section over it is false. */
void view_text(json_t *view, const char *key, const char *text);
/* True, or left out. */
void view_flag(json_t *view, const char *key, bool value);
/* Markup of a mention or a place, in the arena; NULL gives NULL. */
char *view_mention(struct arena *arena, const char *actor);
char *view_place(struct arena *arena, const char *place);

#endif
