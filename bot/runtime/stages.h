/* stages.h: inputs begin their way here. */
#ifndef TOCSIN_RUNTIME_STAGES_H
#define TOCSIN_RUNTIME_STAGES_H

#include "runtime/parts.h"

/* `lane`: the input is what came of its head, and the commit takes that off; or NULL. */
void task_input(struct bot *bot, const struct input *input, struct lane *lane);

#endif
