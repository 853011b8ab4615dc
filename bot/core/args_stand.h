/* args_stand.h: words that only stand for what a person has to say. */
#ifndef TOCSIN_CORE_ARGS_STAND_H
#define TOCSIN_CORE_ARGS_STAND_H

#include "core/args_table.h"

/* What a hint writes in place of a value that is still to be typed: it reads as what to
 * write, and is refused when it is sent as it stands. In the arena. */
char *arg_stand_in(struct arena *arena, const struct arg *arg);
/* Is the text such a stand-in, as a hint or a usage writes it ("why", "<why>", "…")? */
bool arg_is_stand_in(struct arena *arena, const struct arg *arg, const char *text);
/* Has it a letter or a digit? ".", "?" and emoji alone say nothing. */
bool args_says_something(const char *text);
/* Refuses a text that is a stand-in (`quoted`: in quotes it is meant), and one that says
 * nothing where a text is needed. False: err says so, about the argument. */
bool args_doubt_words(const struct parse *parse, const struct arg *arg, const char *text,
                      bool quoted);

#endif
