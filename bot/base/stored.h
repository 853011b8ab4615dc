/* stored.h: what is read back from the database, taken with suspicion.
 *
 * Whoever can reach the database can write anything into it, and disks forget. Every
 * number read from outside has its bounds here, and every text is asked whether it is one:
 * what is out of bounds is treated as damaged by whoever asked, never used. */
#ifndef TOCSIN_BASE_STORED_H
#define TOCSIN_BASE_STORED_H

#include "base/arena.h"
#include "tocsin/limits.h"
#include "tocsin/store.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Versions of an incident: there are no more entries than that. */
#define STORED_VERSION_MAX ((int64_t)LIMIT_ENTRIES)
/* Moments in ms, UTC: the end of the year 9999 (entry.h, TIME_MAX). */
#define STORED_TIME_MAX INT64_C(253402300799999)
/* Epochs of the lease: far below where a double or an int64 ends. */
#define STORED_EPOCH_MAX (INT64_C(1) << 52)

/* Digits as they are written, no sign, no zero in front, nothing behind: else false, and
 * *ret_number is untouched. NULL is no number. */
bool stored_number(const char *text, int64_t least, int64_t most, int64_t *ret_number);
/* The score of a sorted set, as Redis writes it ("1.7e12", "inf"), as a moment. */
bool stored_moment(const char *text, int64_t *ret_moment);

/* A string without a NUL in it, else NULL: bytes that are no UTF-8, another type. */
const char *stored_text(const json_t *value);
/* Its bytes, to name it in a command. False: it is no string and no bytes. In the arena. */
bool stored_bytes(struct arena *arena, const json_t *value, struct blob *ret);
/* For people: cut, without control characters; bytes that are no text as 0x... */
char *stored_shown(struct arena *arena, const json_t *value);
/* A reply that is bytes and no text: {"bytes": "<hex>"}; new reference (redis_json.c). */
json_t *stored_of_bytes(const char *ptr, size_t len);

#endif
