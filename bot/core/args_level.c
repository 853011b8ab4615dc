/* args_level.c: a severity in a text that changes none. See args_level.h. */
#include "core/args_level.h"
#include "base/text.h"
#include "core/args_ask.h"
#include "core/args_text.h"
#include "core/policy.h"
#include "core/saying.h"

bool args_doubt_level(const struct parse *parse, const char *text) {
    static const char *const before[] = {"severity", "to", "now", "is", NULL};
    const struct turn *turn = parse->turn;
    struct saying saying = saying_of(turn->arena, text);
    const char *word;
    size_t i = 0;
    int level;

    while (saying_is(&saying, i, before)) {
        i++;
    }
    word = saying_word(&saying, i);
    level = text_starts(word, "sev") /* "p1 customers are hit" is a text */
                ? policy_parse_severity(turn->world->policy, word, true)
                : 0;
    if (turn->input->command || /* what is in the field of a form is its text */
        !turn->before || level == 0 || level == turn->before->severity) {
        return true;
    }
    return args_ask(parse, text, "names another severity",
                    arena_printf(turn->arena, "To change it: %s",
                                 args_line_of(turn, "severity", saying.words[i].typed)),
                    "If it is the text:");
}
