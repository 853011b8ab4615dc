/* yaml_check.h: keys, kinds, choices and sizes of a document. */
#ifndef TOCSIN_IO_YAML_CHECK_H
#define TOCSIN_IO_YAML_CHECK_H

#include "io/yaml.h"

/* Keys, kinds, choices and sizes as the schema says. */
bool yaml_check(const struct yaml *yaml, const cyaml_schema_value_t *schema,
                struct error *err);

#endif
