/* args_goes_on.h: texts that say that it goes on: what was tried failed, the fault is still
 * there, somebody else has it now. */
#ifndef TOCSIN_CORE_ARGS_GOES_ON_H
#define TOCSIN_CORE_ARGS_GOES_ON_H

#include "core/saying.h"

/* Does it go on, as the text has it? It begins at `i`, and `told` is behind its subject. What
 * tells of a deed behind that ("rollback failed, restored from backup") tells of an end.
 * `under_way`: what is at half, gets better or was passed on counts as well. */
bool args_goes_on(const struct saying *saying, size_t i, size_t told, bool under_way);

#endif
