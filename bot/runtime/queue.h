/* queue.h: tasks wait their turn. */
#ifndef TOCSIN_RUNTIME_QUEUE_H
#define TOCSIN_RUNTIME_QUEUE_H

#include "runtime/task.h"

enum task_pace stage_queued(struct task *task);
enum task_pace stage_done(struct task *task);

#endif
