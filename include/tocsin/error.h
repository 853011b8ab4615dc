/* error.h: how a function says what went wrong.
 *
 * Functions that can fail return bool (true: done) and fill a struct error that the
 * caller owns. The text speaks to the person who reads it: what happened, to what,
 * what to do next. It never holds a secret and is never used as a format. */
#ifndef TOCSIN_ERROR_H
#define TOCSIN_ERROR_H

#include <stdbool.h>

enum error_code {
    ERR_OK = 0,
    ERR_INVALID, /* bad input: the text says what to type instead */
    ERR_DENIED,  /* may() refused; goes to the audit stream */
    ERR_PHASE,   /* not now: the text says which command is possible */
    ERR_NOT_FOUND,
    ERR_LIMIT,       /* a named limit was reached */
    ERR_CONFLICT,    /* somebody was faster: decide again */
    ERR_UNAVAILABLE, /* nothing was written; trying again later can help */
    ERR_UNKNOWN,     /* the outcome is not known (yet) */
    ERR_CORRUPT,     /* stored bytes are not what they must be */
    ERR_IO,
    ERR_INTERNAL,
};

struct error {
    enum error_code code;
    /* argument of a form that is wrong; lives as long as the command table. NULL: none */
    const char *field;
    /* the line is right but for its end: it lacks `field`, and would be whole with that
     * behind it */
    bool missing;
    char text[1024];
};

#endif
