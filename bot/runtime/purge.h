/* purge.h: a text that was removed is taken out of the deliveries that wait. */
#ifndef TOCSIN_RUNTIME_PURGE_H
#define TOCSIN_RUNTIME_PURGE_H

#include "runtime/task.h"

bool task_purge(struct task *task, const struct change *change, const struct entry *entry,
                struct error *err);

#endif
