/* template.h: logic-less mustache.
 *
 * Comments, delimiters, interpolation ({{x}} escaped, {{{x}}} and {{&x}} not), dotted
 * names, sections, inverted sections, partials with indentation, standalone lines: the
 * official specification. Data is never looked at as template, so nothing recurses from
 * data; a partial may include itself only to TEMPLATE_DEPTH. Not: lambdas, inheritance.
 */
#ifndef TOCSIN_CORE_TEMPLATE_H
#define TOCSIN_CORE_TEMPLATE_H

#include "base/strbuf.h"
#include "core/template_lex.h"
#include "tocsin/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

typedef void (*template_escape)(struct strbuf *out, const char *s, size_t len);
/* Text of a partial by name, or NULL. */
typedef const char *(*template_partial)(void *ctx, const char *name);

/* Appends the rendering to `out`. An unclosed tag or section is ERR_INVALID with the line
 * number; a template that nests or repeats without end is ERR_LIMIT; then `out` is as it
 * was. A missing name renders as nothing. Falsy are: nothing, null, false, the empty list
 * and the empty string. `view` may be any JSON value; `escape` NULL: none; `err` may be
 * NULL. */
bool template_render(const char *tmpl, size_t len, const json_t *view,
                     template_escape escape, template_partial partial, void *ctx,
                     struct strbuf *out, struct error *err);

#endif
