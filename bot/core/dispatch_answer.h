/* dispatch_answer.h: the answer to a command, for those who read it. Of the
 * dispatch alone. */
#ifndef TOCSIN_CORE_DISPATCH_ANSWER_H
#define TOCSIN_CORE_DISPATCH_ANSWER_H

#include "core/turn.h"

/* Ends the reply of a command that did it: what stayed text, which incident, what comes
 * next. */
void dispatch_answer(struct turn *turn);
/* The same for a refusal; one about a field of a form stands in the form. False. */
bool dispatch_refuse(const struct turn *turn, struct error *err);
/* Appends the next sensible steps, as they work where the turn's answer is read. */
void dispatch_say_next(struct turn *turn, const struct incident *incident);

/* The incident that the turn is about, when its contents are not for everybody who reads
 * the answer; NULL: they are. */
const struct incident *dispatch_hidden(const struct turn *turn);
/* Refuses a read of what this place may not read. False. */
bool dispatch_not_here(const struct turn *turn, const struct incident *incident,
                       struct error *err);
/* In place of the answer: what was done is done, or not, as ever; it says that much and no
 * more. Returns `done`. */
bool dispatch_answer_aside(struct turn *turn, const struct incident *incident, bool done,
                           struct error *err);

#endif
