/* args_table.h: what the table of a command says, and what of it was found so far: a parse
 * under way, which each of the files args_*.c takes a step further. */
#ifndef TOCSIN_CORE_ARGS_TABLE_H
#define TOCSIN_CORE_ARGS_TABLE_H

#include "core/turn.h"

/* Parses a line: args_parse(). */
typedef bool args_parser(const struct turn *turn, const struct command *command,
                         const char *text, json_t **ret_args, struct error *err);

/* One parse under way. */
struct parse {
    const struct turn *turn;
    const struct command *command; /* or the subcommand: whose table it is */
    json_t *args;                  /* what was found */
    struct error *err;
    args_parser *parser; /* for lines that are shown as samples; NULL: none is tried */
};

/* The argument of that name, or NULL. */
const struct arg *args_find(const struct command *command, const char *name);
/* Has it an argument that is a text? */
bool args_takes_text(const struct command *command);
/* How many words a value of this type may have ("2 hours"): 1 to 3. */
size_t arg_words(const struct arg *arg);
/* Was the argument given? */
bool args_has(const struct parse *parse, const struct arg *arg);
/* The next argument in order, and the one that may stand anywhere, that are not yet
 * given; NULL: none. */
const struct arg *args_positional(const struct parse *parse);
const struct arg *args_anywhere(const struct parse *parse);
/* Names the argument that the error is about. False. */
bool args_wrong(const struct parse *parse, const struct arg *arg);
/* Appends how the command is used and an example to what is wrong. False. */
bool args_explain(const struct parse *parse, bool usage);
/* Is there everything that is required? Else err says what, the usage and an example. */
bool args_complete(const struct parse *parse);

#endif
