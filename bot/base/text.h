/* text.h: small, total functions on UTF-8 and ASCII text. */
#ifndef TOCSIN_BASE_TEXT_H
#define TOCSIN_BASE_TEXT_H

#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool text_equal(const char *a, const char *b);        /* NULL equals NULL only */
bool text_equal_nocase(const char *a, const char *b); /* ASCII case only */
bool text_starts(const char *s, const char *prefix);
/* What follows the prefix, or NULL when the text does not begin with it. */
const char *text_after(const char *s, const char *prefix);
bool text_is_empty(const char *s); /* NULL, "" or only white space */
/* Is `word` in the NULL-terminated list? */
bool text_in(const char *word, const char *const *list);
bool text_in_nocase(const char *word, const char *const *list);

/* Bytes of the character at s[0..len) and its code point; 0: no character begins there
 * (then *ret_point is untouched). Strict: no overlong forms, no surrogates. */
size_t utf8_next(const char *s, size_t len, uint32_t *ret_point);
bool utf8_valid(const char *s, size_t len);
/* Characters in the text; a byte that is none counts as one. */
size_t utf8_count(const char *s, size_t len);
/* Largest n <= max such that s[0..n) ends at a character boundary. */
size_t utf8_floor(const char *s, size_t len, size_t max);
/* Copy in which invalid bytes, C0/C1 controls (but \n and \t), DEL, and bidirectional
 * overrides and isolates became U+FFFD. */
char *text_clean(struct arena *arena, const char *s, size_t len);
/* The same for a terminal: marks that turn the direction of text are U+FFFD as well, and
 * what else breaks a line there (U+0085, U+2028, U+2029) is a newline. */
char *text_screen(struct arena *arena, const char *s, size_t len);
/* The same on one line: text of people, which forges no line of ours. NULL: "". */
char *text_line(struct arena *arena, const char *s);
/* Copy of at most `max` bytes; cut text ends in "…" and *ret_cut is set. */
char *text_cut(struct arena *arena, const char *s, size_t max, bool *ret_cut);
/* The same for whoever reads it: without the word that was cut, unless it is a long one. */
char *text_cut_word(struct arena *arena, const char *s, size_t max, bool *ret_cut);
/* Lower-case ASCII copy. */
char *text_lower(struct arena *arena, const char *s);
/* Copy without leading and trailing white space. */
char *text_trim(struct arena *arena, const char *s);
/* Edit distance, capped at `max` + 1 (insert, delete, replace, swap each cost 1). */
size_t text_distance(const char *a, const char *b, size_t max);
/* The word of the NULL-terminated list nearest to `word`, or NULL when none is near. */
const char *text_nearest(const char *word, const char *const *list);
/* [A-Za-z0-9._:/@+-]{1,LIMIT_WORD}: services, types, environments. */
bool text_is_word(const char *s);

/* A web address, http or https, and nothing in it that could leave a link. */
bool text_is_url(const char *s);

/* Parses "90s", "20m", "2h", "3d", "1h30m", "2 hours", "20" (minutes). False: not one. */
bool duration_parse(const char *s, int64_t *ret_ms);
/* "1 d 2 h 55 min", "3 d 45 min", "1 min 5 s": nothing is cut off. From an hour on in
 * whole minutes; one that was rounded begins with "~". */
char *duration_format(struct arena *arena, int64_t ms);
/* UTC "2025-09-29T10:15:03Z". */
char *time_format_utc(struct arena *arena, int64_t ms);
/* "2025-09-29T10:15:03Z", "2025-09-29 10:15", "2025-09-29" (UTC); false: not one. */
bool time_parse_utc(const char *s, int64_t *ret_ms);
/* Civil UTC day of a moment. */
void time_utc_day(int64_t ms, int *ret_year, int *ret_month, int *ret_day);

#endif
