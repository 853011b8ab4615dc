/* lane.c: see lane.h. */
#include "core/lane.h"
#include "base/address.h"
#include "base/text.h"
#include "core/incident.h"
#include "tocsin/limits.h"

#define OWN "inc:"

char *lane_incident(struct arena *arena, const char *incident, const char *network,
                    bool urgent) {
    return arena_printf(arena, OWN "%s@%s%s", incident, network, urgent ? "!" : "");
}

char *lane_place(struct arena *arena, const char *place, bool urgent) {
    return arena_printf(arena, "%s%s", place, urgent ? "!" : "");
}

char *lane_ask(struct arena *arena, const char *place) {
    return arena_printf(arena, "%s?", place);
}

char *lane_late(struct arena *arena, const char *place) {
    return arena_printf(arena, "%s~", place);
}

bool lane_is_incident(const char *name) {
    return text_starts(name, OWN);
}

/* An incident's id has no "@": what follows the first one is the network's. */
static bool read_own(struct arena *arena, const char *own, size_t len,
                     struct lane_name *ret) {
    const char *at = memchr(own, '@', len);
    char *incident = at ? arena_strndup(arena, own, (size_t)(at - own)) : NULL;

    if (!incident_id_valid(incident) || at + 1 == own + len) {
        return false;
    }
    ret->incident = incident;
    ret->network = arena_strndup(arena, at + 1, (size_t)(own + len - at) - 1);
    return true;
}

bool lane_read(struct arena *arena, const char *name, struct lane_name *ret) {
    size_t len = strlen(name);
    struct lane_name read = {.urgent = len > 0 && name[len - 1] == '!',
                             .late = len > 0 && name[len - 1] == '~' &&
                                     !lane_is_incident(name)};
    const char *own = text_after(name, OWN);

    if (len > LIMIT_PLACE + 1) {
        return false;
    }
    if (own ? !read_own(arena, own, strlen(own) - (read.urgent ? 1 : 0), &read)
            : !address_is(name)) {
        return false;
    }
    *ret = read;
    return true;
}
