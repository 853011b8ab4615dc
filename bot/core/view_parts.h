/* view_parts.h: recovery in parts, and the mitigations, as views have them. */
#ifndef TOCSIN_CORE_VIEW_PARTS_H
#define TOCSIN_CORE_VIEW_PARTS_H

#include "core/incident.h"

/* view_parts.c: recovery in parts, and the mitigations. */
void view_parts(json_t *view, const struct incident *incident);

#endif
