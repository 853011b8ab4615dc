/* needs.h: what has to be fetched before a turn can be decided.
 *
 * An incident may be named by its id or by the number that people use, "001" or "#1". That
 * is handed on as it was typed, and whoever fetches finds the incident: the open one. When
 * that leaves several, or none and several closed ones, it asks which (which.h). */
#ifndef TOCSIN_CORE_NEEDS_H
#define TOCSIN_CORE_NEEDS_H

#include <stdbool.h>
#include <stdint.h>

struct needs {
    const char *incident; /* named in the text, else the place's; NULL: none is needed */
    const char *other;    /* second incident, or NULL */
    /* with what the text begins: does such an incident exist? Those that do, but the
     * turn's own, become turn->mentioned */
    const char *mention;
    bool timeline, open, closed;
    bool original; /* when the incident is a duplicate: the one that goes on, as other */
    int64_t from, to;   /* with open or closed: opened or closed then; both 0: any time */
    int64_t skip, most; /* the latest `most` behind the latest `skip`; 0: LIMIT_LIST */
    bool todo;          /* with open: also where the asker owns an action item */
    bool new_id;        /* the command may open an incident */
};

#endif
