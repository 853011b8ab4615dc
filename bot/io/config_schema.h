/* config_schema.h: the schema of tocsin.yaml, from the rows of the table of options. Private
 * to config*.c and their test. */
#ifndef TOCSIN_IO_CONFIG_SCHEMA_H
#define TOCSIN_IO_CONFIG_SCHEMA_H

#include "base/arena.h"
#include "io/config_options.h"
#include "io/yaml.h"

bool config_is_person(const struct config_row *row);
/* Which of its values is the row's. */
size_t config_raw_index(const struct config_row *rows, const struct config_row *row);
/* A mapping with CYAML_FLAG_POINTER, in the arena, like the rows. */
const cyaml_schema_value_t *config_schema(struct arena *arena,
                                          const struct config_row *rows);

#endif
