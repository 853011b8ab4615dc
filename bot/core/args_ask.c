/* args_ask.c: the question about a text that may not be meant. See args_ask.h. */
#include "core/args_ask.h"
#include "base/err.h"
#include "core/args_shown.h"
#include "core/args_text.h"
#include "core/which.h"

bool args_ask(const struct parse *parse, const char *text, const char *sounds,
              const char *other, const char *if_so) {
    const struct turn *turn = parse->turn;
    const char *quoted = args_quoted(turn->arena, text);
    /* In a form all stands in one line: what ends with a command is last. */
    bool form = turn->input->command != NULL;
    const char *keep =
        !quoted ? ""
        : form  ? arena_printf(turn->arena, "\n%s put it in quotes.", if_so)
                : arena_printf(
                      turn->arena, "\n%s %s", if_so,
                      which_line(turn->arena, which_head(turn, turn->named), quoted));
    const char *line = other ? arena_printf(turn->arena, "\n%s", other) : "";

    return err_set(parse->err, ERR_INVALID, "Nothing is recorded: \"%s\" %s.%s%s",
                   arg_shown(turn->arena, text), sounds, form ? keep : line,
                   form ? line : keep);
}

const char *args_line_of(const struct turn *turn, const char *command, const char *text) {
    return which_line(
        turn->arena,
        turn->named ? arena_printf(turn->arena, "%s %s", turn->named, command) : command,
        text);
}
