/* people_unknown.h: what is said of a word that names nobody. */
#ifndef TOCSIN_CORE_PEOPLE_UNKNOWN_H
#define TOCSIN_CORE_PEOPLE_UNKNOWN_H

#include "base/arena.h"
#include "tocsin/directory.h"

/* What is said of a word that names nobody to people_parse(), where ids
 * are nothing that people type: markup, in the arena. NULL: `asker` types them. */
char *people_unknown(struct arena *arena, const struct directory *directory,
                     const char *asker, const char *word);
/* Is `word` one of the words of the name, in any case? */
bool people_called(const char *name, const char *word);

#endif
