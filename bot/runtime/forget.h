/* forget.h: what was decided on is not what is there. */
#ifndef TOCSIN_RUNTIME_FORGET_H
#define TOCSIN_RUNTIME_FORGET_H

#include "runtime/task.h"

/* All that the task knows is fetched again. */
void task_forget(struct task *task);
/* Nobody knows whether its deliveries and marks were written. */
void task_reread(struct task *task);

#endif
