/* options.h: which homeserver, as whom, and what of it is tocsin's. */
#ifndef TOCSIN_MATRIX_OPTIONS_H
#define TOCSIN_MATRIX_OPTIONS_H

#include "tocsin/http.h"
#include "tocsin/loop.h"

struct matrix_options { /* strings must live as long as the adapter */
    const struct loop *loop;
    const struct http *http;
    const char *homeserver; /* "https://matrix.example.org": without a slash at its end */
    const char *user;       /* "@tocsin:example.org": whom tocsin is */
    const char *token;      /* an access token, or NULL; never logged */
    const char *password;   /* the user's, or NULL; never logged */
    const char *device;     /* which device a login by password is */
    const char *command;    /* "!inc": shown before commands */
    /* Servers ("example.org") and people ("@ana:other.org") that count as ours: they may
     * invite tocsin and are answered. NULL-terminated. */
    const char *const *servers, *const *users;
    int64_t
        replay_ms; /* commands that are older when they are read are not carried out */
    /* configured places ("matrix:#ops:example.org", "matrix:!r:example.org"), joined at the
     * start; NULL-terminated */
    const char *const *places;
    void (*on_fatal)(void *ctx, const char *why); /* it will not have us: told once */
    void *ctx;
};

#endif
