/* parts_said.h: what a text says of a part. */
#ifndef TOCSIN_CORE_PARTS_SAID_H
#define TOCSIN_CORE_PARTS_SAID_H

#include "core/turn.h"

/* What a text says of a part only, where an end is of all: "fixed in eu", "works for most
 * users", "only eu", "eu fixed, us still down". The cause may lie anywhere: "a bad deploy in
 * eu" says nothing of what works. Neither does the name of what the incident is about. */
struct partial {
    bool is;
    const char *part; /* NULL: which is not said */
    int percent;      /* 0: not said */
};
struct partial parts_partial(const struct turn *turn, const char *text);
/* The words that record it, "restore eu"; NULL: nothing to record is named. */
const char *parts_line(const struct turn *turn, const struct partial *partial);
/* "half of it", "but", "still": is any word in it that speaks of a part? Behind "all" less
 * does. */
bool parts_sound_partial(const struct turn *turn, const char *text);
/* "only eu", "..., us still down": does it say that something goes on failing? */
bool parts_sound_open(const struct turn *turn, const char *text);
/* "45%": 1 to 100; else 0. */
int parts_percent(const char *word);
/* "eu", "us-east-1", "EMEA": what clouds and companies call regions. */
bool parts_is_region(const char *word);
bool parts_is_service(const struct incident *incident, const char *word);
/* A part that was named before, or one of several services. */
bool parts_is_known(const struct incident *incident, const char *word);

#endif
