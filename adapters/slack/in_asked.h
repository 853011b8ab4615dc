/* in_asked.h: an envelope under way, and what it offers: its life, its acks (in_acks.h),
 * its calls. What is decided about it stands in in.c, in_answers.c, in_forms.c,
 * in_buttons.c. */
#ifndef TOCSIN_SLACK_IN_ASKED_H
#define TOCSIN_SLACK_IN_ASKED_H

#include "api.h"
#include "api_sockets.h"
#include "codec.h"
#include "in_recent.h"
#include <uthash.h>

enum {
    ASKED_TRIGGER_MS = 2900,       /* Slack takes a trigger for 3 s */
    ASKED_URL_MS = 29 * 60 * 1000, /* a response_url serves for 30 minutes */
    ASKED_URL_USES = 5,
};

/* What lies on it is under way. */
struct desk {
    struct slack *slack;
    struct slack_sockets *sockets;
    struct recent *recent;
    struct asked *all;
    struct asked *by_key;
    struct asked *waiting; /* what persons did and is not acked yet, oldest first */
    size_t n;
};

enum view_state {
    VIEW_NONE,
    VIEW_OPENING, /* views.open is under way */
    VIEW_OPEN,
    VIEW_LOST, /* it could not be opened: what it would show goes another way */
};

struct ack_due {
    const struct ack_due *before; /* the copy that came before it, or NULL */
    uint64_t socket;
    const char *envelope; /* its id */
    bool payload;         /* the answer may ride in it */
};

/* An envelope from its arrival until nothing will call back for it any more. */
struct asked {
    struct desk *desk;
    struct asked *prev, *next;           /* desk->all */
    struct asked *wait_prev, *wait_next; /* desk->waiting */
    UT_hash_handle hh;                   /* desk->by_key */
    struct arena *arena;                 /* holds the envelope too */
    struct envelope envelope;
    const char *key;
    int64_t at;                 /* mono ms of its arrival */
    const struct ack_due *acks; /* of every copy, the newest first; in the arena */
    size_t inputs;              /* handed to the host and not replied to */
    bool unsure;                /* one of them may not be saved */
    bool waiting;               /* in desk->waiting */
    bool acked;                 /* copies that still come get an empty ack */
    bool replied;               /* the host has called back */
    bool answered;        /* the person has read, or what needed no answer is saved */
    uint64_t answered_by; /* socket whose ack took the answer; 0: another way */
    /* SUBMIT: the payload of its ack, for copies: an empty one would close the form;
     * owned */
    json_t *said;
    unsigned holds; /* calls and turns that still need it */
    unsigned url_uses;
    struct call *calls;

    enum view_state view;
    const char *view_id;
    json_t *view_next;   /* to show once it is open; owned */
    const json_t *reads; /* the answer as a tree, should its way fail; arena's */
};

int64_t desk_mono(const struct desk *desk);
/* The one of that key, or NULL. */
struct asked *desk_find(const struct desk *desk, const char *key);

/* Held once. Takes the arena, which holds envelope and key. */
struct asked *asked_new(struct desk *desk, struct arena *arena,
                        const struct envelope *envelope, const char *key);
void asked_free(struct asked *asked);
void asked_hold(struct asked *asked);
void asked_release(struct asked *asked); /* may free it */
/* A person waits for its ack; that it came, or that he was told to wait on. */
void asked_wait(struct asked *asked);
void asked_stop_waiting(struct asked *asked);

typedef void (*asked_cb)(struct asked *asked, const struct api_result *result);
/* Calls `method`, or POSTs to the response_url when it is NULL; `args` is stolen. What
 * was surely not done is tried once more, when that is possible within `within` ms of the
 * envelope's arrival; nothing else is. `done` may be NULL. */
void asked_call(struct asked *asked, const char *method, json_t *args, int64_t within,
                asked_cb done);

#endif
