/* args_fit.h: how many of the words ahead are one value. */
#ifndef TOCSIN_CORE_ARGS_FIT_H
#define TOCSIN_CORE_ARGS_FIT_H

#include "core/args_table.h"
#include "core/args_tokens.h"

/* Up to `n` words from where the reader stands, joined by single spaces; the reader moves
 * behind them. NULL: there are fewer, or one of several is quoted. */
char *args_join(struct arena *arena, struct token_reader *reader, size_t n);
/* Words of the longest value of this type where the reader stands; 0: there is none. */
size_t args_fit(const struct parse *parse, const struct arg *arg,
                const struct token_reader *reader);

#endif
