/* retry.h: a pause, then from the facts again. */
#ifndef TOCSIN_RUNTIME_RETRY_H
#define TOCSIN_RUNTIME_RETRY_H

#include "runtime/task.h"

/* After `ms`. */
enum task_pace task_retry(struct task *task, int64_t ms);
/* What it needs could not be read: it is tried later, or given up. */
enum task_pace task_unread(struct task *task, const char *why);
enum task_pace stage_retrying(struct task *task);

#endif
