/* arrive.h: may it be taken now? */
#ifndef TOCSIN_RUNTIME_ARRIVE_H
#define TOCSIN_RUNTIME_ARRIVE_H

#include "runtime/task.h"

enum task_pace stage_arrived(struct task *task);

#endif
