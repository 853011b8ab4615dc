/* args_meant.h: what was meant by a name that the command lacks, and how it stays text. */
#ifndef TOCSIN_CORE_ARGS_MEANT_H
#define TOCSIN_CORE_ARGS_MEANT_H

#include "core/args_table.h"

enum mark { MARK_KEY, MARK_LABEL, MARK_NONE }; /* "impact=", "impact:", "impact" */

/* The part of an update that other tools and forms call so ("problem"); NULL: none. */
const char *args_usual_part(const char *word);
/* Asks what was meant by the `word` with its mark at `at` in the text. False: err. */
bool args_strange(const struct parse *parse, const char *text, const char *at,
                  const char *word, enum mark mark);
/* How the words stay text: the line with it, or with those words, in quotes. */
const char *args_to_keep(const struct parse *parse, const char *text, const char *typed);

#endif
