/* yaml.h: a YAML document whose every value knows its place.
 *
 * The text is composed into libyaml's tree, checked against a libcyaml schema, and loaded
 * into C structs by libcyaml. The tree stays, so that a rule that only the loaded values
 * can break still names file, line and key. A path is what errors show: "phases[2].key".
 */
#ifndef TOCSIN_IO_YAML_H
#define TOCSIN_IO_YAML_H

#include "tocsin/error.h"
#include <cyaml/cyaml.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <yaml.h>

enum {
    YAML_FILE_MAX = 256 * 1024, /* bytes; a policy is one page */
    YAML_PATH_MAX = 256,
};

/* A value and the line on which its key (or list entry) stands. */
struct yaml_place {
    yaml_node_t *node; /* NULL: not in the document */
    size_t line;       /* 1.. ; of the nearest enclosing value when node is NULL */
};

struct yaml; /* opaque */

/* `schema` is a libcyaml mapping with CYAML_FLAG_POINTER and outlives the document;
 * `file` is for messages. ERR_INVALID "file:line: path: what is allowed". */
struct yaml *yaml_open(const char *text, size_t len, const char *file,
                       const cyaml_schema_value_t *schema, struct error *err);
void yaml_close(struct yaml *yaml); /* frees the loaded data, too; NULL is fine */
/* What libcyaml loaded; NULL when the document is empty. Lives as long as the document.
 */
const void *yaml_data(const struct yaml *yaml);
/* Fills err with ERR_INVALID "file:line: path: text" and returns false. */
bool yaml_fail(const struct yaml *yaml, struct error *err, const char *path,
               const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Is there a value at the path? */
bool yaml_has(const struct yaml *yaml, const char *path);
/* For values of two shapes, which libcyaml does not load (CYAML_IGNORE): the `i`-th of a
 * list of scalars, or the scalar itself for i = 0. NULL when there is no such. */
const char *yaml_scalar(const struct yaml *yaml, const char *path, size_t i);
/* Entries of a list, 1 for a scalar, 0 for anything else. */
size_t yaml_count(const struct yaml *yaml, const char *path);

/* For yaml_check.c. */
struct yaml_place yaml_find(const struct yaml *yaml, const char *path);
yaml_document_t *yaml_document(const struct yaml *yaml);
bool yaml_fail_at(const struct yaml *yaml, struct error *err, size_t line,
                  const char *path, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
