/* args_parts.h: cutting the text up: name=value anywhere, labelled parts behind it. */
#ifndef TOCSIN_CORE_ARGS_PARTS_H
#define TOCSIN_CORE_ARGS_PARTS_H

#include "core/args_table.h"

/* Puts a value (reference taken over) into the map: words join those that are there,
 * anything else is ERR_INVALID when given twice. */
bool args_put(json_t *args, const struct arg *arg, json_t *value, struct error *err);
/* Takes every name=value of the table out of the text and puts the values into `args`;
 * *ret_text is what is left. */
bool args_take_keys(const struct turn *turn, const struct command *command,
                    const char *text, json_t *args, const char **ret_text,
                    struct error *err);
/* Takes the labelled parts ("impact: ... next: ...") off: *ret_text is what stands before
 * the first. */
bool args_take_parts(const struct parse *parse, const char *text, const char **ret_text);
/* Does one of the command's parts begin at s? */
bool args_is_part(const struct command *command, const char *s);

#endif
