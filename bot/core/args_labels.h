/* args_labels.h: what the files about names that a command lacks share: args_labels.c and
 * args_bare.c, which find them, and args_meant.c, which says what was meant. */
#ifndef TOCSIN_CORE_ARGS_LABELS_H
#define TOCSIN_CORE_ARGS_LABELS_H

#include "core/args.h"

enum mark { MARK_KEY, MARK_LABEL, MARK_NONE }; /* "impact=", "impact:", "impact" */

/* `len` bytes of what was typed, in lower case. In the arena. */
char *args_lower(const struct parse *parse, const char *s, size_t len);
/* May the argument be given by name, as name= or as label:? */
bool args_has_mark(const struct arg *arg);
/* The command's argument of that name, or `near`: of a name that the word is near to. */
const struct arg *args_own(const struct command *command, const char *word, bool near);
/* Is the token, with the reader behind it, the name of an argument of the command's, without
 * the mark that makes it one? (args_bare.c) */
bool args_bare(const struct parse *parse, const char *text, const struct token *token,
               const struct token_reader *reader);
/* The part of an update that other tools and forms call so ("problem"); NULL: none. */
const char *args_usual_part(const char *word);
/* Asks what was meant by the `word` with its mark at `at` in the text. False: err. */
bool args_strange(const struct parse *parse, const char *text, const char *at,
                  const char *word, enum mark mark);

#endif
