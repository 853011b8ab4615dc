/* templates.h: the messages of a setup: the shipped ones, and the operator's own in their
 * place. */
#ifndef TOCSIN_CLI_TEMPLATES_H
#define TOCSIN_CLI_TEMPLATES_H

#include "cli/setup.h"

void templates_load_shipped(struct setup *setup);
/* From the folder that the configuration names. Each is checked, alone and with those that
 * it includes; what is misnamed is named. */
bool templates_load_own(struct setup *setup, struct error *err);
void templates_free(struct setup *setup);

#endif
