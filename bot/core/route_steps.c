/* route_steps.c: the steps of keeping an incident's channel: opening it, what it is for,
 * who is in it, archiving.
 *
 * Each is a delivery of its own, in the lane of the channel, so that the order holds, a
 * restart goes on where it was, and one that a network refuses does not stop the rest.
 * Only networks whose channels have members and purposes get more than the opening. */
#include "core/route_steps.h"
#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/lane.h"
#include "core/people.h"
#include "core/policy.h"
#include "core/view.h"
#include "tocsin/delivery.h"

#define GROUP_ONCALL "oncall"

enum { INVITED_MAX = 100 };

const char *step_words(const char *step) {
    static const char *const words[][2] = {
        {STEP_PURPOSE, "say what the channel is for"},
        {STEP_INVITE, "invite everybody who belongs here"},
        {STEP_ARCHIVE, "archive the channel"},
        {STEP_UNARCHIVE, "bring the channel back from the archive"},
        {STEP_DOCTOR, "vouch for everything"},
        {"topic", "set the channel's topic"},
        {"summary", "keep the pinned summary current"},
        {"bookmarks", "keep the bookmarks current"},
        {"data", "keep the incident's data current"},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_equal(words[i][0], step)) {
            return words[i][1];
        }
    }
    return step ? step : "do something";
}

static json_t *add_step(struct routing *routing, const char *network, const char *step,
                        const char *position) {
    const char *lane = lane_incident(routing->arena, routing->after->id, network, false);
    json_t *record = routing_add(routing, lane, DELIVERY_STEP, position,
                                 incident_place(routing->after, network));

    if (record) {
        jsonx_set_string(record, "step", step);
    }
    return record;
}

/* ---- who is invited ---- */

/* Adds the identity that this person has on the network, once. */
static void invite(const struct routing *routing, json_t *people, const char *network,
                   const char *actor) {
    const char *found = people_on(routing->world->directory, actor, network);
    size_t i;
    json_t *there;

    if (!found || json_array_size(people) == INVITED_MAX) {
        return;
    }
    json_array_foreach(people, i, there) {
        if (text_equal(json_string_value(there), found)) {
            return;
        }
    }
    json_array_append_new(people, json_string(found));
}

static void invite_group(const struct routing *routing, json_t *people,
                         const char *network, const char *group) {
    const struct directory *directory = routing->world->directory;

    for (size_t i = 0; i < directory->npeople; i++) {
        const struct person *person = &directory->people[i];

        if (person->groups && text_in(group, person->groups) && person->identities[0]) {
            invite(routing, people, network, person->identities[0]);
        }
    }
}

static void invite_roles(const struct routing *routing, json_t *people,
                         const char *network) {
    for (size_t i = 0; i < routing->after->nroles; i++) {
        const struct role_holder *holder = &routing->after->roles[i];

        if (!routing->before ||
            !text_equal(incident_role(routing->before, holder->role), holder->actor)) {
            invite(routing, people, network, holder->actor);
        }
    }
}

/* Does a duplicate end in this incident just now? Its people belong here from now on. */
static bool merges(const struct routing *routing) {
    const struct incident *before = routing->before, *after = routing->after;

    for (size_t i = 0; i < after->nlinks; i++) {
        const struct incident_link *link = &after->links[i];

        if (text_equal(link->as, LINK_DUPLICATED_BY) &&
            (i >= before->nlinks || !text_equal(before->links[i].as, link->as))) {
            return true;
        }
    }
    return false;
}

static void invite_merged(const struct routing *routing, json_t *people,
                          const char *network) {
    for (size_t i = 0; i < routing->after->nresponders; i++) {
        if (i >= routing->before->nresponders) { /* only ever added, at the end */
            invite(routing, people, network, routing->after->responders[i]);
        }
    }
}

static void invite_first(const struct routing *routing, json_t *people,
                         const struct world_network *network) {
    const char *const *always = network->invite;

    invite(routing, people, network->name, routing->after->declarer);
    if (routing->after->restricted) {
        invite_group(routing, people, network->name, GROUP_SECURITY);
        return;
    }
    invite_group(routing, people, network->name, GROUP_ONCALL);
    for (; always && *always; always++) {
        invite(routing, people, network->name, *always);
    }
}

/* Is its channel for members only from now on? Whoever may read it belongs there. */
static bool closes(const struct routing *routing) {
    const struct incident *before = routing->before, *after = routing->after;

    return before && after->restricted && !after->open_channel &&
           (!before->restricted || before->open_channel);
}

static void step_invite(struct routing *routing, const struct world_network *network,
                        bool first) {
    json_t *people = json_array(), *record;

    if (first) {
        invite_first(routing, people, network);
    } else if (closes(routing)) {
        invite_group(routing, people, network->name, GROUP_SECURITY);
    }
    invite_roles(routing, people, network->name);
    if (!first && merges(routing)) {
        invite_merged(routing, people, network->name);
    }
    record = json_array_size(people) > 0
                 ? add_step(routing, network->name, STEP_INVITE, "invite")
                 : NULL;
    if (record) {
        json_object_set(record, "people", people);
    }
    json_decref(people);
}

/* ---- the channel ---- */

/* The id of the opening goes into the purpose: by it the channel is known to be ours,
 * should nobody have heard that it was opened. */
static void step_purpose(struct routing *routing, const char *network,
                         const char *opening) {
    json_t *record = add_step(routing, network, STEP_PURPOSE, "purpose");
    json_t *view;

    if (!record) {
        return;
    }
    view = incident_view(routing->arena, routing->world, routing->after);
    jsonx_set_string(view, "marker", opening);
    jsonx_set_string(record, "marker", opening);
    json_object_set_new(record, "body",
                        messages_render(routing->world->messages, "purpose", view));
    json_decref(view);
}

static void open_channel(struct routing *routing, const struct world_network *network) {
    const char *lane =
        lane_incident(routing->arena, routing->after->id, network->name, false);
    const char *wished = arena_printf(routing->arena, "#%s",
                                      text_lower(routing->arena, routing->after->id));
    json_t *record = routing_add(routing, lane, DELIVERY_OPEN, "open", wished);

    if (!record) {
        return;
    }
    if (routing->after->restricted) {
        json_object_set_new(record, "private", json_true());
    }
    if (network_can(network, CAP_MEMBERS)) {
        step_purpose(routing, network->name, routing->ret[routing->n - 1].id);
        step_invite(routing, network, true);
    }
}

static void keep_channel(struct routing *routing, const struct world_network *network) {
    const struct incident *before = routing->before, *after = routing->after;

    if (before->closed && !after->closed && network->archive) {
        add_step(routing, network->name, STEP_UNARCHIVE, "unarchive");
    }
    if (!after->closed || !network->archive) {
        step_invite(routing, network, false);
    }
}

void steps_before(struct routing *routing) {
    const struct world_network *network = routing->world->networks;

    for (; network && network->name; network++) {
        if (!network_can(network, CAP_CHANNELS)) {
            continue;
        }
        if (!routing->before) {
            open_channel(routing, network);
        } else if (network_can(network, CAP_MEMBERS)) {
            keep_channel(routing, network);
        }
    }
}

static bool archives(const struct world_network *network) {
    return network->archive && network_can(network, CAP_CHANNELS | CAP_MEMBERS);
}

void steps_after(struct routing *routing) {
    const struct world_network *network = routing->world->networks;

    if (!routing->after->closed || (routing->before && routing->before->closed)) {
        return;
    }
    for (; network && network->name; network++) {
        if (archives(network)) {
            add_step(routing, network->name, STEP_ARCHIVE, "archive");
        }
    }
}

bool steps_archived(const struct world_network *network, const struct incident *before,
                    const struct incident *after) {
    return archives(network) && after->closed && before && before->closed;
}
