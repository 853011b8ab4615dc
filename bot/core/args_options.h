/* args_options.h: "--name value" in front of the text. */
#ifndef TOCSIN_CORE_ARGS_OPTIONS_H
#define TOCSIN_CORE_ARGS_OPTIONS_H

#include "core/args_table.h"

/* Turns "--name value" in front of the text into name=value: *ret_text. */
bool args_take_options(const struct parse *parse, const char *text,
                       const char **ret_text);

#endif
