/* fold_read.h: what an entry says, as a state keeps it. */
#ifndef TOCSIN_CORE_FOLD_READ_H
#define TOCSIN_CORE_FOLD_READ_H

#include "core/incident.h"

/* Bytes of a string between the quotes of a snapshot. NULL: 0. */
size_t state_cost(const char *s);

/* Copy in the state's arena whose cost is at most `max`; cut text ends in "…". NULL gives
 * NULL. */
const char *state_text(struct incident *incident, const char *s, size_t max);

/* Copy of a name, or NULL when it is longer than `max`. */
const char *state_name(struct incident *incident, const char *s, size_t max);

/* String of the entry's data, or NULL. */
const char *entry_name(const struct entry *entry, const char *key);

/* Time of the data, within what a calendar can say; 0: absent. */
int64_t entry_time(const struct entry *entry, const char *key);

/* Number of the data between `least` and `most`. */
int64_t entry_number(const struct entry *entry, const char *key, int64_t least,
                     int64_t most);

/* What stands for the text of an entry that had one: TEXT_REMOVED or TEXT_MISSING. */
const char *entry_no_text(const struct entry *entry);
/* The text that such an entry always has: TEXT_REMOVED when it was removed, TEXT_MISSING
 * when it is lost; NULL: none. */
const char *entry_text(const struct entry *entry, const char *key);

/* A text that such an entry may have. */
const char *entry_text_maybe(const struct entry *entry, const char *key);

#endif
