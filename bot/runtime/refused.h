/* refused.h: a commit that broke off midway, or was refused because of our lease. */
#ifndef TOCSIN_RUNTIME_REFUSED_H
#define TOCSIN_RUNTIME_REFUSED_H

#include "runtime/task.h"

/* It was refused because of its epoch: the turn is decided again, or the person is told. */
enum task_pace task_epoch_refused(struct task *task, const struct commit_reply *reply);
/* It broke off midway, or an earlier one of the incident did. */
enum task_pace task_partly(struct task *task, const struct commit_reply *reply);
enum task_pace task_torn(struct task *task);

#endif
