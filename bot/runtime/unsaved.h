/* unsaved.h: inputs that were told "nothing was saved" without a fence. */
#ifndef TOCSIN_RUNTIME_UNSAVED_H
#define TOCSIN_RUNTIME_UNSAVED_H

#include "runtime/parts.h"

void unsaved_remember(struct bot *bot, const char *hash);
bool unsaved_known(const struct bot *bot, const char *hash);
void unsaved_free(struct bot *bot);

#endif
