/* record.h: an incident outside of tocsin: the record that other programs keep of it, the
 * full export, and its timeline in words. */
#ifndef TOCSIN_CORE_RECORD_H
#define TOCSIN_CORE_RECORD_H

#include "base/arena.h"
#include "core/announce.h"
#include "core/entry.h"
#include "core/incident.h"
#include <jansson.h>

/* The incident record, a YAML mapping with exactly these keys:
 *   incident_id    INC-2025-09-29-001
 *   severity       SEV1..SEV4
 *   service        several are one string, "a, b"; null when none was named
 *   status         open, resolved or closed
 *   mttr_minutes   how long the service was down, outages summed, in whole minutes
 *                  (rounded); null while it is not restored
 * In the arena. */
char *record_yaml(struct arena *arena, const struct incident *incident);
/* The same as an object. New reference. */
json_t *record_json(const struct incident *incident);
/* A string as a YAML scalar that every reader takes for exactly that string: plain where
 * that is safe, else in double quotes. NULL gives "null". In the arena. */
char *record_yaml_string(struct arena *arena, const char *s);

/* Everything: {"record": {...}, "head": hash, "state": snapshot, "entries": [{"n", "at",
 * "actor", "kind", "v", "data"?, "text"?, "text_removed"?: true, "text_missing"?: true
 * (nobody removed it)}]}. Times are UTC ms. New reference. */
json_t *record_export(const struct incident *incident, const struct entry *entries,
                      size_t nentries);

#endif
