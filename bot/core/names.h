/* names.h: people by their names where a text or a message would show an id.
 *
 * A text keeps the name as it was when it was written: "@slack:U2BEN" in it is data,
 * calls nobody and says nothing. A mention of ours is somebody's address: it gets the
 * name beside it, for whoever cannot show it live. */
#ifndef TOCSIN_CORE_NAMES_H
#define TOCSIN_CORE_NAMES_H

#include "base/arena.h"
#include "tocsin/directory.h"
#include <jansson.h>

/* The text with "@network:user" as "@Name" wherever the name is known; as it is when it
 * would grow beyond LIMIT_TEXT. In the arena, or `text` itself. */
const char *names_in_text(struct arena *arena, const struct directory *directory,
                          const char *text);
/* Gives each mention of the tree (tree.h) whose name is known the member "n"; texts in
 * it as names_in_text() has them: what was written before the name was known. */
void names_in_tree(const struct directory *directory, json_t *tree);
/* The same for a message on that network: a mention is of the identity that somebody has
 * there, if they have one, so that it calls them. NULL: as it is. */
void names_on(const struct directory *directory, const char *network, json_t *tree);
/* A copy of that kind; new reference. NULL gives NULL. */
json_t *names_tree(const struct directory *directory, const char *network,
                   const json_t *tree);
/* May topic or summary of the incident show that person? */
struct incident;
bool names_shown(const struct incident *incident, const char *actor);

#endif
