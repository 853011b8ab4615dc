/* locate.h: which incidents are meant? */
#ifndef TOCSIN_RUNTIME_LOCATE_H
#define TOCSIN_RUNTIME_LOCATE_H

#include "runtime/task.h"

enum task_pace stage_located(struct task *task);

#endif
