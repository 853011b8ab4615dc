/* args_ask.h: the question about a text that may not be meant. */
#ifndef TOCSIN_CORE_ARGS_ASK_H
#define TOCSIN_CORE_ARGS_ASK_H

#include "core/args_table.h"

/* Nothing is recorded, and there is a line for each meaning: `other` (lines of markup, or
 * NULL), and the text as it was typed, in quotes; in a form the quotes alone. False. */
bool args_ask(const struct parse *parse, const char *text, const char *sounds,
              const char *other, const char *if_so);
/* A line of another command, on the same incident, as markup. */
const char *args_line_of(const struct turn *turn, const char *command, const char *text);

#endif
