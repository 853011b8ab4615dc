/* forget.h: a turn was decided on facts that have changed in the store. */
#ifndef TOCSIN_RUNTIME_FORGET_H
#define TOCSIN_RUNTIME_FORGET_H

#include "runtime/task.h"

/* Forgets all that the task knows; it is fetched again. */
void task_forget(struct task *task);
/* Nobody knows whether its deliveries and marks were written: their lanes are read again. */
void task_reread(struct task *task);

#endif
