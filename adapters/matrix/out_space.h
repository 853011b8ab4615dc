/* out_space.h: the space "Incidents": every open incident's room that is not private. */
#ifndef TOCSIN_MATRIX_OUT_SPACE_H
#define TOCSIN_MATRIX_OUT_SPACE_H

#include "out_opening.h"

/* Finds the space, or makes it: `then` has its id, or NULL: there is none that is ours now,
 * which keeps no incident from its room. */
void matrix_space(struct sending *s, space_cb then);
/* Its room (s->room) is shown in the space, or not any more; `then` comes in any case. */
void matrix_space_shows(struct sending *s, const char *space, bool shows,
                        sending_cb then);
/* "#tocsin-incidents:example.org"; NULL: it would be too long. */
char *matrix_space_alias(struct arena *arena, const char *user);
/* Nobody of another server is among ours: rooms need not be open to other servers. */
bool matrix_is_alone(const struct matrix *matrix);

#endif
