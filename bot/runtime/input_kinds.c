/* input_kinds.c: what each kind of input means for its way. */
#include "runtime/input_kinds.h"
#include "core/decide.h"
#include "core/derive.h"
#include "core/dispatch.h"
#include "core/dispatch_head.h"
#include "core/form.h"
#include "core/message.h"

/* clang-format off */
static const struct input_rule input_kinds[] = {
    [INPUT_COMMAND] = {.name = "command", .person = true, .waits = true, .counted = true,
                       .recorded = true, .prepare = dispatch_prepare, .decide = dispatch_run},
    [INPUT_FORM]    = {.name = "form", .person = true, .waits = true,
                       .prepare = form_prepare, .decide = form_run},
    [INPUT_MESSAGE] = {.name = "message", .person = true, .counted = true, .recorded = true,
                       .prepare = message_prepare, .decide = decide_message},
    [INPUT_DUE]     = {.name = "due", .recorded = true, .rings_again = true, .decide = decide_due},
    [INPUT_ANSWER]  = {.name = "answer", .recorded = true, .decide = decide_answer},
    [INPUT_REDACT]  = {.name = "redact", .recorded = true, .history = true, .decide = decide_redact},
    [INPUT_CLOCK]   = {.name = "clock", .recorded = true, .decide = decide_clock},
};
/* clang-format on */

const struct input_rule *input_rule(enum input_kind kind) {
    return &input_kinds[kind];
}
