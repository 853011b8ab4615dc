/* config_fill.h: from what libcyaml loaded to where each option goes. Private to config*.c. */
#ifndef TOCSIN_IO_CONFIG_FILL_H
#define TOCSIN_IO_CONFIG_FILL_H

#include "io/config_read.h"

/* Every value of a network (1..) or of none (0) to where it goes; false: a number is out of
 * its range. */
bool config_fill(const struct reading *in, size_t network, void *to);
/* Those of the i-th person. */
void config_fill_person(const struct reading *in, size_t i, struct person *ret);

#endif
