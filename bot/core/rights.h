/* rights.h: who may do what. */
#ifndef TOCSIN_CORE_RIGHTS_H
#define TOCSIN_CORE_RIGHTS_H

#include "core/incident.h"
#include "tocsin/directory.h"
#include "tocsin/error.h"

struct command;

/* May this actor run this command on this incident (NULL: on none)? ERR_DENIED with what
 * to do. One call before every handler. */
bool may(const struct directory *directory, const char *actor,
         const struct command *command, const struct incident *incident,
         struct error *err);

#endif
