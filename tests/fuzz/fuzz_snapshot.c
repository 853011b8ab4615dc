/* fuzz_snapshot.c: a state that is read back: it is ours in every member, or it is not read at
 * all; and what was read comes back as it was. */
#include "fuzz.h"

#include "base/jsonx.h"
#include "core/incident.h"
#include "core/incident_json.h"
#include "core/record.h"

static void fuzz_snapshot(const uint8_t *data, size_t size) {
    json_t *json = jsonx_parse((const char *)data, size);
    struct incident *state = json ? incident_from_json(json) : NULL;
    if (state) {
        struct arena *arena = arena_new();
        json_t *again = incident_to_json(state);
        struct incident *twice = incident_from_json(again);
        json_t *third = twice ? incident_to_json(twice) : NULL;
        FUZZ_CHECK(twice != NULL && json_equal(again, third));
        FUZZ_CHECK(*record_yaml(arena, state) != '\0');
        json_decref(record_json(state));
        json_decref(third);
        incident_free(twice);
        json_decref(again);
        arena_free(arena);
    }
    incident_free(state);
    json_decref(json);
}

FUZZ_TARGET(fuzz_snapshot)
