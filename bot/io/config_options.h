/* config_options.h: the table of options, from which `tocsin --help-config` and the
 * reference in deploy/README.md are printed. */
#ifndef TOCSIN_IO_CONFIG_OPTIONS_H
#define TOCSIN_IO_CONFIG_OPTIONS_H

#include "base/arena.h"
#include "tocsin/network.h"
#include "tocsin/option.h"

/* Those of no network; tocsin/option.h. A NULL name ends them. */
enum { CONFIG_PERSON_OPTIONS = 3 };
/* What options of each person begin with. */
#define CONFIG_PERSON "people[]."
extern const struct config_option config_options[];
/* The row of that name. */
const struct config_option *config_option(const char *name);

/* An option of all there are, those of the networks included. */
struct config_row {
    const struct config_option *option; /* NULL ends them */
    size_t network;                     /* 1..: of which in the table; 0: of none */
};
/* In the order in which people read of them: the networks stand before the people. */
const struct config_row *config_rows(struct arena *arena,
                                     const struct network *const *networks);

#endif
