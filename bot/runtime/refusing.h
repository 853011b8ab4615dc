/* refusing.h: places that take no message. */
#ifndef TOCSIN_RUNTIME_REFUSING_H
#define TOCSIN_RUNTIME_REFUSING_H

#include "core/derive.h"
#include "runtime/sending.h"

/* Remembers whether the place takes messages. */
void refusing_heard(const struct sending *sending, const struct outcome *outcome);
/* Adds to the reply of a finished turn which places are known to take none. */
void refusing_say(const struct bot *bot, struct turn *turn,
                  const struct derived *derived);

#endif
