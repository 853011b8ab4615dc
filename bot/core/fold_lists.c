/* fold_lists.c: the lists of a state, each within its limit.
 *
 * What finds no room is not an error: the timeline has it, and a fold that could fail
 * would make an incident unreadable. */
#include "core/fold_lists.h"
#include "base/address.h"
#include "base/text.h"
#include "core/deadlines.h"
#include "core/fold_read.h"
#include "core/fold_size.h"

/* ---- people ---- */

void state_add_responder(struct incident *incident, const char *actor) {
    size_t cost = state_cost(actor) + COST_STRING;
    const char **grown;

    if (address_on(actor, ADDRESS_BOT) || incident->nresponders >= STATE_RESPONDERS) {
        return;
    }
    for (size_t i = 0; i < incident->nresponders; i++) {
        if (text_equal(incident->responders[i], actor)) {
            return;
        }
        cost += state_cost(incident->responders[i]) + COST_STRING;
    }
    if (cost > COST_RESPONDERS) {
        return;
    }
    grown = list_grow(incident->arena, incident->responders, incident->nresponders,
                      sizeof *grown);
    grown[incident->nresponders++] = arena_strdup(incident->arena, actor);
    incident->responders = grown;
}

void state_set_role(struct incident *incident, const char *role, const char *actor,
                    int64_t since) {
    struct role_holder holder = {
        .role = state_name(incident, role, LIMIT_WORD),
        .actor = state_name(incident, actor, LIMIT_ACTOR),
        .since = since,
    };
    size_t i = 0, cost;

    if (!holder.role || !holder.actor) {
        return;
    }
    while (i < incident->nroles && !text_equal(incident->roles[i].role, role)) {
        i++;
    }
    cost = state_cost(actor);
    for (size_t k = 0; k < incident->nroles; k++) {
        cost += k != i ? state_cost(incident->roles[k].actor) : 0;
    }
    if (i == LIMIT_ROLES || cost > COST_ROLE_ACTORS) {
        return;
    }
    incident->roles[i] = holder;
    incident->nroles = i == incident->nroles ? i + 1 : incident->nroles;
}

void state_release_role(struct incident *incident, const char *role) {
    for (size_t i = 0; i < incident->nroles; i++) {
        if (text_equal(incident->roles[i].role, role)) {
            incident->nroles--;
            memmove(&incident->roles[i], &incident->roles[i + 1],
                    (incident->nroles - i) * sizeof *incident->roles);
            return;
        }
    }
}

/* ---- actions ---- */

/* What one more action may spend on its strings: all that is left, less a little for each
 * that may still come. */
static size_t action_allowance(const struct incident *incident) {
    size_t later = LIMIT_OPEN_ACTIONS - incident->nactions - 1;
    size_t spent = later * COST_ACTION_LEAST;

    for (size_t i = 0; i < incident->nactions; i++) {
        spent += state_cost(incident->actions[i].title) +
                 state_cost(incident->actions[i].owner);
    }
    return spent < COST_ACTION_STRINGS ? COST_ACTION_STRINGS - spent : 0;
}

static size_t at_most(size_t n, size_t most) {
    return n < most ? n : most;
}

void state_add_action(struct incident *incident, const struct entry *entry) {
    struct action action = {
        .number = entry_number(entry, "number", 0, STATE_NUMBER_MAX),
        .due = entry_time(entry, "due"),
        .at = entry->at,
    };
    const char *title = entry_text(entry, "title");
    struct action *grown;
    size_t room;

    if (incident->nactions >= LIMIT_OPEN_ACTIONS ||
        incident_action(incident, action.number)) {
        return;
    }
    room = action_allowance(incident);
    action.owner =
        state_name(incident, entry_name(entry, "owner"), at_most(room, LIMIT_ACTOR));
    room -= state_cost(action.owner);
    action.title = state_text(incident, title ? title : "", at_most(room, LIMIT_TITLE));
    grown =
        list_grow(incident->arena, incident->actions, incident->nactions, sizeof *grown);
    grown[incident->nactions++] = action;
    incident->actions = grown;
}

static void remove_climb(struct incident *incident, size_t i) {
    incident->nclimbs--;
    memmove(&incident->climbs[i], &incident->climbs[i + 1],
            (incident->nclimbs - i) * sizeof *incident->climbs);
}

void state_end_action(struct incident *incident, int64_t number) {
    for (size_t i = 0; i < incident->nactions; i++) {
        if (incident->actions[i].number == number) {
            incident->nactions--;
            memmove(&incident->actions[i], &incident->actions[i + 1],
                    (incident->nactions - i) * sizeof *incident->actions);
            break;
        }
    }
    for (size_t i = 0; i < incident->nclimbs; i++) {
        if (incident->climbs[i].ref == number &&
            text_equal(incident->climbs[i].deadline, DEADLINE_ACTION)) {
            remove_climb(incident, i);
            return;
        }
    }
}

/* ---- climbs ---- */

static bool of_action(const struct climb *climb) {
    return text_equal(climb->deadline, DEADLINE_ACTION);
}

/* Where a climb goes: over the record of the same deadline, or behind the others; when
 * all room is taken, over the oldest. */
static size_t climb_slot(const struct incident *incident, const struct climb *climb) {
    size_t others = 0, oldest = incident->nclimbs;

    for (size_t i = 0; i < incident->nclimbs; i++) {
        const struct climb *each = &incident->climbs[i];

        if (each->ref == climb->ref && text_equal(each->deadline, climb->deadline)) {
            return i;
        }
        if (of_action(each)) {
            continue;
        }
        others++;
        if (oldest == incident->nclimbs || each->at < incident->climbs[oldest].at) {
            oldest = i;
        }
    }
    return !of_action(climb) && others >= STATE_CLIMBS_OTHER ? oldest : incident->nclimbs;
}

void state_set_climb(struct incident *incident, const struct entry *entry, int step) {
    struct climb climb = {
        .deadline = state_name(incident, entry_name(entry, "deadline"), STATE_SHORT),
        .ref = entry_number(entry, "ref", 0, STATE_NUMBER_MAX),
        .due = entry_time(entry, "due"),
        .step = step,
        .at = entry->at,
    };
    size_t slot;

    if (!climb.deadline || (of_action(&climb) && !incident_action(incident, climb.ref))) {
        return;
    }
    slot = climb_slot(incident, &climb);
    if (slot == incident->nclimbs) {
        incident->climbs =
            list_grow(incident->arena, incident->climbs, incident->nclimbs, sizeof climb);
        incident->nclimbs++;
    }
    incident->climbs[slot] = climb;
}

void state_clear_climbs(struct incident *incident) {
    for (size_t i = incident->nclimbs; i > 0; i--) {
        if (!of_action(&incident->climbs[i - 1])) {
            remove_climb(incident, i - 1);
        }
    }
}

/* ---- links and places ---- */

void state_set_link(struct incident *incident, const char *other, const char *as) {
    struct incident_link link = {
        .other = state_name(incident, other, LIMIT_WORD),
        .as = state_name(incident, as, STATE_SHORT),
    };
    size_t i = 0;

    if (!link.other || !link.as) {
        return;
    }
    while (i < incident->nlinks && !text_equal(incident->links[i].other, other)) {
        i++;
    }
    if (i == LIMIT_LINKS) {
        return;
    }
    incident->links[i] = link;
    incident->nlinks = i == incident->nlinks ? i + 1 : incident->nlinks;
}

void state_set_place(struct incident *incident, const char *network, const char *place,
                     bool failed) {
    struct bound_place bound = {
        .network = state_name(incident, network, LIMIT_WORD),
        .place = state_name(incident, place, LIMIT_PLACE),
        .failed = failed,
    };
    size_t i = 0, cost;

    if (!bound.network) {
        return;
    }
    while (i < incident->nplaces && !text_equal(incident->places[i].network, network)) {
        i++;
    }
    if (i == LIMIT_PLACES) {
        return;
    }
    cost = state_cost(bound.place);
    for (size_t k = 0; k < incident->nplaces; k++) {
        cost += k != i ? state_cost(incident->places[k].place) : 0;
    }
    bound.place = cost <= COST_PLACE_NAMES ? bound.place : NULL;
    incident->places[i] = bound;
    incident->nplaces = i == incident->nplaces ? i + 1 : incident->nplaces;
}

void state_set_part(struct incident *incident, const char *name, const char *state,
                    int percent, int64_t at) {
    struct part part = {
        .name = state_name(incident, name, LIMIT_PART),
        .state = state_name(incident, state, STATE_PART),
        .percent = percent,
        .at = at,
    };
    size_t i = 0;

    if (!part.name || !part.state) {
        return;
    }
    while (i < incident->nparts && !text_equal_nocase(incident->parts[i].name, name)) {
        i++;
    }
    if (i == LIMIT_PARTS) {
        return;
    }
    incident->parts[i] = part;
    incident->nparts = i == incident->nparts ? i + 1 : incident->nparts;
}
