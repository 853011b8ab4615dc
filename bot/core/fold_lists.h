/* fold_lists.h: the lists of a state, each within its limit. */
#ifndef TOCSIN_CORE_FOLD_LISTS_H
#define TOCSIN_CORE_FOLD_LISTS_H

#include "core/incident.h"

void state_add_responder(struct incident *incident, const char *actor);
void state_set_role(struct incident *incident, const char *role, const char *actor,
                    int64_t since);
void state_release_role(struct incident *incident, const char *role);
void state_add_action(struct incident *incident, const struct entry *entry);
void state_end_action(struct incident *incident, int64_t number);
void state_set_climb(struct incident *incident, const struct entry *entry, int step);

/* Forgets the climbs of all deadlines but those of actions. */
void state_clear_climbs(struct incident *incident);
void state_set_link(struct incident *incident, const char *other, const char *as);
void state_set_part(struct incident *incident, const char *name, const char *state,
                    int percent, int64_t at);
void state_set_place(struct incident *incident, const char *network, const char *place,
                     bool failed);

#endif
