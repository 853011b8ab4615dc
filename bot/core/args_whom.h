/* args_whom.h: who is meant, where a command takes one. False: err asks. */
#ifndef TOCSIN_CORE_ARGS_WHOM_H
#define TOCSIN_CORE_ARGS_WHOM_H

#include "core/args_table.h"

/* Does the text behind a person begin with a second one ("@ben @cho")? */
bool args_doubt_person(const struct parse *parse, const char *text);
/* Is the word a slip for a role or a rung ("leaderhsip")? */
bool args_doubt_target(const struct parse *parse, const struct arg *arg,
                       const char *word);

#endif
