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
};

/* What "restore <text>" means: "eu", "45%", "eu 45%" and a note behind them are a part
 * when the word is one that this incident knows (a part, one of its services) or has the
 * form of a region; a word alone that is neither is unclear. Anything else is a note on
 * the whole. Strings are of the turn's arena. */
struct recovered parts_read(const struct turn *turn, const char *text);
/* "eu, us still down", "half of it": does a text speak of a part? Behind "all" less does. */
bool parts_sound_partial(const struct turn *turn, const char *text);
/* The same of any end, whose text is prose: "only eu", "eu fixed, us still down". */
bool parts_sound_open(const struct turn *turn, const char *text);
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
