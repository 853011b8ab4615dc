/* standstill.h: reminders that the store does not take. */
#ifndef TOCSIN_RUNTIME_STANDSTILL_H
#define TOCSIN_RUNTIME_STANDSTILL_H

#include "runtime/parts.h"

void standstill_failed(struct bot *bot, const char *people);
void standstill_given_up(struct bot *bot, const char *people);
void standstill_over(struct bot *bot); /* one was taken */
void standstill_none_due(struct bot *bot);

#endif
