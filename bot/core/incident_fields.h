/* incident_fields.h: what a state consists of, said once.
 *
 * Cloning, writing and reading a snapshot all walk these tables, so that a member cannot
 * be copied and yet be missing from the snapshot. tests/unit/test_snapshot.c fails for a
 * member of struct incident that no table names. */
#ifndef TOCSIN_CORE_INCIDENT_FIELDS_H
#define TOCSIN_CORE_INCIDENT_FIELDS_H

#include "core/incident.h"

enum field_type {
    FIELD_STRING,   /* const char *; NULL is left out, and no column is ever NULL */
    FIELD_OPTIONAL, /* a column that may be NULL */
    FIELD_NUMBER,   /* int64_t; 0 is left out */
    FIELD_INT,      /* int; 0 is left out */
    FIELD_BOOL,     /* bool; false is left out */
};

struct field {
    const char *key;
    enum field_type type;
    size_t offset;
};

/* A list of the state. In a snapshot a row is an array of its columns, or the one column
 * itself. */
struct field_list {
    const char *key;
    size_t offset;       /* of the array, or of the pointer to it */
    size_t count_offset; /* of its size_t */
    size_t max;
    size_t row; /* bytes of one element */
    bool apart; /* the member is a pointer to elements in the arena */
    const struct field *columns;
    size_t ncolumns;
};

struct incident_fields {
    const struct field *fields;
    size_t nfields;
    const struct field_list *lists;
    size_t nlists;
};

extern const struct incident_fields incident_fields;

enum {
    STATE_RESPONDERS = 100,
    STATE_CLIMBS_OTHER = 16, /* climbs of deadlines that are not of an action */
    STATE_CLIMBS = LIMIT_OPEN_ACTIONS + STATE_CLIMBS_OTHER,
};

static inline size_t *list_count(const struct field_list *list, void *incident) {
    return (size_t *)(void *)((char *)incident + list->count_offset);
}

static inline char *list_rows(const struct field_list *list, void *incident) {
    char *member = (char *)incident + list->offset;

    return list->apart ? *(char **)(void *)member : member;
}

/* Makes room for `n` rows; fixed lists have it. */
void list_room(const struct field_list *list, struct incident *incident, size_t n);
/* Room for one more element behind `n` elements of `size` bytes: the same array, or a
 * larger copy. Every array in a state has room for the power of two that its count does
 * not exceed. */
void *list_grow(struct arena *arena, void *rows, size_t n, size_t size);

#endif
