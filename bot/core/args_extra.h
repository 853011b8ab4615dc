/* args_extra.h: a word for which the command has no argument. */
#ifndef TOCSIN_CORE_ARGS_EXTRA_H
#define TOCSIN_CORE_ARGS_EXTRA_H

#include "core/args_table.h"
#include "core/args_tokens.h"

/* Refuses the word where the reader stands, for which there is no argument. */
bool args_unexpected(const struct parse *parse, const struct token_reader *reader);

#endif
