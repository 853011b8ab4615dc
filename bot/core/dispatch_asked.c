/* dispatch_asked.c: a question mark behind the words of a command. See dispatch_asked.h. */
#include "core/dispatch_asked.h"
#include "base/text.h"
#include "core/dispatch_incident.h"

bool dispatch_asks_at(const struct token_reader *reader) {
    struct token_reader behind = *reader;
    struct token token;

    return token_next(&behind, &token) && token.len > 1 &&
           token.start[token.len - 1] == '?';
}

bool dispatch_is_step(const struct turn *turn, const char *word, const char *line,
                      const char *rest) {
    static const char *const alone[] = {"ack",     "contain", "mitigate", "resolve",
                                        "restore", "verify",  "close",    "cancel",
                                        "reopen",  "undo",    NULL};
    struct token_reader reader;
    const struct command *command;

    if (!line) {
        command = command_find(turn->commands, word);
        return command && !command->subs && (command->flags & COMMAND_READ) == 0 &&
               (*rest != '\0' || text_in(command->name, alone));
    }
    token_start(&reader, line);
    command = command_find(turn->commands, dispatch_word(turn->arena, &reader));
    if (command && command->subs) {
        word = dispatch_word(turn->arena, &reader);
        command = word ? command_find_sub(command, word) : NULL;
    }
    return command && (command->flags & COMMAND_READ) == 0;
}
