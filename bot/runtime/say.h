/* say.h: notices that no timeline can hold. */
#ifndef TOCSIN_RUNTIME_SAY_H
#define TOCSIN_RUNTIME_SAY_H

#include "runtime/parts.h"

struct saying {
    const char *id;               /* the incident that it is about */
    const struct incident *state; /* NULL: it is not there */
    const char *message;          /* template */
    json_t *view;                 /* of it, borrowed */
    const char *const *audiences; /* NULL-terminated */
    const char *const *places;    /* instead of the announce places, or NULL */
    const struct write *writes;   /* in the same commit */
    size_t nwrites;
    void (*done)(void *ctx, bool said); /* or NULL */
    void *ctx;
};
/* Puts it into the lanes with a commit of its own, without an entry. */
void bot_say(struct bot *bot, const struct saying *saying);

#endif
