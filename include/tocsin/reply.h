/* reply.h: what the person who typed a command reads. Best effort, never retried
 * blindly: the durable evidence of a command is its notice. */
#ifndef TOCSIN_REPLY_H
#define TOCSIN_REPLY_H

#include <jansson.h>
#include <stdbool.h>

enum reply_status {
    REPLY_DONE,    /* committed (or a read that was answered) */
    REPLY_REFUSED, /* nothing was saved, and the text says why and what to do */
    REPLY_UNKNOWN, /* "I cannot tell yet" */
};

struct reply {
    enum reply_status status;
    bool duplicate;       /* the stored reply of an input that came twice */
    bool saved;           /* a commit was made: entries are on a timeline */
    const char *incident; /* the incident it is about, or NULL */
    const char *place;    /* place the asker may want to go to (new channel), or NULL */
    const json_t *body;   /* neutral tree (markup.h), borrowed */
};

#endif
