/* parts_read.h: what "restore <text>" means. */
#ifndef TOCSIN_CORE_PARTS_READ_H
#define TOCSIN_CORE_PARTS_READ_H

#include "core/turn.h"

enum recovery { RECOVERY_WHOLE, RECOVERY_PART, RECOVERY_UNCLEAR };

struct recovered {
    enum recovery recovery;
    const char *part; /* "": the service as a whole, to `percent` */
    int percent;      /* 0: not said */
    const char *note; /* or NULL */
    const char
        *each; /* of several parts that were named: a line for each, markup; or NULL */
};

/* What "restore <text>" means: "eu", "45%", "eu 45%" and a note behind them are a part
 * when the word is one that this incident knows (a part, one of its services) or has the
 * form of a region. Names alone that are neither ("node 3", "api gateway"), and several of
 * them, are unclear. Anything else is a note on the whole. Strings are of the turn's arena.
 */
struct recovered parts_read(const struct turn *turn, const char *text);

#endif
