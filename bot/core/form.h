/* form.h: a form, or the menu of what is possible now: INPUT_FORM. */
#ifndef TOCSIN_CORE_FORM_H
#define TOCSIN_CORE_FORM_H

#include "core/needs.h"
#include "core/turn.h"

/* dispatch_prepare() for a form: which command is to be filled in, on which incident. */
bool form_prepare(struct turn *turn, const char *place_incident, struct needs *ret_needs,
                  struct error *err);

/* The form, or the menu of what is possible now (reply.h). Refuses as the command itself
 * would. turn->before etc. are set; turn->form is. */
bool form_run(struct turn *turn, struct error *err);

#endif
