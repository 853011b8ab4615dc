/* refs.h: what the networks call what was sent there. */
#ifndef TOCSIN_RUNTIME_REFS_H
#define TOCSIN_RUNTIME_REFS_H

#include "runtime/writes.h"

/* NULL: not known. Fields: shown.h. */
const char *refs_get(const struct slot *slot, const char *field);
void refs_set(struct slot *slot, const char *field, const char *remote);
/* A reply of HGETALL: what is known already stays. */
void refs_came(struct slot *slot, const json_t *fields);
void refs_drop(struct slot *slot);
void refs_write(struct ops *ops, const char *incident, const char *field,
                const char *remote);

#endif
