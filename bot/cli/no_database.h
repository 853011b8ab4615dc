/* no_database.h: what is said to who looks into a data folder without a database. */
#ifndef TOCSIN_CLI_NO_DATABASE_H
#define TOCSIN_CLI_NO_DATABASE_H

#include "io/redis_folder_look.h"
#include "tocsin/error.h"

/* Who only looks makes no database: an empty one would hide that there should be another.
 * Returns false. ERR_NOT_FOUND: as far as is known there never was one. */
bool no_database(const char *folder, enum redis_found found, struct error *err);

#endif
