/* complete.c: completion with what this process knows: its commands, its policy, its
 * people, and the incidents that are loaded. Nothing is read for it, and who works on a
 * restricted incident is not told by it. */
#include "runtime/complete.h"
#include "core/complete.h"

enum { INCIDENTS_MAX = 100, ACTORS_MAX = 200 };

static bool known(const char *const *actors, size_t n, const char *actor) {
    for (size_t i = 0; i < n; i++) {
        if (!strcmp(actors[i], actor)) {
            return true;
        }
    }
    return false;
}

void bot_complete(void *self, const char *typed,
                  void (*take)(void *ctx, const char *word), void *ctx) {
    struct bot *bot = self;
    struct arena *arena = arena_new();
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) arrays of pointers */
    const char **ids = arena_array(arena, INCIDENTS_MAX + 1, sizeof *ids);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression) */
    const char **actors = arena_array(arena, ACTORS_MAX + 1, sizeof *actors);
    size_t nids = 0, nactors = 0;
    for (struct slot *slot = bot->slots; slot; slot = slot->hh.next) {
        const struct incident *state = slot->state;
        if (!state || state->closed) {
            continue;
        }
        if (nids < INCIDENTS_MAX) {
            ids[nids++] = state->id;
        }
        for (size_t i = 0; !state->restricted && i < state->nroles; i++) {
            if (nactors < ACTORS_MAX && !known(actors, nactors, state->roles[i].actor)) {
                actors[nactors++] = state->roles[i].actor;
            }
        }
    }
    struct completion completion = {
        .commands = bot->o.commands,
        .policy = bot->policy,
        .directory = bot->directory,
        .incidents = ids,
        .actors = actors,
        .take = take,
        .ctx = ctx,
    };
    complete_words(arena, &completion, typed);
    arena_free(arena);
}
