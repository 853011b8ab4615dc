/* outfile.h: a file that appears whole or not at all: written beside its place, then
 * renamed. Nothing else is touched: it follows no link, it replaces nothing but a plain
 * file, and what it holds is readable by us alone. */
#ifndef TOCSIN_CLI_OUTFILE_H
#define TOCSIN_CLI_OUTFILE_H

#include "tocsin/error.h"
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct outfile {
    FILE *file;
    size_t rows; /* written by whoever writes */
    char path[PATH_MAX], part[PATH_MAX];
};

/* ERR_IO, ERR_CONFLICT (another one is writing there) with words. */
bool outfile_open(struct outfile *out, const char *path, struct error *err);
/* Says by errno that a file at `path` cannot be written, and what to do. Returns false. */
bool outfile_failed(const char *path, struct error *err);
/* `keep`: puts it in its place, when all of it is on the disk; else it is removed. */
bool outfile_close(struct outfile *out, bool keep, struct error *err);

#endif
