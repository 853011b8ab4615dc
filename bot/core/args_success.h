/* args_success.h: a text that records a success, and what makes one doubt it. False: err
 * asks what was meant. */
#ifndef TOCSIN_CORE_ARGS_SUCCESS_H
#define TOCSIN_CORE_ARGS_SUCCESS_H

#include "core/args_table.h"

/* "severity sev2 or sev3?": nothing changes by a question. */
bool args_doubt_question(const struct parse *parse, const char *text);
/* Does a text that records a success begin with the opposite ("not working yet")? */
bool args_doubt_success(const struct parse *parse, const char *text);

#endif
