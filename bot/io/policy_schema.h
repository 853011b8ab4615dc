/* policy_schema.h: the schema of a policy and the words of its enumerations. */
#ifndef TOCSIN_IO_POLICY_SCHEMA_H
#define TOCSIN_IO_POLICY_SCHEMA_H

#include <cyaml/cyaml.h>

extern const cyaml_schema_value_t policy_schema;
/* Words of the enumerations: .str is the word for .val, which is its index + 1. */
extern const cyaml_strval_t policy_milestones[];
extern const cyaml_strval_t policy_events[];
extern const cyaml_strval_t policy_audiences[];

/* The word that an enumeration value stands for; NULL for 0. */
const char *policy_word(const cyaml_strval_t *words, int value);

#endif
