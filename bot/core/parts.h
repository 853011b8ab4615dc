/* parts.h: recovery in parts: which component or region works again, and how far.
 *
 * A state keeps the parts that were named, each with its last state; the incident as a
 * whole is restored by `restore` or when each of its services (two or more) is, never by
 * a sum of parts of which nobody said that they are all. */
#ifndef TOCSIN_CORE_PARTS_H
#define TOCSIN_CORE_PARTS_H

#include "core/turn.h"

#define PART_RESTORED "restored"
#define PART_BROKEN "broken"
#define PART_MITIGATED "mitigated"

enum recovery { RECOVERY_WHOLE, RECOVERY_PART, RECOVERY_UNCLEAR };

struct recovered {
    enum recovery recovery;
    const char *part; /* "": the service as a whole, to `percent` */
    int percent;      /* 0: not said */
    const char *note; /* or NULL */
    const char
        *each; /* of several parts that were named: a line for each, markup; or NULL */
};

/* ---- parts_read.c, parts_said.c: what is said of them ---- */

/* What "restore <text>" means: "eu", "45%", "eu 45%" and a note behind them are a part
 * when the word is one that this incident knows (a part, one of its services) or has the
 * form of a region. Names alone that are neither ("node 3", "api gateway"), and several of
 * them, are unclear. Anything else is a note on the whole. Strings are of the turn's arena.
 */
struct recovered parts_read(const struct turn *turn, const char *text);

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

/* ---- parts.c ---- */

const struct part *part_find(const struct incident *incident, const char *name);
/* Are all services restored, two or more, and no other part open? */
bool parts_all_restored(const struct incident *incident);
/* The first that is known not to work, or not to work in full; or NULL. */
const struct part *parts_broken(const struct incident *incident);
/* Is there room for it? ERR_LIMIT. */
bool part_room(const struct incident *incident, const char *name, struct error *err);
/* Is it news that this part is so? ERR_PHASE with since when it is: whoever was told once
 * is not told again. */
bool part_news(const struct turn *turn, const char *name, const char *state, int percent,
               struct error *err);

#endif
