/* announce_fields.h: fields of a message about one entry, per kind (announce.c, rules[]).
 *
 * Each adds to `fields`, which becomes "entry" in the view of the message. */
#ifndef TOCSIN_CORE_ANNOUNCE_FIELDS_H
#define TOCSIN_CORE_ANNOUNCE_FIELDS_H

#include "core/telling.h"

void fill_opened(const struct telling *telling, const struct entry *entry,
                 json_t *fields);
void fill_severity(const struct telling *telling, const struct entry *entry,
                   json_t *fields);
void fill_role(const struct telling *telling, const struct entry *entry, json_t *fields);
void fill_phase(const struct telling *telling, const struct entry *entry, json_t *fields);
void fill_duplicate(const struct telling *telling, const struct entry *entry,
                    json_t *fields);
void fill_decision(const struct telling *telling, const struct entry *entry,
                   json_t *fields);
void fill_update(const struct telling *telling, const struct entry *entry,
                 json_t *fields);
void fill_mitigated(const struct telling *telling, const struct entry *entry,
                    json_t *fields);
void fill_linked(const struct telling *telling, const struct entry *entry,
                 json_t *fields);
void fill_place_failed(const struct telling *telling, const struct entry *entry,
                       json_t *fields);
void fill_step_failed(const struct telling *telling, const struct entry *entry,
                      json_t *fields);
void fill_mitigation(const struct telling *telling, const struct entry *entry,
                     json_t *fields);
void fill_part(const struct telling *telling, const struct entry *entry, json_t *fields);
void fill_changed(const struct telling *telling, const struct entry *entry,
                  json_t *fields);

#endif
