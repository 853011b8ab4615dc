/* args_hopes.h: texts about what is still to come. */
#ifndef TOCSIN_CORE_ARGS_HOPES_H
#define TOCSIN_CORE_ARGS_HOPES_H

#include "core/saying.h"

/* Does the text tell of what is still to come? It begins at `i`, and `told` is behind its
 * subject. `under_way`: what is still being done counts as well. */
bool args_hopes(const struct saying *saying, size_t i, size_t told, bool under_way);

#endif
