/* args_shown.h: what somebody typed, as an answer shows it. */
#ifndef TOCSIN_CORE_ARGS_SHOWN_H
#define TOCSIN_CORE_ARGS_SHOWN_H

#include "base/arena.h"

/* At most a few words of what somebody typed, escaped, for an error. In the arena. */
char *arg_shown(struct arena *arena, const char *text);
/* "of its 9000 characters 4096 fit": how much of a text that is longer than `most` bytes
 * there is room for, in what people count. In the arena. */
char *arg_room(struct arena *arena, const char *text, size_t most);

#endif
