/* redis_files.h: the append-only file of the embedded Redis: a manifest, and the files that it
 * names. A Redis that finds no manifest begins with nothing, and writes over the others. */
#ifndef TOCSIN_IO_REDIS_FILES_H
#define TOCSIN_IO_REDIS_FILES_H

#include "tocsin/error.h"
#include <stdbool.h>
#include <stddef.h>

/* What is not there, as it is called below the folder; "" when all of it is. */
bool redis_files_missing(const char *folder, char *ret, size_t size);
/* May a Redis begin there, with all that was there or with nothing? False: some of it is
 * missing; err says what, and what to type. */
bool redis_files_startable(const char *folder, struct error *err);

#endif
