/* shared.h: what every floor of the adapter knows: how it was set up, who tocsin is on the
 * homeserver, and what the floors below own. It names nothing of the floors above: those are
 * told by callbacks (matrix.c puts them together). */
#ifndef TOCSIN_MATRIX_SHARED_H
#define TOCSIN_MATRIX_SHARED_H

#include "options.h"
#include "tocsin/adapter.h"

#define MATRIX_NETWORK "matrix"
/* Member of the content of what we send: {"delivery": id, "incident"?: id}. */
#define MATRIX_MARK "org.tocsin"

struct matrix_api;     /* api.h: calls of the client-server API */
struct matrix_session; /* api_session.h: the login */
struct matrix_rooms;   /* api_rooms.h: what is known of rooms */
struct work;           /* api_work.h: work of several calls */
struct asked;          /* in_asked.h: inputs that wait for their replies */
struct matrix_dialogs; /* in_dialogs.h: what people are asked for */

struct matrix {
    struct matrix_options options;
    struct matrix_api *api;
    struct matrix_session *session;
    struct matrix_rooms *rooms;
    const struct host *host; /* NULL before start */
    bool stopped;
    bool fatal;         /* told once */
    struct work *works; /* under way */
    struct asked *asked;
    struct matrix_dialogs *dialogs;
    json_t
        *orphans; /* out_orphans.c: openings that may have left a room behind; or NULL */
    /* The homeserver will not have us: says so on the log and by options.on_fatal, once. */
    void (*give_up)(struct matrix *matrix, const char *why);
    /* Of the floor of deliveries: sends one, for an answer that one person alone reads. */
    void (*send)(struct matrix *matrix, const struct delivery *delivery, outcome_cb done,
                 void *ctx);
};

#endif
