/* args_named.h: whom a word names. */
#ifndef TOCSIN_CORE_ARGS_NAMED_H
#define TOCSIN_CORE_ARGS_NAMED_H

#include "core/turn.h"

struct token_reader;

#define ARG_TO_NAME "to" /* the argument that is a role, a rung or a person */

/* Words that name nobody in particular: "nobody", "@you", "@channel", "@name". */
bool args_names_nobody(const char *text);
/* Who is meant by "me", "ben", "@ben" or "slack:U1"; NULL: nobody who is known. Known are
 * the asker, the people of the configuration, those whose names their network told, and
 * whoever the incident knows. A name that is nobody's would get a role, an action or a
 * call, and look as if somebody had it. So it is asked about, with or without its "@";
 * the full id ("console:ben") is the answer, and where the configuration names nobody the
 * "@" is. */
const char *arg_person(const struct turn *turn, const char *text);
/* The line that names them all the same, markup; NULL: nothing does. */
const char *arg_person_line(const struct turn *turn, const char *text);
/* Why that is nobody, and the line that names them all the same. False. */
bool arg_ask_person(const struct turn *turn, const char *text, struct error *err);

/* The longest name that begins with `word` and goes on where the reader stands ("Ben" and
 * "Olsen"), behind which the reader moves; else the word. */
const char *args_whole_name(const struct turn *turn, const char *word,
                            struct token_reader *reader);

#endif
