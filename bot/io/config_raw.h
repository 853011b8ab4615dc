/* config_raw.h: tocsin.yaml as libcyaml loads it, before it becomes a struct config: a value
 * per row of the table of options. Private to config*.c and their test. */
#ifndef TOCSIN_IO_CONFIG_RAW_H
#define TOCSIN_IO_CONFIG_RAW_H

#include "base/arena.h"
#include "io/config.h"
#include "io/yaml.h"

/* What options of each person begin with. */
#define CONFIG_PERSON "people[]."

struct raw_value {
    union {
        char *text;
        char **list;
        unsigned number; /* OPTION_SWITCH, _WORD, _WORDS: as libcyaml writes them */
    };
    unsigned count; /* of a list */
};

struct raw_person {
    struct raw_value values[CONFIG_PERSON_OPTIONS];
};

struct raw_config {
    struct raw_person *people;
    unsigned people_count;
    struct raw_value values[]; /* one per row; those of people stay empty */
};

bool config_is_person(const struct config_row *row);
/* Which of its values is the row's. */
size_t config_raw_index(const struct config_row *rows, const struct config_row *row);
/* A mapping with CYAML_FLAG_POINTER, in the arena, like the rows. */
const cyaml_schema_value_t *config_schema(struct arena *arena,
                                          const struct config_row *rows);

#endif
