/* io/civil.h: civil time by libical. */
#ifndef TOCSIN_IO_CIVIL_H
#define TOCSIN_IO_CIVIL_H

#include "tocsin/civil.h"
#include "tocsin/error.h"

struct civil_options {
    const char *zone;             /* "Europe/Paris"; "UTC" */
    const char *const *holidays;  /* "2025-12-25", NULL-terminated or NULL */
    unsigned weekend;             /* bit 0 Sunday .. bit 6 Saturday; 0: Saturday, Sunday */
};

/* ERR_INVALID for an unknown zone or a bad date. Caller frees. */
struct civil *civil_new(const struct civil_options *options, struct error *err);
void civil_free(struct civil *civil);

#endif
