/* conclude.h: the end of a turn that writes nothing to a timeline. */
#ifndef TOCSIN_RUNTIME_CONCLUDE_H
#define TOCSIN_RUNTIME_CONCLUDE_H

#include "runtime/task.h"

/* Nothing was written; `refusal`: why, NULL: there was nothing to write. */
enum task_pace task_conclude(struct task *task, const char *refusal);
/* The same when the database could not be asked: a fence decides what can be claimed. */
enum task_pace task_unsure(struct task *task, const char *refusal);
/* The database itself refused, and surely wrote nothing of this copy: said at once, or,
 * when it was not asked for an earlier one, as by task_unsure(). */
enum task_pace task_unsaved(struct task *task, const struct commit_reply *reply);
/* It was there already when the database left another one without an answer: it is not
 * tried as well, whoever sent it has waited long enough. */
bool task_waited_in_vain(const struct task *task);
enum task_pace stage_fencing(struct task *task);
enum task_pace stage_recording(struct task *task);

#endif
