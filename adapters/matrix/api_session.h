/* api_session.h: the login: by a token that was given or kept, else by password, always as
 * the same device, whose transaction ids the homeserver remembers. */
#ifndef TOCSIN_MATRIX_API_SESSION_H
#define TOCSIN_MATRIX_API_SESSION_H

#include "shared.h"
#include <jansson.h>

struct matrix_session_calls {
    /* A login stands, the first or another one. */
    void (*up)(void *ctx);
    /* A token came by a login: it is to be kept. */
    void (*changed)(void *ctx);
    void *ctx;
};

struct matrix_session *matrix_session_new(struct matrix *matrix,
                                          const struct matrix_session_calls *calls);
void matrix_session_free(struct matrix_session *session);
/* `token`, `device`: as they were kept, or NULL. */
void matrix_session_start(struct matrix_session *session, const char *token,
                          const char *device);
void matrix_session_stop(struct matrix_session *session);
/* What is to be kept: the token of a login by password, or NULL; its device. */
const char *matrix_session_token(const struct matrix_session *session);
const char *matrix_session_device(const struct matrix_session *session);
/* A body for POST login. New reference. */
json_t *matrix_login(const struct matrix_options *options, const char *device);

#endif
