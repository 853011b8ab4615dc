/* in_recent.h: reactions that were seen lately: who takes one away names it by its id alone,
 * and the homeserver has forgotten by then what it was. */
#ifndef TOCSIN_MATRIX_IN_RECENT_H
#define TOCSIN_MATRIX_IN_RECENT_H

#include "codec_events.h"

struct matrix_recent *matrix_recent_new(void);
void matrix_recent_free(struct matrix_recent *recent);
void matrix_recent_add(struct matrix_recent *recent, const struct matrix_event *reaction);
/* Kind MATRIX_NOTHING: it is not known. Borrowed until the next one is added. */
struct matrix_event matrix_recent_find(const struct matrix_recent *recent,
                                       const char *id);

#endif
