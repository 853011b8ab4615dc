/* args_doubt.h: severities and roles that were meant for an argument and would become
 * text. False: err asks what was meant. */
#ifndef TOCSIN_CORE_ARGS_DOUBT_H
#define TOCSIN_CORE_ARGS_DOUBT_H

#include "core/args_table.h"
#include "core/args_tokens.h"

/* Is what was typed (lower case) a slip for that name? */
bool args_near(const char *typed, const char *name);
/* "sev9", "SEV-0", "p0" (lower case): a severity, whether there is one of that name or
 * not. */
bool args_like_severity(const char *word);
bool args_doubt_severity(const struct parse *parse, const char *text);
bool args_doubt_role(const struct parse *parse, const char *text);
/* Moves behind "at", "to", "until" and the like when a value for the argument follows:
 * "detected at 9:40", "severity to sev2", "snooze for 20m", "duplicate of 002". */
void args_skip_preposition(const struct parse *parse, const struct arg *arg,
                           struct token_reader *reader);
/* Moves behind a word like "as" or "to" when a role or a person follows it. */
bool args_skip_filler(const struct parse *parse, struct token_reader *reader);

#endif
