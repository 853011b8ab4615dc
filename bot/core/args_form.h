/* args_form.h: what comes from outside before it is parsed: a form, and what was typed. */
#ifndef TOCSIN_CORE_ARGS_FORM_H
#define TOCSIN_CORE_ARGS_FORM_H

#include "core/turn.h"

/* args_parse() for a form: an object of strings (names as in the table; for ARG_WORDS
 * also an array of strings, for ARG_FLAG also a boolean). An empty string is a field that
 * was left out, a name that the table does not have is an error. */
bool args_from_map(const struct turn *turn, const struct command *command,
                   const json_t *map, json_t **ret_args, struct error *err);
/* What was typed, fit to be parsed: ERR_LIMIT when longer than LIMIT_INPUT, invalid bytes
 * and controls replaced, line ends "\n". NULL gives "". */
bool args_clean(struct arena *arena, const char *text, const char **ret_text,
                struct error *err);

#endif
