/* args_own.h: the arguments of a command that may be given by name. */
#ifndef TOCSIN_CORE_ARGS_OWN_H
#define TOCSIN_CORE_ARGS_OWN_H

#include "core/args_table.h"

/* `len` bytes of what was typed, in lower case. In the arena. */
char *args_lower(const struct parse *parse, const char *s, size_t len);
/* May the argument be given by name, as name= or as label:? */
bool args_has_mark(const struct arg *arg);
/* The name of the argument's that `word` is (`near`: is near to); NULL: none. */
const char *args_spelled(const struct arg *arg, const char *word, bool near);
/* The command's argument of that name, or `near`: of a name that the word is near to. */
const struct arg *args_own(const struct command *command, const char *word, bool near);

#endif
