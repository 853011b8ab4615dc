/* unopened.c: a restricted incident that got no channel, or one that everybody reads.
 *
 * Of any other, what its channel would hear is said in an announce place instead. Of this
 * one nothing may be said there, so that everybody would go on believing that it is being
 * worked on somewhere. Who declared it and who has a role in it hear that in person, the
 * announce places that there is none; both without any of its contents, and with the way
 * that is left: commands with its id, whose answers only the asker reads. */
#include "core/unopened.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/people.h"
#include "core/silent.h"

static const unsigned flags = TELL_URGENT | TELL_PLAIN;

/* Who declared it and who has a role in it, in person, each once. */
static void tell_workers(struct telling *telling, const struct entry *entry,
                         const char *message) {
    const struct directory *directory = telling->world->directory;
    const struct incident *after = telling->after;

    tell(telling, entry, AUDIENCE_PERSON, after->declarer, message, flags, NULL);
    for (size_t i = 0; i < after->nroles; i++) {
        bool told = people_same(directory, after->roles[i].actor, after->declarer);

        for (size_t k = 0; k < i; k++) {
            told = told ||
                   people_same(directory, after->roles[i].actor, after->roles[k].actor);
        }
        if (!told) {
            tell(telling, entry, AUDIENCE_PERSON, after->roles[i].actor, message, flags,
                 NULL);
        }
    }
}

void tell_unopened(struct telling *telling, const struct entry *entry) {
    if (!text_equal(entry->kind, KIND_PLACE_FAILED) || !telling->after->restricted ||
        incident_has_channel(telling->after)) {
        return;
    }
    telling_entry(telling, entry, json_object());
    tell(telling, entry, AUDIENCE_ANNOUNCE, NULL, "unopened", flags, NULL);
    tell_workers(telling, entry, "unopened");
}

/* No channel, and no announce place takes messages in its stead. */
static bool heard_nowhere(const struct telling *telling,
                          const struct incident *incident) {
    const char *const *place = telling->world->directory->announce;

    if (!incident || incident->nplaces == 0 || incident_has_channel(incident)) {
        return false;
    }
    while (place && *place && silent_is(incident, *place)) {
        place++;
    }
    return !place || !*place;
}

void tell_nowhere(struct telling *telling, const struct entry *entry) {
    if (!silent_place(telling->after, entry) &&
        !text_equal(entry->kind, KIND_PLACE_FAILED)) {
        return;
    }
    if (telling->after->restricted || !heard_nowhere(telling, telling->after) ||
        heard_nowhere(telling, telling->before)) {
        return;
    }
    telling_entry(telling, entry, json_object());
    tell(telling, entry, AUDIENCE_LEADERSHIP, NULL, "nowhere", flags, NULL);
    tell_workers(telling, entry, "nowhere");
}

void tell_open_to_all(struct telling *telling, const struct entry *entry) {
    json_t *fields;

    if (!text_equal(entry->kind, KIND_PLACE_BOUND) ||
        audience_in_channel(telling->after) ||
        !json_is_false(json_object_get(entry->data, "private"))) {
        return;
    }
    fields = json_pack("{s:b}", "made_before", 1);
    telling_entry(telling, entry, fields);
    tell(telling, entry, AUDIENCE_INCIDENT, NULL, "hidden", TELL_PLAIN, NULL);
}
