/* in_rooms.h: which rooms tocsin goes into, whom it listens to there, and what it cannot
 * read. */
#ifndef TOCSIN_MATRIX_IN_ROOMS_H
#define TOCSIN_MATRIX_IN_ROOMS_H

#include "api_work.h"
#include "codec_events.h"

/* Does somebody count as ours: by the configured servers and people? */
bool matrix_is_ours(const struct matrix *matrix, const char *user);

struct matrix_invited {
    const char *room, *by;
    bool encrypted;
};
/* Those of a /sync answer, into `ret`, in the arena; how many. */
size_t matrix_invitations(struct arena *arena, const struct matrix *matrix,
                          const json_t *invite, const struct matrix_invited **ret);
/* Accepts or declines one. `again`: the homeserver did not answer. */
typedef void (*invitation_cb)(struct work *work, bool again);
void matrix_invitation(struct work *whose, const struct matrix_invited *to,
                       invitation_cb then);

/* Something there is encrypted: says so, once. */
void matrix_room_ciphered(struct matrix *matrix, const char *room);
/* It was replaced: goes into the one that replaces it. */
void matrix_room_moved(struct matrix *matrix, const char *room,
                       const struct matrix_event *event);
void matrix_learn_name(const struct matrix *matrix, const struct matrix_event *event);

#endif
