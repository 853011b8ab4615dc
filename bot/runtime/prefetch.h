/* prefetch.h: the facts that a turn may know. */
#ifndef TOCSIN_RUNTIME_PREFETCH_H
#define TOCSIN_RUNTIME_PREFETCH_H

#include "runtime/task.h"

enum task_pace stage_fetching(struct task *task);

#endif
