/* entry_bytes.h: an entry as bytes: sealed for the store, and read back. */
#ifndef TOCSIN_CORE_ENTRY_BYTES_H
#define TOCSIN_CORE_ENTRY_BYTES_H

#include "core/entry.h"
#include "core/entry_kinds.h"

/* Completes n, at, actor, kind, v, data, in, text with tx (by `salt`) and gives the bytes
 * to store: *ret_bytes canonical entry, *ret_text "<salt hex><canonical text>" or NULL.
 * ERR_LIMIT when larger than LIMIT_ENTRY or when a text is larger than LIMIT_TEXT;
 * ERR_INTERNAL when entry_parse() would not read it back. All in the arena. */
bool entry_seal(struct arena *arena, struct entry *entry, const uint8_t salt[ENTRY_SALT],
                char **ret_bytes, char **ret_text, struct error *err);

/* Reads stored bytes; `text` is the stored text or NULL. Older versions are upcast.
 * An unknown kind is no error: known = false. ERR_CORRUPT when the bytes are no entry or
 * the text does not match tx. */
bool entry_parse(struct arena *arena, const char *bytes, size_t len, const char *text,
                 struct entry *ret_entry, struct error *err);

/* The same with another table of kinds. */
bool entry_parse_with(const struct entry_kinds *kinds, struct arena *arena,
                      const char *bytes, size_t len, const char *text,
                      struct entry *ret_entry, struct error *err);

#endif
