/* args_own.c: the arguments of a command that may be given by name. See args_own.h. */
#include "core/args_own.h"
#include "base/text.h"
#include "core/args_doubt.h"

char *args_lower(const struct parse *parse, const char *s, size_t len) {
    return text_lower(parse->turn->arena, arena_strndup(parse->turn->arena, s, len));
}

bool args_has_mark(const struct arg *arg) {
    return arg->type == ARG_PART || arg->type == ARG_WORDS ||
           (arg->flags & (ARG_KEY | ARG_ANYWHERE)) != 0;
}

const char *args_spelled(const struct arg *arg, const char *word, bool near) {
    if (near ? args_near(word, arg->name) : text_equal_nocase(arg->name, word)) {
        return arg->name;
    }
    for (const char *const *alias = arg->choices;
         arg->type != ARG_CHOICE && arg->type != ARG_FLAG && alias && *alias != NULL;
         alias++) {
        if (near ? args_near(word, *alias) : text_equal_nocase(*alias, word)) {
            return arg->name;
        }
    }
    return NULL;
}

const struct arg *args_own(const struct command *command, const char *word, bool near) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if ((args_has_mark(arg) || (!near && arg->type == ARG_TEXT)) &&
            args_spelled(arg, word, near)) {
            return arg;
        }
    }
    return NULL;
}
