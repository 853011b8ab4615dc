/* dispatch.h: from typed text to a decided turn. */
#ifndef TOCSIN_CORE_DISPATCH_H
#define TOCSIN_CORE_DISPATCH_H

#include "core/turn.h"

/* May the turn's command run for this person, on this incident, in its phase? */
bool dispatch_allowed(const struct turn *turn, struct error *err);
/* The command's arguments: from the input's fields, or parsed from what was typed. */
bool dispatch_args(const struct turn *turn, json_t **ret_args, struct error *err);
/* Checks may(), visible(), phase and gates, parses the arguments, runs the handler,
 * acknowledges by responding, takes the policy's step for the command and appends the
 * next one to the reply. turn->before etc. are set. False: err is the answer (markup) and
 * nothing is changed. */
bool dispatch_run(struct turn *turn, struct error *err);
/* Refuses to change an incident with an entry of a kind that is not known. False. */
bool dispatch_read_only(const struct turn *turn, const struct incident *incident,
                        struct error *err);
/* Refuses what an ended incident does not take any more. False. */
bool dispatch_ended(const struct turn *turn, const struct incident *incident,
                    struct error *err);

#endif
