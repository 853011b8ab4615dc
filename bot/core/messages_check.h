/* messages_check.h: is a folder of templates fit to be used? */
#ifndef TOCSIN_CORE_MESSAGES_CHECK_H
#define TOCSIN_CORE_MESSAGES_CHECK_H

#include "core/messages.h"

/* Is each override the name of a message, or included by one, is each template that they
 * include there, and does none include itself? ERR_INVALID names the template. */
bool messages_check(const struct messages *messages, struct error *err);

#endif
