/* io/civil.h: civil time by libical. */
#ifndef TOCSIN_IO_CIVIL_H
#define TOCSIN_IO_CIVIL_H

#include "tocsin/civil.h"
#include "tocsin/error.h"
#include <stdbool.h>

struct civil_options {
    const char *zone;            /* "Europe/Paris"; "UTC" */
    const char *const *holidays; /* "2025-12-25", NULL-terminated or NULL */
    unsigned weekend;            /* bit 0 Sunday .. bit 6 Saturday; 0: Saturday, Sunday */
};

/* Does the calendar know this date, written "2025-12-25"? */
bool civil_date_valid(const char *date);
/* ERR_INVALID for an unknown zone, a bad date or a week without a working day. Copies
 * what it needs of the options. Caller frees. */
struct civil *civil_new(const struct civil_options *options, struct error *err);
void civil_free(struct civil *civil);

#endif
