/* lost_tell.h: saying what is gone. */
#ifndef TOCSIN_RUNTIME_LOST_TELL_H
#define TOCSIN_RUNTIME_LOST_TELL_H

#include "runtime/parts.h"

void lost_tell_new(struct bot *bot);
/* All that is known to be lost was handed in: it is said now. */
void lost_flush(struct bot *bot);
void lost_tell_free(struct bot *bot);

#endif
