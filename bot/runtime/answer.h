/* answer.h: the reply to whoever sent the input. */
#ifndef TOCSIN_RUNTIME_ANSWER_H
#define TOCSIN_RUNTIME_ANSWER_H

#include "runtime/task.h"

/* Says `text` (markup, copied; NULL: nothing), and the task ends. */
enum task_pace task_refuse(struct task *task, enum reply_status status, const char *text);
/* What was stored with an earlier copy of this input, copied. */
enum task_pace task_repeat(struct task *task, const char *stored, size_t len);
/* There is no incident to write to: a head that it settles is settled all the same. */
enum task_pace task_abandon(struct task *task);
enum task_pace stage_answering(struct task *task);

/* A commit broke off midway, now or when an earlier copy of the input came. */
#define TORN_PEOPLE                                                                      \
    "Only a part of this was saved: the database broke off in the middle. I complete "   \
    "it as soon as the database takes the rest; do not send it again. Whoever runs "     \
    "the database should look at `tocsin doctor`."

#endif
