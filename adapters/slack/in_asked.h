/* in_asked.h: what the inward half shares: an envelope under way, and its answer. */
#ifndef TOCSIN_SLACK_IN_ASKED_H
#define TOCSIN_SLACK_IN_ASKED_H

#include "shared.h"
#include <uthash.h>

enum {
    ASKED_MOST = 1000,             /* envelopes under way; more are left to Slack */
    ASKED_LATE_MS = 2800,          /* Slack waits 3 s for the ack of what a person did */
    ASKED_TRIGGER_MS = 2900,       /* and takes a trigger for 3 s */
    ASKED_URL_MS = 29 * 60 * 1000, /* a response_url serves for 30 minutes */
    ASKED_URL_USES = 5,
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
    struct slack_inbound *inbound;
    struct asked *prev, *next;           /* inbound->all */
    struct asked *wait_prev, *wait_next; /* inbound->waiting */
    UT_hash_handle hh;                   /* inbound->by_key */
    struct arena *arena;                 /* holds the envelope too */
    struct envelope envelope;
    const char *key;
    int64_t at;                 /* mono ms of its arrival */
    const struct ack_due *acks; /* of every copy, the newest first; in the arena */
    size_t inputs;              /* handed to the host and not replied to */
    bool unsure;                /* one of them may not be saved */
    bool waiting;               /* in inbound->waiting */
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

struct slack_inbound {
    struct slack *slack;
    struct asked *all;
    struct asked *by_key;
    struct asked *waiting; /* what persons did and is not acked yet, oldest first */
    struct loop_timer *late;
    struct recent *recent;
    struct copies *copies;
    struct home *home;
    struct acquaint *acquaint;
    struct strangers *strangers;
    size_t n;
    bool overloaded; /* said once */
    uint64_t others; /* envelopes of no meaning */
};

/* ---- in.c ---- */
int64_t inbound_mono(const struct slack_inbound *inbound);
void asked_hold(struct asked *asked);
void asked_release(struct asked *asked); /* may free it */
/* A copy that was held. Takes the arena, which holds envelope and key. */
void inbound_take_again(struct slack_inbound *inbound, uint64_t socket,
                        struct arena *arena, const struct envelope *envelope,
                        const char *key);

/* ---- in_copies.c ---- */
struct copies *copies_new(struct slack_inbound *inbound);
void copies_free(struct copies *copies);
/* Holds a copy until it is known whether the socket that took the answer still stands,
 * then gives it to inbound_take_again(). False, and nothing is taken: too many wait. */
bool copies_hold(struct copies *copies, uint64_t socket, struct arena *arena,
                 const struct envelope *envelope, const char *key);

/* ---- in_acks.c ---- */
void asked_ack_due(struct asked *asked, uint64_t socket, const struct envelope *envelope);
/* Acknowledges every copy of it, once. The payload rides in one of them; false: in none,
 * because it is too large, is not accepted, or its sockets are gone. */
bool asked_ack(struct asked *asked, const json_t *payload);
/* Envelopes that get no further. */
bool inbound_ack(struct slack_inbound *inbound, uint64_t socket, const char *envelope,
                 const json_t *payload);

/* ---- in_asked.c: a call that comes back to an envelope ---- */
typedef void (*asked_cb)(struct asked *asked, const struct api_result *result);
/* Calls `method`, or POSTs to the response_url when it is NULL; `args` is stolen. What
 * was surely not done is tried once more, when that is possible within `within` ms of the
 * envelope's arrival; nothing else is. `done` may be NULL. */
void asked_call(struct asked *asked, const char *method, json_t *args, int64_t within,
                asked_cb done);
void asked_calls_free(struct asked *asked);

/* ---- in_recent.c: which keys were answered lately ---- */
struct recent *recent_new(void);
void recent_free(struct recent *recent);
/* `socket`: whose ack carried the answer; 0: it went another way. `now`: mono ms. */
/* `said`: what a copy is acknowledged with, or NULL; borrowed. */
void recent_add(struct recent *recent, const char *key, uint64_t socket, int64_t now,
                json_t *said);
/* False: not lately. *ret_said is borrowed. */
bool recent_find(const struct recent *recent, const char *key, uint64_t *ret_socket,
                 int64_t *ret_at, const json_t **ret_said);

/* ---- in_answers.c ---- */
#define ANSWERS_CANNOT_TELL                                                              \
    "I cannot tell yet whether this was saved; I will answer here."
/* Remembers it as what the person has to read; NULL: that there was no answer. */
void answers_keep(struct asked *asked, const json_t *tree);
/* Notes that the person has read it, or may have; false: surely not. */
bool answers_perhaps_read(struct asked *asked, const struct api_result *result);
/* A tree of one paragraph. In the arena. */
const json_t *answers_tree(struct arena *arena, const char *text);
/* Says it to the person who asked, and acknowledges. */
void answers_say(struct asked *asked, const json_t *tree);
/* Says that no answer has come yet, in the ack where that is possible. */
void answers_late(struct asked *asked);
/* POSTs `body` (stolen) to the response_url; false: it cannot be used (any more). */
bool answers_url(struct asked *asked, json_t *body, asked_cb done);
/* Says it to that person alone, without the socket and without the response_url. */
void answers_aside(struct asked *asked, const json_t *tree);
void answers_mention(struct asked *asked, const json_t *tree);

/* ---- in_buttons.c ---- */
/* The answer to a press of a button in a message. */
void buttons_reply(struct asked *asked, const struct reply *reply);

/* ---- in_forms.c ---- */
/* Opens a view at once when its answer will be one. */
void forms_begin(struct asked *asked);
/* Will the answer be in a view? */
bool forms_wanted(const struct asked *asked);
/* Shows the reply in the view that was opened, or pressed in; acknowledges. */
void forms_show(struct asked *asked, const struct reply *reply);
/* The answer to a form that was handed in. */
void forms_submitted(struct asked *asked, const struct reply *reply);
void forms_submit_late(struct asked *asked);

/* ---- in_home.c ---- */
struct home *home_new(struct slack *slack);
void home_opened(struct home *home, const struct envelope *envelope);
void home_free(struct home *home);

/* ---- in_strangers.c: people of other workspaces ---- */
enum whose {
    WHOSE_OURS,
    WHOSE_STRANGER,
    WHOSE_UNKNOWN, /* strangers_hold() */
};
struct strangers *strangers_new(struct slack_inbound *inbound);
void strangers_free(struct strangers *strangers);
enum whose strangers_whose(const struct strangers *strangers,
                           const struct envelope *envelope);
/* Asks Slack, and takes the envelope in (slack_inbound_take()) when it has answered. The
 * arena is taken over. */
void strangers_hold(struct strangers *strangers, uint64_t socket, struct arena *arena,
                    const struct envelope *envelope);

/* ---- in_acquaint.c: names of people whom an envelope names by id alone ---- */
struct acquaint *acquaint_new(struct slack *slack);
void acquaint_free(struct acquaint *acquaint);
void acquaint_envelope(struct acquaint *acquaint, const struct envelope *envelope);

#endif
