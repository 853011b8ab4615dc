/* refs.c: what the networks call the things that were sent there: the message that a
 * summary is kept in, the root of an incident's thread in the announce place.
 *
 * Redis has them in ref:<id>, written with the commit that settles the sending; a slot
 * keeps a copy, which comes with the state (slots.c). What was sent and could not be
 * settled yet is in the copy only: it wins over what is read. */
#include "runtime/refs.h"
#include "base/jsonx.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

const char *refs_get(const struct slot *slot, const char *field) {
    return jsonx_string(slot->refs, field, NULL);
}

void refs_set(struct slot *slot, const char *field, const char *remote) {
    if (!slot->refs) {
        slot->refs = json_object();
    }
    json_object_set_new(slot->refs, field, json_string(remote));
}

void refs_came(struct slot *slot, const json_t *fields) {
    for (size_t i = 0; i + 1 < json_array_size(fields); i += 2) {
        const char *field = json_string_value(json_array_get(fields, i));
        const char *remote = json_string_value(json_array_get(fields, i + 1));
        if (field && remote && !refs_get(slot, field)) {
            refs_set(slot, field, remote);
        }
    }
}

void refs_drop(struct slot *slot) {
    json_decref(slot->refs);
    slot->refs = NULL;
}

void refs_write(struct ops *ops, const char *incident, const char *field,
                const char *remote) {
    ops_write(ops, arena_printf(ops->arena, KEY_REFS "%s", incident), "HSET",
              arena_strdup(ops->arena, field), arena_strdup(ops->arena, remote), NULL);
}
