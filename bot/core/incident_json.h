/* incident_json.h: a state as it is stored: the snapshot. */
#ifndef TOCSIN_CORE_INCIDENT_JSON_H
#define TOCSIN_CORE_INCIDENT_JSON_H

#include "core/incident.h"

/* Snapshot: JSON object with "fold": FOLD_NUMBER; all of the state but `chain`, which is
 * known beside it. At most LIMIT_STATE bytes when dumped with JSON_COMPACT. New
 * reference. */
json_t *incident_to_json(const struct incident *incident);
/* NULL when it is of another fold number or not a snapshot: refold instead. */
struct incident *incident_from_json(const json_t *json);

#endif
