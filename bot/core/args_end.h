/* args_end.h: what stands at the end of a text: flags, and what may stand anywhere. */
#ifndef TOCSIN_CORE_ARGS_END_H
#define TOCSIN_CORE_ARGS_END_H

#include "core/args_table.h"

/* The flag that a word spells; NULL: none. */
const struct arg *args_find_flag(const struct parse *parse, const char *word);
/* Takes what is recognised off the end of the text; returns what is left. */
const char *args_end(const struct parse *parse, const char *text);
/* Is a "since 22:00" behind the text a time that is still to come? False: err asks. */
bool args_doubt_since(const struct parse *parse, const char *text);

#endif
