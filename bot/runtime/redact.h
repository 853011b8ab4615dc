/* redact.h: what else is removed with a text. */
#ifndef TOCSIN_RUNTIME_REDACT_H
#define TOCSIN_RUNTIME_REDACT_H

#include "runtime/task.h"

/* Writes that follow a text.redacted entry. */
bool task_redact(struct task *task, struct error *err);

#endif
