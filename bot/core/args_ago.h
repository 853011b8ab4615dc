/* args_ago.h: the moment behind a text. */
#ifndef TOCSIN_CORE_ARGS_AGO_H
#define TOCSIN_CORE_ARGS_AGO_H

#include "core/args_table.h"

/* "fixed 10m ago", "all back at 02:45": of a command that records what was done, the text
 * without the moment, which is put among the arguments, when nothing else is said;
 * *ret_text. "the cause was a deploy 10m ago" is asked about: false, err. Elsewhere, and
 * in quotes, it is text. */
bool args_take_ago(const struct parse *parse, const char *text, const char **ret_text);
/* The moment with which a text ends, "10m ago", and what stands before it; NULL: none. */
const char *args_moment_behind(const struct turn *turn, const char *text,
                               const char **ret_before);

#endif
