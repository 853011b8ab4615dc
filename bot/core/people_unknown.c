/* people_unknown.c: what is said of a name that fits nobody, where people have ids that
 * nobody types: their network's own list is the sure way to name somebody. Part of a name
 * is never taken for the person: a role would go to whoever is the only one known. */
#include "core/people_unknown.h"
#include "base/address.h"
#include "base/text.h"
#include "core/markup_text.h"
#include "core/people.h"
#include "tocsin/limits.h"

enum { NAMED = 3 };

#define PICK "pick the person from the list that opens when you type @"

/* Those who may be meant, each once. */
struct likely {
    const char *actors[NAMED];
    size_t n; /* all of them */
};

static void add(const struct directory *directory, struct likely *likely,
                const char *actor) {
    for (size_t i = 0; i < likely->n && i < NAMED; i++) {
        if (people_same(directory, likely->actors[i], actor)) {
            return;
        }
    }
    if (likely->n < NAMED) {
        likely->actors[likely->n] = actor;
    }
    likely->n++;
}

bool people_called(const char *name, const char *word) {
    size_t len = strlen(word);

    while (name && *name != '\0' && len > 0) {
        size_t one = strcspn(name, " ");
        char part[LIMIT_WORD + 1];

        snprintf(part, sizeof part, "%.*s", (int)one, name);
        if (one == len && text_equal_nocase(part, word)) {
            return true;
        }
        name += one + strspn(name + one, " ");
    }
    return false;
}

static void find(const struct directory *directory, const char *network, const char *word,
                 struct likely *likely) {
    const char *found[NAMED];
    size_t n;

    for (size_t i = 0; i < directory->npeople; i++) {
        const struct person *person = &directory->people[i];

        for (size_t k = 0; person->identities && person->identities[k] &&
                           people_called(person->name, word);
             k++) {
            if (address_on(person->identities[k], network)) {
                add(directory, likely, person->identities[k]);
            }
        }
    }
    n = directory->actors_like
            ? directory->actors_like(directory->name_ctx, network, word, found, NAMED)
            : 0;
    for (size_t i = 0; i < n; i++) {
        add(directory, likely, found[i < NAMED ? i : NAMED - 1]);
    }
}

char *people_unknown(struct arena *arena, const struct directory *directory,
                     const char *asker, const char *word) {
    const char *network = asker ? address_network(arena, asker) : NULL;
    const char *shown = markup_escaped(arena, text_cut(arena, word, LIMIT_WORD, NULL));
    const char *all = "";
    struct likely likely = {.n = 0};

    if (!network || !directory->opaque || !text_in(network, directory->opaque)) {
        return NULL;
    }
    find(directory, network, word + strspn(word, "@"), &likely);
    if (likely.n == 0) {
        return arena_printf(arena, "\"%s\" is nobody who is known here: " PICK ".",
                            shown);
    }
    for (size_t i = 0; i < likely.n && i < NAMED; i++) {
        all =
            arena_printf(arena, "%s%s%s", all, i > 0 ? ", " : "",
                         markup_escaped(arena, people_name(directory, likely.actors[i])));
    }
    return likely.n == 1
               ? arena_printf(arena,
                              "\"%s\" is not a whole name. For %s write `@%s`; else " PICK
                              ".",
                              shown, all, likely.actors[0])
               : arena_printf(arena, "\"%s\" fits several (%s): " PICK ".", shown, all);
}
