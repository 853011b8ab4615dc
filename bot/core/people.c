/* people.c: who is who.
 *
 * Identities ("slack:U7") are what entries hold; that two of them are one person is
 * looked up here, when reading, so that a corrected directory corrects every old timeline
 * too. */
#include "core/people.h"
#include "base/address.h"
#include "base/text.h"
#include "tocsin/limits.h"

#define BOT_NAME "tocsin"

const struct person *people_find(const struct directory *directory, const char *actor) {
    if (!actor) {
        return NULL;
    }
    for (size_t i = 0; i < directory->npeople; i++) {
        const struct person *person = &directory->people[i];

        if (person->identities && text_in(actor, person->identities)) {
            return person;
        }
    }
    return NULL;
}

bool people_same(const struct directory *directory, const char *a, const char *b) {
    const struct person *person;

    if (!a || !b) {
        return false;
    }
    if (text_equal(a, b)) {
        return true;
    }
    person = people_find(directory, a);
    return person && text_in(b, person->identities);
}

bool people_in_group(const struct directory *directory, const char *actor,
                     const char *group) {
    const struct person *person = people_find(directory, actor);

    return person && person->groups && text_in(group, person->groups);
}

const char *people_on(const struct directory *directory, const char *actor,
                      const char *network) {
    const struct person *person;

    if (address_on(actor, network)) {
        return actor;
    }
    person = people_find(directory, actor);
    for (size_t i = 0; person && person->identities[i]; i++) {
        if (address_on(person->identities[i], network)) {
            return person->identities[i];
        }
    }
    return NULL;
}

const char *people_known(const struct directory *directory, const char *actor) {
    const struct person *person = people_find(directory, actor);

    if (person && !text_is_empty(person->name)) {
        return person->name;
    }
    return actor && directory->name_of ? directory->name_of(directory->name_ctx, actor)
                                       : NULL;
}

const char *people_name(const struct directory *directory, const char *actor) {
    const char *known = people_known(directory, actor);

    return known ? known : actor ? address_name(actor) : "";
}

/* The identity by which `asker` would know the person: the one on the same network. */
static const char *identity_for(const struct person *person, const char *asker) {
    for (const char *const *identity = person->identities; *identity; identity++) {
        if (address_same_network(asker, *identity)) {
            return *identity;
        }
    }
    return person->identities[0];
}

/* A configured identity or name that equals the word in any case. */
static const char *configured(const struct directory *directory, const char *asker,
                              const char *word) {
    bool bare = address_is_bare(word);

    for (size_t i = 0; i < directory->npeople; i++) {
        const struct person *person = &directory->people[i];

        if (!person->identities || !person->identities[0]) {
            continue;
        }
        for (const char *const *id = person->identities; *id; id++) {
            if (bare ? address_same_network(asker, *id) &&
                           text_equal_nocase(address_name(*id), word)
                     : text_equal_nocase(*id, word)) {
                return *id;
            }
        }
    }
    for (size_t i = 0; i < directory->npeople; i++) {
        const struct person *person = &directory->people[i];

        if (person->identities && person->identities[0] &&
            text_equal_nocase(person->name, word)) {
            return identity_for(person, asker);
        }
    }
    return NULL;
}

/* A bare word as an identity on the asker's network: as it is, or where people have ids
 * that nobody types, who is called so. Somebody who does not exist must not get a role.
 */
static const char *unqualified(struct arena *arena, const struct directory *directory,
                               const char *asker, const char *word) {
    const char *network = address_network(arena, asker);

    if (!network) {
        return NULL;
    }
    if (!directory->opaque || !text_in(network, directory->opaque)) {
        return address_of(arena, network, word);
    }
    return directory->actor_named
               ? arena_strdup(arena,
                              directory->actor_named(directory->name_ctx, network, word))
               : NULL;
}

/* "@ana:example.org" from somebody whose own id is of that form: not of a network "ana". */
static const char *of_server(struct arena *arena, const char *asker, const char *word) {
    struct address own;

    return *word == '@' && address_is(word + 1) && address_read(asker, &own) &&
                   own.kind == ADDRESS_PERSON
               ? address_beside(arena, asker, word)
               : NULL;
}

bool people_names_bot(const struct directory *directory, const char *asker,
                      const char *word) {
    const char *typed = word, *actor;
    struct arena *arena;
    bool is;

    while (word && *word == '@') {
        word++;
    }
    if (!word || !address_is(asker) || configured(directory, asker, word)) {
        return false;
    }
    if (text_equal_nocase(address_name(word), BOT_NAME) ||
        address_on(word, ADDRESS_BOT)) {
        return true;
    }
    if (!directory->is_bot) {
        return false;
    }
    arena = arena_new();
    actor = address_is_bare(word) ? address_beside(arena, asker, word)
                                  : of_server(arena, asker, typed);
    is = directory->is_bot(directory->name_ctx, actor ? actor : word);
    arena_free(arena);
    return is;
}

const char *people_parse(struct arena *arena, const struct directory *directory,
                         const char *asker, const char *word) {
    const char *known, *actor, *typed = word;

    if (!word || !asker) {
        return NULL;
    }
    while (*word == '@') {
        word++;
    }
    if (*word == '\0') {
        return NULL;
    }
    known = configured(directory, asker, word);
    if (known) {
        return arena_strdup(arena, known);
    }
    /* Not configured: taken as it is when it can be an identity at all. Our own name is
     * nobody's. */
    if (word[address_span(word)] != '\0' || people_names_bot(directory, asker, word)) {
        return NULL;
    }
    actor = of_server(arena, asker, typed);
    if (!actor && address_is_bare(word)) {
        actor = unqualified(arena, directory, asker, word);
    } else if (!actor && address_is(word)) {
        actor = arena_strdup(arena, word);
    }
    return actor && strlen(actor) <= LIMIT_ACTOR ? actor : NULL;
}
