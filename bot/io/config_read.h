/* config_read.h: what the readers of tocsin.yaml share. Private to config*.c. */
#ifndef TOCSIN_IO_CONFIG_READ_H
#define TOCSIN_IO_CONFIG_READ_H

#include "base/arena.h"
#include "io/config.h"
#include "io/config_raw.h"

/* What is at hand while a file is read. */
struct reading {
    const struct yaml *yaml;      /* NULL: no file */
    const struct raw_config *raw; /* NULL: nothing is written in it */
    const struct network *const *networks;
    const struct config_row *rows;
    struct arena *arena;
    struct config *config;
    struct error *err;
};

const char *config_copy(const struct reading *in,
                        const char *value); /* NULL gives NULL */
const char *const *config_copy_list(const struct reading *in, char *const *words,
                                    size_t n);
/* Words with commas between; NULL gives none. */
const char *const *config_split(const struct reading *in, const char *words);
/* A path as written in the file, seen from where the bot was started. */
const char *config_resolve(const struct reading *in, const char *path);

#endif
