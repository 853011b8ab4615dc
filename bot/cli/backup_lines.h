/* backup_lines.h: a backup read line by line: is it a whole one, and does each row have the
 * shape of one? What a row means, its reader knows. */
#ifndef TOCSIN_CLI_BACKUP_LINES_H
#define TOCSIN_CLI_BACKUP_LINES_H

#include "tocsin/error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

typedef bool (*backup_line)(void *ctx, const json_t *line, struct error *err);

/* Calls `each` for every row but the last, from the beginning of the file. ERR_INVALID,
 * ERR_CORRUPT: it is no whole backup; or what `each` says. */
bool backup_lines(FILE *file, backup_line each, void *ctx, struct error *err);

#endif
