/* args_at.h: the moment in front of what is told later. */
#ifndef TOCSIN_CORE_ARGS_AT_H
#define TOCSIN_CORE_ARGS_AT_H

#include "core/args_table.h"

/* "at 02:45 we saw ...", "10m ago we saw ...": for a command with ARG_AT, the words of the
 * moment (*ret_at, in the turn's arena) and the text behind them. Without a moment behind
 * "at" it is prose: the text as it was, *ret_at NULL. */
const char *args_take_at(const struct turn *turn, const struct command *command,
                         const char *text, const char **ret_at);
/* Refuses a text that begins with "at" and a time that is none ("25:99", "10m", another
 * zone): it would be published as if it had been told later. */
bool args_doubt_at(const struct parse *parse, const char *text);
/* The same of what stands behind "at": what is wrong with it, markup; NULL: nothing. */
const char *args_unread_at(const struct turn *turn, const char *rest);
/* "02:45 mitigate ..." as it stood behind "at": the line with the command in front. NULL:
 * there is no time, or no command that can be told later. */
const char *args_at_front(const struct turn *turn, const char *rest);
/* A moment that has been, as it can stand behind "at", from a text that may as well be
 * prose: in the arena, NULL: it is none for sure. */
const char *args_moment(const struct turn *turn, const char *words);

/* Does the name of a zone stand there ("CET ...")? */
bool args_zone_at(const char *text);

#endif
