/* slots.c: incidents and places as this process knows them.
 *
 * States are a cache of what Redis has and are dropped on every reconnect; the slot
 * itself stays, because the highest version seen is how lost history is noticed. */
#include "runtime/slots.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/heard.h"
#include "core/markup_text.h"
#include "runtime/gone.h"
#include "runtime/places.h"
#include "runtime/refs.h"

enum { STATES_MAX = 4096 };

struct slot *slot_get(struct bot *bot, const char *id) {
    struct slot *slot = NULL;
    HASH_FIND_STR(bot->slots, id, slot);
    if (!slot) {
        slot = mem_new(sizeof *slot);
        slot->id = mem_copy(id);
        HASH_ADD_KEYPTR(hh, bot->slots, slot->id, strlen(slot->id), slot);
    }
    return slot;
}

bool slot_idle(const struct slot *slot) {
    return !slot->head && !slot->committing && !slot->loading && !slot->waiters &&
           slot->pins == 0;
}

static void slot_free(struct slot *slot) {
    refs_drop(slot);
    free(slot->spoke);
    free(slot->title);
    free(slot->frozen);
    free(slot->id);
    free(slot);
}

void slot_rest(struct bot *bot, struct slot *slot) {
    if (slot->frozen) {
        return; /* its last good state, and what was reminded of, live in memory only */
    }
    slot_drop(bot, slot);
    refs_drop(slot);
    if (!slot->open && !slot->telling && !slot->lost) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc,clang-analyzer-core.*) uthash's own */
        HASH_DEL(bot->slots, slot);
        slot_free(slot);
    }
}

/* Forgets old states when there are many; uthash keeps insertion order, so the walk from
 * the front meets those longest in the table first. */
void slots_evict(struct bot *bot) {
    if (bot->nstates <= STATES_MAX) {
        return;
    }
    struct slot *slot, *next;
    size_t looked = 0;
    HASH_ITER(hh, bot->slots, slot, next) {
        if (++looked > 64 || bot->nstates <= STATES_MAX) {
            break;
        }
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->slots, slot);
        if (slot_idle(slot) && !slot->open && !slot->telling && !slot->lost) {
            slot_drop(bot, slot);
            slot_free(slot);
        } else {
            if (slot_idle(slot) && !slot->frozen) { /* it stays in the table */
                slot_drop(bot, slot);
                refs_drop(slot);
            }
            /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
            HASH_ADD_KEYPTR(hh, bot->slots, slot->id, strlen(slot->id), slot);
        }
    }
}

static void remember_places(struct slot *slot, const struct incident *state) {
    char places[LIMIT_PLACES * (LIMIT_PLACE + 1) + 1] = "";
    size_t len = 0;
    for (size_t i = 0; i < state->nplaces; i++) {
        const struct bound_place *bound = &state->places[i];
        size_t more = bound->place && !bound->failed ? strlen(bound->place) + 1 : 0;
        if (more > 0 && len + more < sizeof places) {
            len +=
                (size_t)snprintf(places + len, sizeof places - len, "%s\n", bound->place);
        }
    }
    if (!slot->spoke || strcmp(slot->spoke, places) != 0) {
        free(slot->spoke);
        slot->spoke = mem_copy(places);
    }
}

/* What is said of it, should it be lost: see lost_tell.c. */
static void remember_words(const struct bot *bot, struct slot *slot,
                           const struct incident *state) {
    const char *title = state->closed || state->restricted ? NULL : state->summary;
    slot->severity = state->severity;
    slot->restricted = state->restricted;
    slot->leaders = heard_of(bot->policy, state, AUDIENCE_LEADERSHIP);
    if (!text_equal(title, slot->title)) {
        free(slot->title);
        slot->title = title ? mem_copy(title) : NULL;
    }
}

void slot_set(struct bot *bot, struct slot *slot, struct incident *state) {
    bot->nstates += slot->state ? 0 : 1;
    incident_free(slot->state);
    slot->state = state;
    if (state->version > slot->seen && !slot->frozen) {
        slot->seen = state->version;
    }
    slot->open = !state->closed;
    slot->everybody = !state->restricted;
    if (slot->lost) {
        gone_back(bot, slot);
    }
    remember_places(slot, state);
    remember_words(bot, slot, state);
    slot_learn_places(bot, state);
}

void slot_drop(struct bot *bot, struct slot *slot) {
    if (slot->state) {
        bot->nstates--;
        incident_free(slot->state);
        slot->state = NULL;
    }
    free(slot->frozen);
    slot->frozen = NULL;
}

void slot_doubt(struct bot *bot, const char *id) {
    struct slot *slot = NULL;
    HASH_FIND_STR(bot->slots, id, slot);
    if (slot && !slot->frozen) {
        slot_drop(bot, slot);
    }
}

char *slot_frozen_words(struct arena *arena, const struct slot *slot) {
    if (slot->newer) {
        return arena_printf(arena,
                            "%s can be read, but not changed: %s. Its reminders go on. "
                            "Upgrade tocsin.",
                            slot->id, markup_escaped(arena, slot->frozen));
    }
    return slot->frozen
               ? arena_printf(arena,
                              "%s is damaged in the database (%s). What is shown is its "
                              "last good state; its reminders go on, nothing can be "
                              "added. Whoever runs the database should run `tocsin audit "
                              "%s` and restore a backup.",
                              slot->id, markup_escaped(arena, slot->frozen), slot->id)
               : NULL;
}

void slots_drop_all(struct bot *bot) {
    struct slot *slot, *next;
    HASH_ITER(hh, bot->slots, slot, next) {
        slot_drop(bot, slot);
        refs_drop(slot);
    }
}

void slots_free(struct bot *bot) {
    struct slot *slot, *next;
    HASH_ITER(hh, bot->slots, slot, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->slots, slot);
        incident_free(slot->state);
        slot_free(slot);
    }
}
