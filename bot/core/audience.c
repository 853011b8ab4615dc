/* audience.c: the rule of audience.h. Nothing else in the program decides who reads. */
#include "core/audience.h"
#include "base/address.h"
#include "base/text.h"
#include "core/people.h"

bool takes_part(const struct incident *incident, const struct directory *directory,
                const char *actor) {
    if (people_same(directory, actor, incident->declarer)) {
        return true;
    }
    for (size_t i = 0; i < incident->nroles; i++) {
        if (people_same(directory, actor, incident->roles[i].actor)) {
            return true;
        }
    }
    for (size_t i = 0; i < incident->nresponders; i++) {
        if (people_same(directory, actor, incident->responders[i])) {
            return true;
        }
    }
    return false;
}

bool visible(const struct directory *directory, const char *actor,
             const struct incident *incident) {
    return !incident->restricted || takes_part(incident, directory, actor) ||
           people_in_group(directory, actor, GROUP_SECURITY) ||
           people_in_group(directory, actor, GROUP_ADMIN);
}

bool audience_in_channel(const struct incident *incident) {
    return !incident->restricted || !incident->open_channel;
}

/* A channel that could not be opened is replaced by one that everybody reads. */
static bool own_place(const struct incident *incident, const char *place) {
    for (size_t i = 0; audience_in_channel(incident) && i < incident->nplaces; i++) {
        const struct bound_place *bound = &incident->places[i];

        if (!bound->failed && text_equal(bound->place, place)) {
            return true;
        }
    }
    return false;
}

bool audience_reads(const struct directory *directory, const struct reader *reader,
                    const struct incident *incident) {
    if (!incident->restricted) {
        return true;
    }
    if (!reader->person && !reader->place) {
        return false;
    }
    return (!reader->person || visible(directory, reader->person, incident)) &&
           (!reader->place || own_place(incident, reader->place));
}

bool audience_reads_at(struct arena *arena, const struct directory *directory,
                       const char *place, const struct incident *incident) {
    const char *person = address_reached(arena, place);
    const struct reader reader = {person, person ? NULL : place};

    return audience_reads(directory, &reader, incident);
}

bool audience_shares(const struct incident *about, const struct incident *on,
                     bool typed) {
    return !about->restricted || (on->restricted && typed);
}
