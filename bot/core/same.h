/* same.h: has somebody just declared this already?
 *
 * Two people see the same alert and both declare it; or one presses twice. Then there are
 * two channels, two commanders and two reminders. So a declaration is asked about when one
 * of the last minutes that is still open says nearly the same:
 *   words      those of the shorter title all stand in the longer one, whatever their
 *              ending ("checkout fails", "checkout is failing for all"), one slip in a long
 *              word allowed; articles and "is" do not count
 *   numbers    a word with a digit must stand in both: node 3 is not node 4
 *   "too"      "also", "again", "another", "second", "as well": it is said to be another one
 *   services   where both name some, one is named by both; a title of a single word is the
 *              same only with one
 * What not everybody who reads the answer may read is never compared: the question itself
 * would tell what it is about. */
#ifndef TOCSIN_CORE_SAME_H
#define TOCSIN_CORE_SAME_H

#include "core/turn.h"

enum { SAME_MS = 5 * 60 * 1000 }; /* so long ago it may have been declared */

/* Among the turn's listed incidents; NULL: none. `services`: array of strings or NULL. */
const struct incident *same_declared(const struct turn *turn, const char *title,
                                     const json_t *services);

#endif
