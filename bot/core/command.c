/* command.c: finding commands by name, and saying how they are used.
 *
 * Exact names and declared aliases only: with prefixes "res" would be resolve today and
 * something else once there is a restart. */
#include "core/command.h"
#include "base/arena.h"
#include "base/text.h"

enum { CHOICES_WORD = 32 }; /* longer than that they would be wider than a telephone */

static bool is_called(const struct command *command, const char *name) {
    return text_equal_nocase(command->name, name) ||
           text_in_nocase(name, command->aliases);
}

const struct command *command_find(const struct command_table *table, const char *name) {
    for (size_t i = 0; name && i < table->n; i++) {
        if (is_called(table->list[i], name)) {
            return table->list[i];
        }
    }
    return NULL;
}

const struct command *command_find_sub(const struct command *command, const char *name) {
    for (size_t i = 0; name && command->subs && command->subs[i]; i++) {
        if (is_called(command->subs[i], name)) {
            return command->subs[i];
        }
    }
    return NULL;
}

const struct arg *command_first(const struct command *command) {
    for (const struct arg *arg = command->args; arg && arg->name; arg++) {
        if ((arg->flags & (ARG_KEY | ARG_ANYWHERE)) == 0 && arg->type != ARG_FLAG &&
            arg->type != ARG_WORDS && arg->type != ARG_PART) {
            return arg;
        }
    }
    return NULL;
}

/* What may be typed behind name=: the choices, when there is a list of them. */
static const char *values(struct arena *arena, const struct arg *arg) {
    const char *list = "", *between;
    size_t len = 0;

    if (arg->type != ARG_CHOICE || !arg->choices) {
        return "…";
    }
    for (const char *const *choice = arg->choices; *choice; choice++) {
        len += strlen(*choice) + 1;
    }
    between = len > CHOICES_WORD ? " | " : "|";
    for (const char *const *choice = arg->choices; *choice; choice++) {
        list =
            arena_printf(arena, "%s%s%s", list, list[0] != '\0' ? between : "", *choice);
    }
    return list;
}

static const char *arg_usage(struct arena *arena, const struct arg *arg) {
    bool required = (arg->flags & (ARG_REQUIRED | ARG_WANTED)) != 0;
    const char *form = arg->name;

    if (arg->type == ARG_PART) {
        form = arena_printf(arena, "%s: …", arg->name);
    } else if ((arg->flags & ARG_KEY) != 0 || arg->type == ARG_WORDS) {
        form = arena_printf(arena, "%s=%s", arg->name, values(arena, arg));
    } else if (arg->type == ARG_CHOICE) {
        form = values(arena, arg);
    } else if (required) {
        return arena_printf(arena, "<%s>", form);
    }
    return required ? form : arena_printf(arena, "[%s]", form);
}

char *command_usage(struct arena *arena, const struct command *command,
                    const struct command *sub) {
    const struct command *leaf = sub ? sub : command;
    char *usage = sub ? arena_printf(arena, "%s %s", command->name, sub->name)
                      : arena_strdup(arena, command->name);

    if (!sub && command->subs) {
        for (size_t i = 0; command->subs[i]; i++) {
            usage = arena_printf(arena, "%s%s%s", usage, i == 0 ? " " : "|",
                                 command->subs[i]->name);
        }
        return usage;
    }
    for (const struct arg *arg = leaf->args; arg && arg->name; arg++) {
        usage = arena_printf(arena, "%s %s", usage, arg_usage(arena, arg));
    }
    return usage;
}
