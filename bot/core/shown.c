/* shown.c: see shown.h. */
#include "core/shown.h"
#include "base/text.h"
#include "core/incident.h"
#include "tocsin/delivery.h"

char *mark_name(struct arena *arena, const struct mark *mark) {
    return arena_printf(arena, "%s@%s#%s", mark->incident, mark->network, mark->slot);
}

/* Neither an incident's id nor a network's name has "@" or "#" in it. */
bool mark_read(struct arena *arena, const char *name, struct mark *ret) {
    const char *at = strchr(name, '@');
    const char *hash = at ? strchr(at, '#') : NULL;
    char *incident = hash ? arena_strndup(arena, name, (size_t)(at - name)) : NULL;

    if (!incident_id_valid(incident)) {
        return false;
    }
    *ret = (struct mark){
        .incident = incident,
        .network = arena_strndup(arena, at + 1, (size_t)(hash - at) - 1),
        .slot = arena_strdup(arena, hash + 1),
    };
    return true;
}

char *slot_of_message(struct arena *arena, const char *delivery) {
    return arena_printf(arena, SLOT_BUTTONS "%s", delivery);
}

const char *slot_message(const char *slot) {
    return text_after(slot, SLOT_BUTTONS);
}

char *field_of_slot(struct arena *arena, const char *slot, const char *network) {
    return arena_printf(arena, "%s@%s", slot, network);
}

char *field_of_root(struct arena *arena, const char *place) {
    return arena_printf(arena, "root@%s", place);
}

char *field_of_done(struct arena *arena, const char *delivery, const char *command) {
    return arena_printf(arena, "did:%s:%s", delivery, command);
}

/* A delivery's id is hexadecimal: what follows the first "@" is the network's. */
bool field_message(struct arena *arena, const char *field, const char **ret_slot,
                   const char **ret_network) {
    const char *at = slot_message(field) ? strchr(field, '@') : NULL;

    if (!at) {
        return false;
    }
    *ret_slot = arena_strndup(arena, field, (size_t)(at - field));
    *ret_network = arena_strdup(arena, at + 1);
    return true;
}
