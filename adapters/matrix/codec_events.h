/* codec_events.h: what happened in a room, as /sync and /messages tell it: pure.
 *
 * Whatever is in an event was written by somebody, on some server: it is read member by
 * member, and what does not look as it must is no event of ours. */
#ifndef TOCSIN_MATRIX_CODEC_EVENTS_H
#define TOCSIN_MATRIX_CODEC_EVENTS_H

#include "base/arena.h"
#include "codec_ids.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum matrix_event_kind {
    MATRIX_NOTHING,  /* of no meaning here */
    MATRIX_SAID,     /* a message of a person: body, command?, thread? */
    MATRIX_REACTED,  /* target, key */
    MATRIX_EDITED,   /* target, body */
    MATRIX_REDACTED, /* target: a message or a reaction was taken away */
    MATRIX_MEMBER,   /* target: whose membership; name?; joined */
    MATRIX_ENCRYPTS, /* the room is encrypted from now on */
    MATRIX_CIPHER,   /* a message that is encrypted */
    MATRIX_MOVED,    /* the room was replaced: target: by which */
};

struct matrix_event {
    enum matrix_event_kind kind;
    const char *id;     /* "$…" */
    const char *sender; /* "@…:…" */
    int64_t at;         /* UTC ms, as the sender's server says */
    const char *body;   /* what was written, without what it replies to */
    /* SAID to us: what follows the prefix or our name, "" when nothing does; or NULL */
    const char *command;
    const char *thread; /* the event that it is under, or NULL */
    const char *target; /* see the kind */
    const char *key;    /* of a reaction: "📌" */
    const char *name;   /* display name of a member, or NULL */
    bool joined;        /* a member that was none before */
    bool member;        /* joined or invited now */
};

/* `own`: our user id. Strings are in the arena or borrowed from the event. */
struct matrix_event matrix_event(struct arena *arena, const json_t *event,
                                 const char *own);
/* What is a state of the room ("state_key" is there). */
bool matrix_is_state(const json_t *event);

/* The filter of /sync, and that of pages of messages, as JSON in one line. */
char *matrix_sync_filter(struct arena *arena, int limit);
char *matrix_page_filter(struct arena *arena);

/* Reactions: what they mean. */
enum matrix_mark {
    MARK_NONE,
    MARK_TIMELINE, /* pushpin */
    MARK_ACTION,   /* ballot box, check mark */
    MARK_ACK,      /* raised hand */
};
enum matrix_mark matrix_mark_of(const char *key);

#endif
