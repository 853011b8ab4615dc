/* mirror.c: the slots that show current state: a channel's topic and its pinned summary.
 *
 * A slot is rendered from the state at the moment of sending and never queued, so all
 * that a turn has to know is whether what it shows changed. That is decided by comparing
 * the few fields the slot shows, not by rendering twice: most turns change no slot. No
 * slot shows anything that moves with the clock alone (a duration, "overdue"): it would
 * be stale the moment it was sent. */
#include "core/mirror.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audience.h"
#include "core/buttons.h"
#include "core/deadline_due.h"
#include "core/deadlines.h"
#include "core/mirror_data.h"
#include "core/policy.h"
#include "core/telling.h"
#include "core/view.h"

#define SLOT_TOPIC "topic"
#define SLOT_SUMMARY "summary"
#define SLOT_BOOKMARKS "bookmarks"
#define SLOT_DATA "data"

const char *const mirror_slots[] = {SLOT_TOPIC, SLOT_SUMMARY, SLOT_BOOKMARKS, SLOT_DATA,
                                    NULL};

/* In an open channel of what was restricted since: what was pinned there goes. */
static json_t *for_outsiders(struct arena *arena, const struct world *world,
                             const struct incident *incident, const char *slot) {
    json_t *view = restricted_view(arena, world, incident), *tree;

    if (text_equal(slot, SLOT_BOOKMARKS)) {
        jsonx_set_string(view, "status_page", world->directory->status_page);
        jsonx_set_string(view, "runbook", world->directory->runbook);
        if (!world->directory->status_page && !world->directory->runbook) {
            json_decref(view);
            return json_array(); /* no link is left */
        }
    } else if (text_equal(slot, SLOT_TOPIC)) {
        json_object_set_new(view, "outsiders", json_true());
    } else {
        slot = "restricted";
    }
    tree = messages_render(world->messages, slot, view);
    json_decref(view);
    return tree;
}

json_t *mirror_render(struct arena *arena, const struct world *world,
                      const struct incident *incident, const char *slot) {
    json_t *view, *tree;

    if (!text_in(slot, mirror_slots)) {
        return NULL;
    }
    if (text_equal(slot, SLOT_DATA)) {
        return mirror_data(world, incident);
    }
    if (!audience_in_channel(incident)) {
        return for_outsiders(arena, world, incident, slot);
    }
    view = incident_view(arena, world, incident);
    tree = messages_render(world->messages, slot, view);
    json_decref(view);
    if (text_equal(slot, SLOT_SUMMARY)) {
        buttons_add_summary(arena, world, incident, tree);
    }
    return tree;
}

static bool topic_changed(const struct world *world, const struct incident *a,
                          const struct incident *b) {
    const char *commander = policy_commander(world->policy);

    if (a->severity != b->severity || a->closed != b->closed ||
        !text_equal(a->end, b->end) || !text_equal(a->phase, b->phase) ||
        !text_equal(a->summary, b->summary)) {
        return true;
    }
    if (commander &&
        !text_equal(incident_role(a, commander), incident_role(b, commander))) {
        return true;
    }
    return deadline_update_due(a, world->policy, world->civil) !=
           deadline_update_due(b, world->policy, world->civil);
}

static bool texts_changed(const struct incident *a, const struct incident *b) {
    return !text_equal(a->impact, b->impact) || !text_equal(a->next, b->next) ||
           !text_equal(a->workaround, b->workaround) ||
           !text_equal(a->eta_text, b->eta_text) || a->eta != b->eta ||
           !text_equal(a->last_update, b->last_update) ||
           !text_equal(a->resolution, b->resolution) || !text_equal(a->cause, b->cause) ||
           !text_equal(a->bridge, b->bridge);
}

static bool roles_changed(const struct incident *a, const struct incident *b) {
    if (a->nroles != b->nroles) {
        return true;
    }
    for (size_t i = 0; i < a->nroles; i++) {
        if (!text_equal(a->roles[i].role, b->roles[i].role) ||
            !text_equal(a->roles[i].actor, b->roles[i].actor)) {
            return true;
        }
    }
    return false;
}

static bool actions_changed(const struct incident *a, const struct incident *b) {
    if (a->nactions != b->nactions) {
        return true;
    }
    for (size_t i = 0; i < a->nactions; i++) {
        const struct action *x = &a->actions[i], *y = &b->actions[i];

        if (x->number != y->number || x->due != y->due ||
            !text_equal(x->title, y->title) || !text_equal(x->owner, y->owner)) {
            return true;
        }
    }
    return false;
}

static bool services_changed(const struct incident *a, const struct incident *b) {
    if (a->nservices != b->nservices) {
        return true;
    }
    for (size_t i = 0; i < a->nservices; i++) {
        if (!text_equal(a->services[i], b->services[i])) {
            return true;
        }
    }
    return false;
}

static bool parts_changed(const struct incident *a, const struct incident *b) {
    if (a->nparts != b->nparts || a->nmitigations != b->nmitigations) {
        return true;
    }
    for (size_t i = 0; i < a->nparts; i++) {
        if (!text_equal(a->parts[i].name, b->parts[i].name) ||
            !text_equal(a->parts[i].state, b->parts[i].state) ||
            a->parts[i].percent != b->parts[i].percent) {
            return true;
        }
    }
    for (size_t i = 0; i < a->nmitigations; i++) {
        if (a->mitigations[i].number != b->mitigations[i].number ||
            !text_equal(a->mitigations[i].state, b->mitigations[i].state) ||
            !text_equal(a->mitigations[i].what, b->mitigations[i].what)) {
            return true;
        }
    }
    return false;
}

static bool summary_changed(const struct world *world, const struct incident *a,
                            const struct incident *b) {
    bool eta_passed = b->eta != 0 && b->eta > a->at && b->eta <= world->now;

    /* Links are only ever added, but for what a taken back end makes of one. */
    return eta_passed || a->restricted != b->restricted ||
           a->impact_from != b->impact_from || topic_changed(world, a, b) ||
           texts_changed(a, b) || roles_changed(a, b) || actions_changed(a, b) ||
           services_changed(a, b) || parts_changed(a, b) || a->nlinks != b->nlinks ||
           memcmp(a->milestones, b->milestones, sizeof a->milestones) != 0;
}

/* The whole of it is small: it is made twice. */
static bool data_changed(const struct world *world, const struct incident *a,
                         const struct incident *b) {
    json_t *before = a ? mirror_data(world, a) : NULL, *after = mirror_data(world, b);
    bool changed = !before || !json_equal(before, after);

    json_decref(before);
    json_decref(after);
    return changed;
}

/* A channel without links needs no bookmarks. */
static bool bookmarks_changed(const struct world *world, const struct incident *a,
                              const struct incident *b) {
    if (!a) {
        return world->directory->runbook || world->directory->status_page || b->bridge;
    }
    return !text_equal(a->bridge, b->bridge);
}

bool mirror_changed(struct arena *arena, const struct world *world,
                    const struct incident *before, const struct incident *after,
                    const char *slot) {
    if (!text_in(slot, mirror_slots)) {
        return false;
    }
    if (text_equal(slot, SLOT_DATA)) {
        return data_changed(world, before, after);
    }
    if (before && (!audience_in_channel(before) || !audience_in_channel(after))) {
        return audience_in_channel(before) || audience_in_channel(after) ||
               restricted_news(arena, world, before, after);
    }
    if (text_equal(slot, SLOT_BOOKMARKS)) {
        return bookmarks_changed(world, before, after);
    }
    if (!before) {
        return true;
    }
    return text_equal(slot, SLOT_TOPIC) ? topic_changed(world, before, after)
                                        : summary_changed(world, before, after);
}

bool mirror_shows(const struct world_network *network, const char *slot) {
    unsigned wanted = text_equal(slot, SLOT_BOOKMARKS) ? CAP_MIRROR | CAP_BOOKMARKS
                      : text_equal(slot, SLOT_DATA)    ? CAP_MIRROR | CAP_DATA
                                                       : CAP_MIRROR;

    return network_can(network, CAP_CHANNELS | wanted);
}
