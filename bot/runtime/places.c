/* places.c: which incident a place belongs to, as far as it is known here. */
#include "runtime/places.h"
#include "base/mem.h"

const char *place_known(const struct bot *bot, const char *place, bool *ret_known) {
    struct place_entry *entry = NULL;
    HASH_FIND_STR(bot->places, place, entry);
    *ret_known = entry != NULL;
    return entry ? entry->incident : NULL;
}

void place_learn(struct bot *bot, const char *place, const char *incident) {
    struct place_entry *entry = NULL;
    HASH_FIND_STR(bot->places, place, entry);
    if (!entry) {
        entry = mem_new(sizeof *entry);
        entry->place = mem_copy(place);
        HASH_ADD_KEYPTR(hh, bot->places, entry->place, strlen(entry->place), entry);
    }
    free(entry->incident);
    entry->incident = incident ? mem_copy(incident) : NULL;
}

void places_forget(struct bot *bot) {
    struct place_entry *entry, *next;
    HASH_ITER(hh, bot->places, entry, next) {
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) uthash frees its own table */
        HASH_DEL(bot->places, entry);
        free(entry->place);
        free(entry->incident);
        free(entry);
    }
}

void slot_learn_places(struct bot *bot, const struct incident *state) {
    for (size_t i = 0; i < state->nplaces; i++) {
        if (state->places[i].place && !state->places[i].failed) {
            place_learn(bot, state->places[i].place, state->id);
        }
    }
}
