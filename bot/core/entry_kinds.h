/* entry_kinds.h: the kinds of entries that this binary knows, and their versions. */
#ifndef TOCSIN_CORE_ENTRY_KINDS_H
#define TOCSIN_CORE_ENTRY_KINDS_H

#include "core/entry.h"

/* One kind as this binary knows it. */
struct entry_kind {
    const char *name;
    int version; /* the one it writes */
    bool text;   /* may an entry of this kind have text */
    /* Lifts an entry of version v to v + 1 (data and text; v itself is counted by the
     * caller); called until `version` is reached. NULL: there never was an older one. */
    bool (*upcast)(struct arena *arena, struct entry *entry, struct error *err);
};

struct entry_kinds {
    const struct entry_kind *list;
    size_t n;
};

/* All kinds of this binary. */
extern const struct entry_kinds entry_kinds;
const struct entry_kind *entry_kind_find(const struct entry_kinds *kinds,
                                         const char *name);

/* Version this binary writes for a kind, or 0: unknown kind. */
int entry_kind_version(const char *kind);

/* Can one tell later when it happened? */
bool entry_kind_told(const char *kind);

/* When it happened: what was told, else when it was typed. */
int64_t entry_when(const struct entry *entry);

#endif
