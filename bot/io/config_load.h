/* config_load.h: tocsin.yaml, by libcyaml, becomes a struct config. */
#ifndef TOCSIN_IO_CONFIG_LOAD_H
#define TOCSIN_IO_CONFIG_LOAD_H

#include "io/config.h"

/* `path` NULL: ./tocsin.yaml when it exists, else defaults alone. `networks` are those that
 * there are, NULL-terminated. Errors name file, line and key (ERR_INVALID), a missing file is
 * ERR_NOT_FOUND. Caller frees. */
struct config *config_load(const char *path, const struct network *const *networks,
                           struct error *err);

void config_free(struct config *config);

#endif
