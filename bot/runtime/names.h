/* names.h: what people are called on their networks. */
#ifndef TOCSIN_RUNTIME_NAMES_H
#define TOCSIN_RUNTIME_NAMES_H

#include "runtime/parts.h"

void names_learn(void *self, const char *actor, const char *name); /* host.learn_name */
const char *names_known(void *self, const char *actor);            /* host.known_name */
void names_start(struct bot *bot);                                 /* read what is kept */
void names_directory(struct bot *bot, const struct directory *directory);
void names_free(struct bot *bot);

#endif
