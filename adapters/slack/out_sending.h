/* out_sending.h: a delivery under way, and how it ends. */
#ifndef TOCSIN_SLACK_OUT_SENDING_H
#define TOCSIN_SLACK_OUT_SENDING_H

#include "api_op.h"

enum {
    /* What was sent for a decision may bear a time of Slack's so much before ours. */
    SLACK_SKEW_MS = 60 * 1000,
    SLACK_SUFFIXES = 20, /* names that are tried for one channel */
};

struct sending;
typedef void (*sending_cb)(struct sending *s);

/* A delivery under way. */
struct sending {
    struct op op;                    /* first */
    const struct delivery *delivery; /* borrowed until it ends */
    outcome_cb done;
    void *ctx;
    bool looking; /* look(), not send() */

    const char *channel; /* raw id, once it is known */
    bool from_memory;    /* the channel was known from before */
    sending_cb placed;   /* what comes when it is known */

    bool joined;      /* was tried */
    sending_cb again; /* what comes then */
    const char *why;  /* told when it did not help */

    bool threadless,
        plain; /* out_post.c, out_mirrors.c: what Slack did not take is left out */

    struct { /* out_look.c */
        const char *marker, *thread;
        int64_t since;
        bool twice;        /* this is the second time */
        bool past_thread;  /* the thread was searched: now the channel */
        const char *found; /* ts or channel */
        sending_cb on_found, on_missing;
    } look;
    struct { /* out_channel.c */
        const char *bot_user;
        bool private_place;                    /* as Slack says that it is */
        const char *names[SLACK_SUFFIXES + 1]; /* by suffix, from 1 */
        bool taken[SLACK_SUFFIXES + 1];
        bool shown[SLACK_SUFFIXES + 1]; /* a channel of that name was in the list */
        int unshown;                    /* times that a taken name was looked for again */
        bool listed, marked;
        int suffix;
    } open;
    const char *hash;         /* out_mirrors.c, out_bookmarks.c: of what must be there */
    struct {                  /* out_bookmarks.c */
        json_t *links, *have; /* in the arena */
        size_t next;
    } marks;
    struct {                               /* out_invite.c */
        json_t *batches, *people, *groups; /* in the arena */
        const char *failed;                /* "U2 (user_not_found), …" or NULL */
        size_t invited;
        sending_cb then;
    } invite;
    json_t *asked; /* out_ask.c: the answer so far; in the arena */
};

struct sending *sending_new(struct slack *slack, const struct delivery *delivery,
                            outcome_cb done, void *ctx);

/* ---- its ends: each frees it ---- */

void send_end(struct sending *s, const struct outcome *outcome);
void send_sent(struct sending *s, const char *remote);
/* `why` may live in the op's arena. */
void send_denied(struct sending *s, const char *why);
/* It cannot be done: denied; by a search that is no answer. */
void send_cannot(struct sending *s, const char *why);
void send_retry(struct sending *s, int64_t ms, const char *why);
void send_unknown(struct sending *s, const char *why);
/* A call that failed ends the delivery. `harmless`: even if that call was done, what the
 * delivery wants was not, or may be done again. */
void send_failed(struct sending *s, const struct api_result *result, bool harmless);
/* After a refusal for want of membership: joins once and calls `again`. False: another
 * refusal, or joined before. */
bool send_joins(struct sending *s, const struct api_result *result, sending_cb again);

#endif
