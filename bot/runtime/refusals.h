/* refusals.h: writes to the audit stream who was refused what. */
#ifndef TOCSIN_RUNTIME_REFUSALS_H
#define TOCSIN_RUNTIME_REFUSALS_H

#include "runtime/task.h"

void refusal_record(const struct task *task);

#endif
