/* snapshot.h: comparing states by all that a snapshot holds. */
#ifndef TOCSIN_TESTS_SNAPSHOT_H
#define TOCSIN_TESTS_SNAPSHOT_H

#include "core/incident_json.h"
#include "timeline.h"

/* As it is read back from the store. New reference. */
static inline json_t *stored_again(const struct incident *incident) {
    json_t *json = incident_to_json(incident);
    char *dumped = json_dumps(json, JSON_COMPACT);
    json_t *parsed = jsonx_parse(dumped, strlen(dumped));

    assert_non_null(parsed);
    free(dumped);
    json_decref(json);
    return parsed;
}

static inline void assert_same(const struct incident *a, const struct incident *b,
                               const char *what, uint64_t seed) {
    json_t *ja = incident_to_json(a), *jb = incident_to_json(b);

    if (!json_equal(ja, jb)) {
        char *da = json_dumps(ja, JSON_COMPACT | JSON_SORT_KEYS);
        char *db = json_dumps(jb, JSON_COMPACT | JSON_SORT_KEYS);

        print_error("%s, seed %llu:\n%s\n%s\n", what, (unsigned long long)seed, da, db);
        free(da);
        free(db);
        fail();
    }
    json_decref(ja);
    json_decref(jb);
}

#endif
