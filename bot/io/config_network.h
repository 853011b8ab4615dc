/* config_network.h: the sections of the networks in tocsin.yaml. */
#ifndef TOCSIN_IO_CONFIG_NETWORK_H
#define TOCSIN_IO_CONFIG_NETWORK_H

#include "io/config.h"

/* NULL: it is not configured. */
const void *config_section(const struct config *config, const struct network *network);
/* One that does not need the configuration any more. */
const void *config_section_copy(struct arena *arena, const struct network *network,
                                const void *section);
/* Is it the same to its adapter? Both may be NULL. */
bool config_section_same(const struct network *network, const void *a, const void *b);

struct reading; /* config_read.h */
bool config_read_networks(const struct reading *in);
/* A place of a network is one as it has them; `key` is where it is written. */
bool config_check_place(const struct reading *in, const char *key, const char *place);

#endif
