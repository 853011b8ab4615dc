/* reading.h: a stored incident made readable, out of what Redis answered: for whoever
 * reads one, the bot, the subcommands, pages. None of it asks the database itself.
 *
 * What is damaged is no error: the state is then the last good one, and `damage` says what
 * is wrong. */
#ifndef TOCSIN_CORE_READING_H
#define TOCSIN_CORE_READING_H

#include "core/entry.h"
#include "core/incident.h"

/* ---- the stream: an element is [id, [field, value, ...]] ---- */

/* NULL: it has no such field. */
const json_t *element_field(const json_t *element, const char *name);
/* Its entry's number; 0: there is none, or it is not ours. */
int64_t element_number(const json_t *element);

/* ---- entries ---- */

enum entry_found {
    ENTRY_WHOLE,
    ENTRY_TEXTLESS, /* its text is damaged: the entry is what it was, and the rest of the
                       incident with it */
    ENTRY_DAMAGED,  /* err: how */
};

/* `text` is NULL or null where none is stored. In the arena. */
enum entry_found entry_read(struct arena *arena, const json_t *bytes, const json_t *text,
                            struct entry *ret, struct error *err);

/* All entries of a whole timeline, marked (history.h). `texts`: {"3": stored text}. False:
 * ERR_CORRUPT names the first that is not whole. In the arena. */
bool reading_timeline(struct arena *arena, const char *id, const json_t *stream,
                      const json_t *texts, struct entry **ret_entries, size_t *ret_n,
                      struct error *err);

/* ---- incidents ---- */

struct reading {
    struct arena *arena;
    const char *id;
    struct incident *state; /* owned by whoever reads */
    int64_t version;        /* how far its timeline goes */
    char *chain;            /* hash after the last entry; "" when it is not known */
    char *damage;           /* or NULL */
};

/* Only the first one is kept. */
void reading_damaged(struct reading *reading, const char *why);
/* From the head ([n, h, s] of KEY_INCIDENT) and the last element of the stream: the state
 * of the snapshot, empty without one. False: there is no such incident. NULL: that part
 * could not be read. */
bool reading_head(struct reading *reading, const json_t *head, const json_t *last);
/* Does the state need the entries behind its version? */
bool reading_wants(const struct reading *reading);
/* Folds those in, `n` of them, marked (history.h). False: they change what came before:
 * the state is empty, and needs all entries. */
bool reading_entries(struct reading *reading, const struct entry *entries, size_t n);

#endif
