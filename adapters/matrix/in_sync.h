/* in_sync.h: reading the homeserver: /sync, one answer after another. */
#ifndef TOCSIN_MATRIX_IN_SYNC_H
#define TOCSIN_MATRIX_IN_SYNC_H

#include "shared.h"

struct matrix_sync;

struct matrix_sync *matrix_sync_new(struct matrix *matrix);
void matrix_sync_free(struct matrix_sync *sync);
/* Takes up where an earlier process ended (`since`; NULL: nobody has read anything yet), as
 * soon as there is a login. */
void matrix_sync_from(struct matrix_sync *sync, const char *since);
/* A login stands: reads on. */
void matrix_sync_go(struct matrix_sync *sync);
void matrix_sync_stop(struct matrix_sync *sync);
/* Keeps what stands for everything read so far, and the login, once more. */
void matrix_sync_keep(struct matrix_sync *sync);

#endif
