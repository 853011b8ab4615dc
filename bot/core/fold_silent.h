/* fold_silent.h: which places refused the last message. */
#ifndef TOCSIN_CORE_FOLD_SILENT_H
#define TOCSIN_CORE_FOLD_SILENT_H

#include "core/incident.h"

/* After each entry. */
void fold_silent(struct incident *s, const struct entry *e);

#endif
