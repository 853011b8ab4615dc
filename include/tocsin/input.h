/* input.h: something that arrived, from whatever source, before anybody looked at it.
 *
 * Every input takes the same road (bot/README.md, "One road"). An adapter fills one in,
 * hands it to the host and forgets it: the host copies what it keeps. */
#ifndef TOCSIN_INPUT_H
#define TOCSIN_INPUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct reply; /* reply.h */

enum input_kind {
    INPUT_COMMAND, /* somebody typed a command: `text` is what follows the prefix */
    INPUT_DUE,     /* the clock: an incident's earliest deadline may have come */
    INPUT_ANSWER,  /* a delivery's outcome that the timeline must know */
    INPUT_REDACT,  /* an operator removes the text of entry `number` */
    INPUT_CLOCK,   /* the wall clock stepped by `number` ms */
    /* somebody wants to fill something in: `command` names it, NULL: what fits the
     * place (declare, or a menu of next steps). A read: the reply has the form */
    INPUT_FORM,
    /* a message of `place` is put on the timeline, or a mark is taken off it again:
     * `data` (MESSAGE_... below). Answered REPLY_UNKNOWN when it could not be kept:
     * hand it in again */
    INPUT_MESSAGE,
};

/* Data of INPUT_MESSAGE, an object: "as" (one of below), "message" (the network's id of
 * it), "removed"? (true: the mark was taken off), "author"? ("network:user"), "at"? (UTC
 * ms of the message), "link"?, "text"? (absent: asked for, DELIVERY_ASK), "name"? and
 * "size"? (bytes) of a file. */
#define MESSAGE_TIMELINE "timeline"
#define MESSAGE_EVIDENCE "evidence"
#define MESSAGE_ACTION "action"
#define MESSAGE_FILE "file"
/* It may be on the timeline, and was edited ("text": as it is now) or deleted. "unsaid"?
 * (true): the network does not say by whom, "author" is who wrote it and `actor` counts for
 * nothing. */
#define MESSAGE_EDITED "edited"
#define MESSAGE_DELETED "deleted"

struct input {
    enum input_kind kind;
    const char *key; /* idempotency key, unique per source; NULL: none (reads, due) */
    /* the source never hands in one key twice: no earlier copy of this input can have
     * been saved */
    bool fresh;
    const char *actor; /* "network:user", immutable id of who did it */
    /* who did it is known to belong to somebody else's organisation: it is refused,
     * and recorded that it was */
    bool stranger;
    /* INPUT_COMMAND: it was typed so long ago (ms), while nobody read it, that it must not
     * be carried out any more: it is refused, unless an earlier copy was carried out. 0: it
     * is not late */
    int64_t late;
    const char *place; /* "network:channel" it happened in; NULL: none */
    bool shown; /* the answer is read by everybody in `place`, not by the actor alone */
    const char *text;     /* command text, UTF-8, NUL-terminated; may be NULL */
    const char *incident; /* known incident id, or NULL: derived from place and text */
    int64_t number;       /* see the kind */
    /* INPUT_COMMAND from a form or a button: "update", "action add"; `text` is not looked
     * at. INPUT_FORM: see there. Else NULL. */
    const char *command;
    const json_t
        *fields; /* argument map of `command`: strings by name, or NULL. Borrowed */
    /* phase that a button was made for, or NULL: another one by now refuses it */
    const char *phase;
    /* when the incident was opened that a button or a form was made for (UTC ms,
     * digits), or NULL: an id that was lost with a database and given again is another
     * incident, and refuses it */
    const char *made;
    const json_t
        *data; /* INPUT_ANSWER: what the network said; INPUT_MESSAGE; INPUT_COMMAND of a
                 button: {"message": the network's id of what it was under}. Borrowed. */
    /* A fact of the adapter's own that is to be kept with this input (host.keep); or NULL. */
    const char *keep;
    /* Called exactly once, after the commit (or its refusal); NULL: nobody waits. */
    void (*done)(void *ctx, const struct reply *reply);
    void *ctx;
};

#endif
