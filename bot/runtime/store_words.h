/* store_words.h: what the store did not take or give, in words for people. */
#ifndef TOCSIN_RUNTIME_STORE_WORDS_H
#define TOCSIN_RUNTIME_STORE_WORDS_H

#include "runtime/task.h"

/* "Nothing was saved: <why>", or what is true of one who only looks. */
char *task_not_saved(struct task *task, const char *why);
/* Why a read was not answered, and what to do. In the arena. */
char *task_store_words(struct task *task, const char *why);
/* Why inputs are not taken now. */
const char *bot_absence(const struct bot *bot);

#endif
