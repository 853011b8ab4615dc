/* arena.h: memory that dies together.
 *
 * What a turn allocates lives in the turn's arena; a folded incident owns one arena.
 * Out of memory aborts: the next start continues from the last commit. */
#ifndef TOCSIN_BASE_ARENA_H
#define TOCSIN_BASE_ARENA_H

#include <jansson.h>
#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */
/* Forgets everything but keeps one block for the next user. */
void arena_reset(struct arena *arena);
/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* `n` zeroed elements; aborts on overflow. */
void *arena_array(struct arena *arena, size_t n, size_t size);
char *arena_strdup(struct arena *arena, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *arena, const char *s, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* The arena takes over the caller's reference and drops it when it is freed or reset. */
json_t *arena_json(struct arena *arena, json_t *json);
size_t arena_used(const struct arena *arena); /* bytes handed out */

#endif
