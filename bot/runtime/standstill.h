/* standstill.h: reminders cannot be written to the store; people are told. */
#ifndef TOCSIN_RUNTIME_STANDSTILL_H
#define TOCSIN_RUNTIME_STANDSTILL_H

#include "runtime/parts.h"

void standstill_failed(struct bot *bot, const char *people);
void standstill_given_up(struct bot *bot, const char *people);
void standstill_over(struct bot *bot); /* one was taken */
void standstill_none_due(struct bot *bot);

#endif
