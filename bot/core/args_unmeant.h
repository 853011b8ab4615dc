/* args_unmeant.h: texts that tell nothing of what was done. */
#ifndef TOCSIN_CORE_ARGS_UNMEANT_H
#define TOCSIN_CORE_ARGS_UNMEANT_H

#include "core/saying.h"
#include "core/turn.h"

/* What a text is that tells nothing of what was done. */
enum unmeant {
    UNMEANT_NOT,      /* it tells */
    UNMEANT_NOTHING,  /* "wait", "stop", "status": words to the bot */
    UNMEANT_PEOPLE,   /* "@ben": somebody is called */
    UNMEANT_OTHER,    /* "duplicate of 002", "false alarm": another end */
    UNMEANT_QUESTION, /* "does eu work", "when", "c'est quoi" */
    UNMEANT_HOPE,     /* "should be fine", "in 10 minutes", "fix is being deployed" */
};

/* `under_way`: what is still being done counts as well. */
enum unmeant args_unmeant(const struct turn *turn, const char *text, bool under_way);
/* Does "duplicate of 002" stand there? */
bool args_names_duplicate(const struct turn *turn, const struct saying *saying, size_t i);

#endif
