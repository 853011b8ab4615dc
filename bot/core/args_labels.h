/* args_labels.h: names that the command lacks, as name=value or with a colon. */
#ifndef TOCSIN_CORE_ARGS_LABELS_H
#define TOCSIN_CORE_ARGS_LABELS_H

#include "core/args_table.h"

/* Asks what was meant by such a name. False: err. */
bool args_doubt_names(const struct parse *parse, const char *text);
/* The name under which an entry keeps the text or part that is called so in some command
 * ("next steps": next, "root-cause": cause); NULL: there is none. */
const char *args_text_named(const struct turn *turn, const char *name);
/* The first name=value or label of what was typed that stayed part of the text, in a
 * sentence for the answer (markup); NULL: none did. */
const char *args_kept(const struct turn *turn);

#endif
