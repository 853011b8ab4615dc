/* mend.h: the indexes are made to say what the incidents say. */
#ifndef TOCSIN_RUNTIME_MEND_H
#define TOCSIN_RUNTIME_MEND_H

#include "runtime/parts.h"

/* The lease was taken: one fast round, then slow ones. bot->walked: since then, all was
 * walked once. */
void mend_start(struct bot *bot);
void mend_free(struct bot *bot);

#endif
