/* held.h: what is shown together. */
#ifndef TOCSIN_CONSOLE_HELD_H
#define TOCSIN_CONSOLE_HELD_H

#include "shared.h"

void held_start(struct console *console);
/* `text` is rendered; `name` is the place as it is shown. */
void held_post(struct console *console, const struct delivery *delivery, const char *name,
               const char *text, outcome_cb done, void *ctx);
/* An answer, whole lines: after the notices that belong to it. */
void held_answer(struct console *console, const char *text);
/* Shows at once what waits. */
void held_flush(struct console *console);
void held_free(struct console *console);

#endif
