/* dispatch_head.h: the head of a command: which one, on which incident. */
#ifndef TOCSIN_CORE_DISPATCH_HEAD_H
#define TOCSIN_CORE_DISPATCH_HEAD_H

#include "core/needs.h"
#include "core/turn.h"

/* Looks at the first words: which command, which incident. Fills turn->command, sub,
 * rest, here and *ret_needs. `place_incident`: incident of the input's place, or NULL.
 * False: err is the answer (unknown command with the nearest one, no incident here, ...).
 *
 * The incident stands before the command's words ("001 update ...") or, for a command
 * that needs one, after them ("update 001 ...", "update inc 1 ..."): there a number counts
 * only with three digits, a "#" or "inc" in front, so that "update 3 nodes are back" stays
 * a text. In an incident's own channel it does not choose the incident of a command that
 * changes something, it only raises the question (needs.mention) whether another one was
 * meant; there a bare "1" in front of a text raises it too, when an open incident has that
 * number and no count follows ("1 of 3 nodes", "2 nodes are back" are text). A command
 * that numbers its own things ("correct 3 ...") takes a number for an incident's only with
 * its zeros ("correct 003 ..."); one that only reads shows the incident. Outside of every
 * channel it names the incident. "help" alone behind a command asks how that one is used.
 * A command that needs no incident and changes something may open one. An empty text is
 * `help`, or a look at the incident in its channel. */
bool dispatch_prepare(struct turn *turn, const char *place_incident,
                      struct needs *ret_needs, struct error *err);

/* Finds a command by its words ("action add"): turn->command and sub. */
bool dispatch_find(struct turn *turn, const char *words, struct error *err);

#endif
