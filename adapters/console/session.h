/* session.h: somebody at a text console: who they are, where, what is sent to them. */
#ifndef TOCSIN_CONSOLE_SESSION_H
#define TOCSIN_CONSOLE_SESSION_H

#include "shared.h"

void session_start(struct console *console);
void session_free(struct console *console);
void session_send(struct console *console, const struct delivery *delivery,
                  outcome_cb done, void *ctx);
/* "ana #general> " */
char *session_prompt(const struct console *console, struct arena *arena);
/* Lets virtual time pass (or, `step`, sets the clock), then as typed_line(). */
void session_clock(struct console *console, int64_t ms, bool step,
                   void (*finished)(struct console *console));
void session_as(struct console *console, const char *user);
void session_join(struct console *console, const char *channel);
/* The incident last written to from here. */
void session_follow(struct console *console, const char *incident);
/* Ends a line that took its time: the next one may come. */
void session_finish(struct console *console);
/* The same once nothing is under way any more. */
void session_finish_when_quiet(struct console *console);
void session_print(struct console *console, const char *text);
/* "it is 10:15 UTC (2025-09-29)". */
void session_say_time(struct console *console, struct arena *arena);

#endif
