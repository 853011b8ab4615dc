/* gone_kept.h: what the database keeps of the incidents that it lost. */
#ifndef TOCSIN_RUNTIME_GONE_KEPT_H
#define TOCSIN_RUNTIME_GONE_KEPT_H

#include "runtime/parts.h"

/* The lease was taken: reads what the database keeps, and writes what is known here. */
void gone_start(struct bot *bot);

#endif
