/* milestone.h: what policies and entries call the milestones, and what records them. */
#ifndef TOCSIN_CORE_MILESTONE_H
#define TOCSIN_CORE_MILESTONE_H

#include "tocsin/milestones.h"

/* "detected", "logged", ...; -1 for an unknown name. */
const char *milestone_name(enum milestone milestone);
int milestone_from_name(const char *name);

/* The command that records it; NULL: entering the phase that has it does. */
const char *milestone_command(const char *name);

#endif
