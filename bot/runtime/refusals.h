/* refusals.h: who was refused what, onto the audit stream. */
#ifndef TOCSIN_RUNTIME_REFUSALS_H
#define TOCSIN_RUNTIME_REFUSALS_H

#include "runtime/task.h"

void refusal_record(const struct task *task);

#endif
