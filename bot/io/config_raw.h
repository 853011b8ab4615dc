/* config_raw.h: tocsin.yaml as libcyaml loads it, before it becomes a struct config: a value
 * per row of the table of options. Private to config*.c and their test. */
#ifndef TOCSIN_IO_CONFIG_RAW_H
#define TOCSIN_IO_CONFIG_RAW_H

#include "base/arena.h"
#include "io/config.h"
#include "io/config_options.h"
#include "io/yaml.h"

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

#endif
