/* template_partials.h: which partials a template names. */
#ifndef TOCSIN_CORE_TEMPLATE_PARTIALS_H
#define TOCSIN_CORE_TEMPLATE_PARTIALS_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <stddef.h>

/* False ends the walk, with err. */
typedef bool (*template_includes)(void *ctx, const char *name, struct error *err);
/* Calls `each` for every partial that the template names, in order. */
bool template_partials(const char *tmpl, size_t len, template_includes each, void *ctx,
                       struct error *err);

#endif
