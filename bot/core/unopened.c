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

void tell_unopened(struct telling *telling, const struct entry *entry) {
    const struct directory *directory = telling->world->directory;
    const struct incident *after = telling->after;
    const unsigned flags = TELL_URGENT | TELL_PLAIN;

    if (!text_equal(entry->kind, KIND_PLACE_FAILED) || !after->restricted ||
        incident_has_channel(after)) {
        return;
    }
    telling_entry(telling, entry, json_object());
    tell(telling, entry, AUDIENCE_ANNOUNCE, NULL, "unopened", flags, NULL);
    tell(telling, entry, AUDIENCE_PERSON, after->declarer, "unopened", flags, NULL);
    for (size_t i = 0; i < after->nroles; i++) {
        bool told = people_same(directory, after->roles[i].actor, after->declarer);

        for (size_t k = 0; k < i; k++) {
            told = told ||
                   people_same(directory, after->roles[i].actor, after->roles[k].actor);
        }
        if (!told) {
            tell(telling, entry, AUDIENCE_PERSON, after->roles[i].actor, "unopened",
                 flags, NULL);
        }
    }
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
