/* messages.h: a pack of templates in one language.
 *
 * The binary carries deploy/templates/<language>/<name>.mustache (generated source);
 * a folder given in the configuration overrides single files. */
#ifndef TOCSIN_CORE_MESSAGES_H
#define TOCSIN_CORE_MESSAGES_H

#include "base/arena.h"
#include "tocsin/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct message_template {
    const char *language; /* "en" */
    const char *name;     /* "opened" */
    const char *text;
};

struct messages {
    const char *language;
    const struct message_template *overrides; /* looked at first */
    size_t noverrides;
    const struct message_template *builtin; /* all languages; falls back to "en" */
    size_t nbuiltin;
};

/* Template text of a name, or NULL. */
const char *messages_find(const struct messages *messages, const char *name);
/* Renders with the neutral escape and parses: a tree (markup.h), new reference. A
 * template that is missing or broken yields a tree that says so; a message is never lost.
 */
json_t *messages_render(const struct messages *messages, const char *name,
                        const json_t *view);

#endif
