/* way_back.h: how a backup is brought back, in the same words wherever somebody is told to:
 * doctor, restore, what Redis is refused for, deploy/README.md. Followed literally by
 * tests/scenario/test_way_back.py. */
#ifndef TOCSIN_WAY_BACK_H
#define TOCSIN_WAY_BACK_H

#define WAY_BACK                                                                         \
    "stop tocsin; tocsin restore FILE, with the last backup; start tocsin. A backup "    \
    "goes into a workspace without incidents only: when some were declared since, or a " \
    "part is left, into an empty Redis or a new --data folder, with the same "           \
    "workspace:. A new folder first: mkdir -m 700 NEW && cp -p OLD/known.json NEW, so "  \
    "that no number is given twice"

#endif
