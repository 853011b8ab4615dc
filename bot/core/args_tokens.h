/* args_tokens.h: the words of what was typed, with their quotes and name=value. */
#ifndef TOCSIN_CORE_ARGS_TOKENS_H
#define TOCSIN_CORE_ARGS_TOKENS_H

#include "base/arena.h"
#include <stdbool.h>

struct token {
    const char *start; /* as typed: len bytes, quotes included */
    size_t len;
    size_t key;        /* length of the name in name=value, else 0 */
    const char *value; /* after "=", or the whole; without quotes */
    size_t value_len;
    bool quoted;   /* the whole token is quoted */
    bool unclosed; /* a quote after "=" that nothing closes */
};

/* A position in a text. Copying one remembers the place. */
struct token_reader {
    const char *at;
    unsigned unclosed; /* kinds of quotes that nothing ahead closes */
};

void token_start(struct token_reader *reader, const char *text);

/* Moves behind the next token. False: there is none. */
bool token_next(struct token_reader *reader, struct token *ret_token);

/* First byte that is no white space (in Unicode's sense, with zero-width ones). */
const char *token_skip_space(const char *s);

/* Copy without white space at both ends. */
char *token_trim(struct arena *arena, const char *s, size_t len);

/* Spelled out as an option: "--word", or with the dash that keyboards make of it. The
 * length of the mark, else 0. */
size_t token_dashes(const char *s);

#endif
