/* build.h: the commit of a finished turn. */
#ifndef TOCSIN_RUNTIME_BUILD_H
#define TOCSIN_RUNTIME_BUILD_H

#include "runtime/task.h"

/* Fills task->ops. */
bool task_build(struct task *task, struct error *err);
/* Takes the fields of refs that its commit wrote into memory. */
void task_keep_fields(struct task *task);

#endif
