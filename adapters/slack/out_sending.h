/* out_sending.h: what the kinds of deliveries share. */
#ifndef TOCSIN_SLACK_OUT_SENDING_H
#define TOCSIN_SLACK_OUT_SENDING_H

#include "api_op.h"

enum {
    /* What was sent for a decision may bear a time of Slack's so much before ours. */
    SLACK_SKEW_MS = 60 * 1000,
    SLACK_FATAL_MS = 60 * 1000, /* between tries while Slack will not have us */
    SLACK_SEARCH_PAGE = 200,
    SLACK_SEARCH_PAGES = 50,
    SLACK_LIST_PAGES = 40,
    SLACK_SUFFIXES = 20, /* names that are tried for one channel */
};

struct listing; /* out_listing.c */
struct known;   /* out_places.c: channels of people and of names */

struct slack_outbound {
    struct slack *slack;
    struct known *known;
    struct listing *listing; /* the walk through all channels, or NULL */
    struct op *waiting;      /* for a channel's name */
    bool stopped;
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

/* ---- out.c ---- */
void send_end(struct sending *s, const struct outcome *outcome);
void send_sent(struct sending *s, const char *remote);
/* `why` may live in the op's arena. */
void send_denied(struct sending *s, const char *why);
void send_retry(struct sending *s, int64_t ms, const char *why);
void send_unknown(struct sending *s, const char *why);
/* A call that failed ends the delivery. `harmless`: even if that call was done, what the
 * delivery wants was not, or may be done again. */
void send_failed(struct sending *s, const struct api_result *result, bool harmless);
/* After a refusal for want of membership: joins once and calls `again`. False: another
 * refusal, or joined before. */
bool send_joins(struct sending *s, const struct api_result *result, sending_cb again);

/* ---- out_listing.c ---- */
/* What a channel's name means has changed: whoever asks next has it read anew. */
void listing_forget(struct slack_outbound *outbound);
/* Pages that the last walk has read; 0: it is forgotten. */
int listing_pages(const struct slack_outbound *outbound);

/* ---- out_ids.c: a page of the list was read ---- */
void ids_page(struct slack *slack, const json_t *channels);

/* ---- out_places.c ---- */
struct known *known_new(void);
void known_free(struct known *known);
/* Finds s->channel, then calls `placed`; otherwise it ends the delivery. */
void place_resolve(struct sending *s, sending_cb placed);
/* After channel_not_found: when the channel was known from before, forgets it, finds it
 * again (once) and calls `placed`. */
bool place_moved(struct sending *s, const struct api_result *result);

/* ---- out_post.c ---- */
void post_send(struct sending *s);
/* Arguments of chat.postMessage and chat.update: text, blocks (unless s->plain) and the
 * metadata that say `marker`. New reference. */
json_t *post_args(struct sending *s, const char *marker);
/* After a refusal of the blocks or their length: says so on the log and makes s->plain
 * true, once. */
bool post_goes_plain(struct sending *s, const struct api_result *result);

/* ---- out_look.c ---- */
void look_start(struct sending *s);
/* Searches s->channel (and thread `thread` of it, or NULL) for `marker`, not older than
 * `since` (UTC ms; 0: all of it), twice; calls s->look.on_found (s->look.found: its ts),
 * or s->look.on_missing when it surely is not there, or ends the delivery. */
void look_search(struct sending *s, const char *marker, int64_t since,
                 const char *thread);

/* ---- out_channel.c ---- */
void channel_open(struct sending *s);
void channel_look(struct sending *s);  /* one search; on_found, on_missing as above */
void channel_found(struct sending *s); /* s->look.found is the incident's channel */

/* ---- out_mirrors.c, out_bookmarks.c, out_steps.c, out_ask.c ---- */
void topic_send(struct sending *s);
void summary_send(struct sending *s);
void buttons_send(struct sending *s);
const char *summary_marker(struct sending *s);
void bookmarks_send(struct sending *s);
void step_send(struct sending *s);
void ask_send(struct sending *s);

/* ---- out_invite.c ---- */
/* Invites people ("slack:U…") and user groups ("slack:S…"), a NULL-terminated list, into
 * s->channel and calls `then`; s->invite.failed names who was not. When the channel
 * itself is the matter it ends the delivery. */
void invite_people(struct sending *s, const char *const *people, sending_cb then);

/* ---- look at a place ---- */
/* `channel`: Slack's object, or NULL; then `result` says why, NULL: no such name. */
typedef void (*place_seen_cb)(struct op *op, const json_t *channel,
                              const struct api_result *result);
struct place_view { /* first in a struct of one's own */
    struct op op;
    const char *name; /* without "#", or the id */
    place_seen_cb cb;
};
void place_view(struct place_view *view, const char *place, place_seen_cb cb);

#endif
