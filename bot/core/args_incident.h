/* args_incident.h: how an incident is named. */
#ifndef TOCSIN_CORE_ARGS_INCIDENT_H
#define TOCSIN_CORE_ARGS_INCIDENT_H

#include "core/args_tokens.h"

/* How an incident is named: its id (in capitals; also without INC-, or as a channel),
 * "001" or "#1" as typed, "001" for "INC-1", "inc 1" and "incident 1", or arg_is_place();
 * else NULL. In the arena. */
const char *arg_incident(struct arena *arena, const char *text);
/* "#slack:C1": a channel by its id. Whether it is an incident's is looked up later. */
bool arg_is_place(const char *ref);
/* The incident named where the reader stands, in one word or two ("inc 001"): the reader
 * moves behind it. NULL: none. */
const char *arg_incident_at(struct arena *arena, struct token_reader *reader);
/* "09-29-001": the number behind a day without its year, as the names of channels have it.
 * NULL: no day stands there. */
const char *arg_behind_day(const char *ref);

#endif
