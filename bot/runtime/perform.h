/* perform.h: decide, commit, tell. */
#ifndef TOCSIN_RUNTIME_PERFORM_H
#define TOCSIN_RUNTIME_PERFORM_H

#include "runtime/task.h"

enum task_pace stage_deciding(struct task *task);
enum task_pace stage_committing(struct task *task);
enum task_pace stage_telling(struct task *task);

#endif
