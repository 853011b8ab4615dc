/* derive.c: see derive.h. */
#include "core/derive.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/announce.h"
#include "core/history.h"
#include "core/late.h"
#include "core/mirror.h"
#include "core/route.h"

/* ---- a text that is removed ---- */

static int64_t removed_number(const struct change *change) {
    for (size_t i = 0; i < change->nentries; i++) {
        if (text_equal(change->entries[i].kind, KIND_REDACTED)) {
            return jsonx_int(change->entries[i].data, "number", 0);
        }
    }
    return 0;
}

/* The state was folded with the text in it: it is folded again, and stored. */
static bool fold_without(struct turn *turn, struct derived *derived, struct error *err) {
    struct change *change = &turn->changes[0];
    struct incident *state;

    derived->gone = removed_number(change);
    if (derived->gone == 0) {
        return true;
    }
    if (derived->gone > (int64_t)turn->ntimeline) {
        return err_set(err, ERR_INTERNAL, "the timeline was not read before a redaction");
    }
    state = history_fold(turn->arena, change->id, turn->timeline, turn->ntimeline,
                         change->entries, change->nentries, derived->gone, err);
    if (!state) {
        return false;
    }
    incident_free(change->after);
    change->after = state;
    change->snapshot = true;
    return true;
}

/* ---- what is told, and asked ---- */

static void derive_routed(const struct turn *turn, const struct change *change,
                          struct derived_change *ret) {
    struct arena *arena = turn->arena;
    const struct world *world = turn->world;
    struct notice *notices = arena_array(arena, NOTICES_MAX, sizeof *notices);
    size_t n = announce(arena, world, change->before, change->after, change->entries,
                        change->nentries, notices);

    ret->routed = arena_array(arena, ROUTED_MAX, sizeof *ret->routed);
    ret->nrouted =
        route(arena, world, change->before, change->after, notices, n, ret->routed);
    if (ret->nrouted + change->nentries < ROUTED_MAX) {
        ret->nrouted += route_asks(arena, world, change->after, change->entries,
                                   change->nentries, ret->routed + ret->nrouted);
    }
    if (ret->nrouted + change->nentries < ROUTED_MAX) {
        ret->nrouted +=
            late_route(arena, world, change->before, change->after, change->entries,
                       change->nentries, ret->routed + ret->nrouted);
    }
}

/* ---- what is shown ---- */

static void derive_marks(const struct turn *turn, const struct change *change,
                         struct derived_change *ret) {
    const struct world *world = turn->world;
    const struct world_network *network = world->networks;
    size_t max = 0;

    for (; network && network->name; network++) {
        for (const char *const *slot = mirror_slots; *slot; slot++) {
            max++;
        }
    }
    ret->marks = arena_array(turn->arena, max + 1, sizeof *ret->marks);
    for (network = world->networks; network && network->name; network++) {
        for (const char *const *slot = mirror_slots; *slot; slot++) {
            if (mirror_shows(network, *slot) &&
                mirror_changed(turn->arena, world, change->before, change->after,
                               *slot)) {
                ret->marks[ret->nmarks++] =
                    (struct mark){change->id, network->name, *slot};
            }
        }
    }
}

static void derive_edits(const struct turn *turn, const struct change *change,
                         const json_t *refs, struct derived_change *ret) {
    struct corrected corrected = {0};

    if (change->before && (int64_t)turn->ntimeline == change->before->version) {
        corrected_entry(turn->arena, turn->world, change->id, turn->timeline,
                        turn->ntimeline, change->entries, change->nentries, &corrected);
    }
    ret->nedits =
        live_edits(turn->arena, turn->world, change, refs, &corrected, &ret->edits);
}

bool derive(struct turn *turn, const json_t *const refs[TURN_CHANGES],
            struct derived *ret, struct error *err) {
    const struct world *world = turn->world;

    *ret = (struct derived){.alarm = NEVER};
    if (turn->nchanges == 0 && turn->before) {
        ret->alarm =
            deadlines_alarm(turn->before, world->policy, world->directory, world->civil);
    }
    if (turn->nchanges > 0 && !fold_without(turn, ret, err)) {
        return false;
    }
    for (size_t i = 0; i < turn->nchanges; i++) {
        struct change *change = &turn->changes[i];

        /* The id may lie in the state that this turn's commit replaces. */
        change->id = arena_strdup(turn->arena, change->id);
        ret->changes[i].alarm =
            deadlines_alarm(change->after, world->policy, world->directory, world->civil);
        derive_routed(turn, change, &ret->changes[i]);
        derive_marks(turn, change, &ret->changes[i]);
        if (ret->gone == 0) {
            derive_edits(turn, change, refs[i], &ret->changes[i]);
        }
    }
    return true;
}
