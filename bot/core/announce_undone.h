/* announce_undone.h: fields of a message about what was taken back or corrected. */
#ifndef TOCSIN_CORE_ANNOUNCE_UNDONE_H
#define TOCSIN_CORE_ANNOUNCE_UNDONE_H

#include "core/telling.h"

void fill_undone(const struct telling *telling, const struct entry *entry,
                 json_t *fields);
void fill_corrected(const struct telling *telling, const struct entry *entry,
                    json_t *fields);

#endif
