/* args_bare.h: names without their mark: "impact none". */
#ifndef TOCSIN_CORE_ARGS_BARE_H
#define TOCSIN_CORE_ARGS_BARE_H

#include "core/args_table.h"
#include "core/args_tokens.h"

/* Is the token, with the reader behind it, the name of an argument of the command's, without
 * the mark that makes it one? */
bool args_bare(const struct parse *parse, const char *text, const struct token *token,
               const struct token_reader *reader);

#endif
