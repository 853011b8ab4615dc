/* mirror_data.c: see mirror_data.h. Times are UTC ms. The names of members are a promise to
 * programs: new ones may come, these stay. */
#include "core/mirror_data.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/deadline_due.h"
#include "core/deadlines.h"
#include "core/milestone.h"
#include "core/people.h"
#include "core/policy.h"
#include "tocsin/tree.h"

enum { DATA_VERSION = 1 };

static void add_texts(json_t *data, const struct incident *incident) {
    json_t *services = json_array();

    for (size_t i = 0; i < incident->nservices; i++) {
        json_array_append_new(services, json_string(incident->services[i]));
    }
    json_object_set_new(data, "services", services);
    jsonx_set_string(data, "summary", incident->summary);
    jsonx_set_string(data, "impact", incident->impact);
    jsonx_set_string(data, "type", incident->type);
    jsonx_set_string(data, "env", incident->env);
}

static void add_times(json_t *data, const struct world *world,
                      const struct incident *incident) {
    json_t *reached = json_object();
    int64_t due = deadline_update_due(incident, world->policy, world->civil);

    for (int i = 0; i < MILESTONES; i++) {
        if (incident->milestones[i] != 0) {
            jsonx_set_int(reached, milestone_name((enum milestone)i),
                          incident->milestones[i]);
        }
    }
    json_object_set_new(data, "milestones", reached);
    jsonx_set_int(data, "opened", incident->opened);
    if (due != NEVER) {
        jsonx_set_int(data, "update_due", due);
    }
}

/* Everybody that this one is, on whichever network. */
static json_t *identities(const struct directory *directory, const char *actor) {
    const struct person *person = people_find(directory, actor);
    json_t *all = json_pack("[s]", actor);

    for (size_t i = 0; person && person->identities[i]; i++) {
        if (!text_equal(person->identities[i], actor)) {
            json_array_append_new(all, json_string(person->identities[i]));
        }
    }
    return all;
}

static void add_people(json_t *data, const struct world *world,
                       const struct incident *incident) {
    json_t *roles = json_object(), *holders = json_object(), *places = json_array();

    for (size_t i = 0; i < incident->nroles; i++) {
        const struct role_holder *holder = &incident->roles[i];

        json_object_set_new(roles, holder->role, json_string(holder->actor));
        json_object_set_new(holders, holder->role,
                            identities(world->directory, holder->actor));
    }
    for (size_t i = 0; i < incident->nplaces; i++) {
        if (!incident->places[i].failed && incident->places[i].place) {
            json_array_append_new(places, json_string(incident->places[i].place));
        }
    }
    json_object_set_new(data, "roles", roles);
    json_object_set_new(data, "holders", holders);
    json_object_set_new(data, "places", places);
}

json_t *mirror_data(const struct world *world, const struct incident *incident) {
    json_t *data =
        json_pack("{s:i, s:s, s:b, s:b}", "v", DATA_VERSION, "id", incident->id, "closed",
                  incident->closed, "restricted", incident->restricted);

    jsonx_set_int(data, "severity", incident->severity);
    if (audience_in_channel(incident)) {
        jsonx_set_string(data, "phase", incident->phase);
        jsonx_set_string(data, "end", incident->closed ? incident_end(incident) : NULL);
        add_texts(data, incident);
        add_times(data, world, incident);
        add_people(data, world, incident);
    }
    return json_pack("[o]", tree_parent(TREE_UNKNOWN, data));
}
