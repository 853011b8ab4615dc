/* api.h: one call of the client-server API: path, token, rate limits, what an answer means.
 *
 * Nothing queues in here: a call that the homeserver would limit ends with API_LIMITED
 * before it is sent, so that whoever decides to send asks again later and looks at its
 * reasons again. What is urgent may go first when the time has come. */
#ifndef TOCSIN_MATRIX_API_H
#define TOCSIN_MATRIX_API_H

#include "base/arena.h"
#include "shared.h"
#include <jansson.h>

enum matrix_kind {
    MATRIX_OK,      /* 2xx, and JSON */
    MATRIX_REFUSED, /* `error` says why; nothing was done */
    MATRIX_LIMITED, /* too often: surely not done; again in `retry_ms` */
    MATRIX_FAILED,  /* surely not done: no address, refused, TLS, no login just now */
    MATRIX_UNKNOWN, /* sent, and no whole answer, or the server broke: may have been done */
};

struct matrix_result {
    enum matrix_kind kind;
    const char *error; /* MATRIX_REFUSED: "M_FORBIDDEN"; else NULL */
    int64_t retry_ms;  /* MATRIX_LIMITED, MATRIX_FAILED: 0: not said */
    const char *why;   /* for people, holds no secret; NULL when MATRIX_OK */
    const char *date;  /* Date of the answer, or NULL */
    /* The answer, an object; a list is the member "list" of one. NULL without. Borrowed. */
    const json_t *json;
};
typedef void (*matrix_cb)(void *ctx, const struct matrix_result *result);

/* What homeservers limit apart from each other. */
enum matrix_bucket {
    MATRIX_READ, /* not limited here */
    MATRIX_SEND, /* messages, state, redactions */
    MATRIX_CREATE,
    MATRIX_INVITE,
    MATRIX_JOIN,
    MATRIX_BUCKETS,
};
enum matrix_rank { MATRIX_URGENT, MATRIX_ORDINARY, MATRIX_LAST };

struct matrix_request {
    const char *method; /* "GET" */
    const char *path;   /* below /_matrix/client/v3/, or from "/" on; encoded */
    json_t *body;       /* stolen; NULL: none */
    enum matrix_bucket bucket;
    enum matrix_rank rank;
    int64_t timeout_ms; /* 0: as is usual */
    bool open;          /* without the token: login */
};

struct matrix_api *matrix_api_new(struct matrix *matrix);
void matrix_api_free(struct matrix_api *api); /* open calls are forgotten: no callback */
/* `cb` is called exactly once, never before this returns. */
void matrix_call(struct matrix_api *api, const struct matrix_request *request,
                 matrix_cb cb, void *ctx);
/* Open calls with that `ctx` end without a callback. */
void matrix_api_forget(struct matrix_api *api, const void *ctx);
/* Copied. NULL: there is none now, and calls that want one end with MATRIX_FAILED. */
void matrix_api_token(struct matrix_api *api, const char *token);
/* Called when the homeserver does not take the token any more. `soft`: the device is still
 * known. */
void matrix_api_on_refused(struct matrix_api *api,
                           void (*refused)(void *ctx, bool soft, const char *why),
                           void *ctx);
/* ms until something of that bucket may be sent again; 0: now. */
int64_t matrix_api_wait(const struct matrix_api *api, enum matrix_bucket bucket);
/* Has it ever said that something of that bucket is done too often? */
bool matrix_api_limited(const struct matrix_api *api, enum matrix_bucket bucket);
/* `pattern` with each "{}" replaced by an argument (const char *), percent-encoded. */
char *matrix_path(struct arena *arena, const char *pattern, ...);

#endif
