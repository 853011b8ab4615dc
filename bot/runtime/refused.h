/* refused.h: a commit that could not be made whole, or not under our lease. */
#ifndef TOCSIN_RUNTIME_REFUSED_H
#define TOCSIN_RUNTIME_REFUSED_H

#include "runtime/task.h"

/* It was refused because of its epoch: decided again, or said. */
enum task_pace task_epoch_refused(struct task *task, const struct commit_reply *reply);
/* It broke off midway, or an earlier one of the incident did. */
enum task_pace task_partly(struct task *task, const struct commit_reply *reply);
enum task_pace task_torn(struct task *task);

#endif
