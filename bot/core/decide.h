/* decide.h: turns that are no command. */
#ifndef TOCSIN_CORE_DECIDE_H
#define TOCSIN_CORE_DECIDE_H

#include "core/turn.h"

/* Takes the steps that are due, at most
 * DUE_STEPS of them: the alarm clock rings again at once for the others. */
enum { DUE_STEPS = 8 };
bool decide_due(struct turn *turn, struct error *err);
bool decide_answer(struct turn *turn, struct error *err); /* place bound, nudge outcome */
bool decide_redact(struct turn *turn, struct error *err);
bool decide_clock(struct turn *turn, struct error *err);

#endif
