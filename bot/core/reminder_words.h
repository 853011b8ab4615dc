/* reminder_words.h: the fields of a reminder, for the templates. */
#ifndef TOCSIN_CORE_REMINDER_WORDS_H
#define TOCSIN_CORE_REMINDER_WORDS_H

#include "core/moment.h"

/* What the message about a moment says. `safe`: what may be said to everybody who hears of
 * it, the contents apart. New reference. */
json_t *reminder_fields(const struct telling *telling, const struct moment *moment,
                        bool safe);
/* Whom outsiders can ask; NULL: nobody. */
const char *reminder_commander(const struct telling *telling);

#endif
