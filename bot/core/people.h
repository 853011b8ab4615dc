/* people.h: who is who. */
#ifndef TOCSIN_CORE_PEOPLE_H
#define TOCSIN_CORE_PEOPLE_H

#include "base/arena.h"
#include "tocsin/directory.h"

/* Group whose people may run every command and see every incident. */
#define GROUP_ADMIN "admin"
/* Group whose people see every incident. */
#define GROUP_SECURITY "security"

/* Person that has this identity, or NULL. */
const struct person *people_find(const struct directory *directory, const char *actor);
/* Are two identities the same person? */
bool people_same(const struct directory *directory, const char *a, const char *b);
bool people_in_group(const struct directory *directory, const char *actor,
                     const char *group);
/* The identity of the same person on a network: the actor itself, if it is of that one. NULL:
 * none is known. */
const char *people_on(const struct directory *directory, const char *actor,
                      const char *network);
/* What an actor is called: configured, else as their network says; NULL: not known. */
const char *people_known(const struct directory *directory, const char *actor);
/* What to call an actor: configured name, else the part after "network:". */
const char *people_name(const struct directory *directory, const char *actor);
/* Does the word name the bot itself ("tocsin", "@tocsin", its own id on a network)? It
 * holds no role, owns nothing and is not escalated to: people_parse() says nobody. */
bool people_names_bot(const struct directory *directory, const char *asker,
                      const char *word);
/* An actor from what somebody typed: "@ana", "ana", "console:ana", a configured name, any
 * case; unqualified names belong to the network of `asker`. In the arena; NULL: nobody.
 */
const char *people_parse(struct arena *arena, const struct directory *directory,
                         const char *asker, const char *word);

#endif
