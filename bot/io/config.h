/* config.h: what tocsin.yaml says. Every option is in one table (config_options.h) from which
 * `tocsin --help-config` and the reference in deploy/README.md are printed. */
#ifndef TOCSIN_IO_CONFIG_H
#define TOCSIN_IO_CONFIG_H

#include "base/arena.h"
#include "io/civil.h"
#include "tocsin/error.h"
#include "tocsin/network.h"
#include <stdbool.h>
#include <stdint.h>

enum redis_kind {
    REDIS_EMBEDDED, /* a private redis-server child in the data folder */
    REDIS_UNIX,
    REDIS_TCP,
};

/* A network of the table and its section, filled in; NULL: it is not configured. */
struct config_network {
    const struct network *network;
    const void *section;
};

struct config {
    const char *path; /* file it came from, or NULL: defaults */
    struct directory directory;
    struct civil_options civil;
    const char *policy;    /* shipped name, or path of a file (contains '/') */
    const char *templates; /* folder of overriding templates, or NULL */
    const char *data;      /* folder for the embedded Redis and its socket */
    enum redis_kind redis;
    const char *redis_url;  /* as it is written */
    const char *redis_path; /* socket */
    const char *redis_host; /* address or name */
    int redis_port;
    const char *redis_password_file; /* or NULL */
    const char *redis_server;        /* program for the embedded one: "redis-server" */
    bool allow_volatile;             /* run on a Redis without append-only file */
    const char *log_level;           /* debug, info, warn, error */
    int64_t commands_per_minute;     /* a person; LIMIT_COMMANDS_PER_MINUTE */
    const char *heartbeat;           /* URL, or NULL */
    const struct config_network *networks; /* the whole table; network NULL ends it */
};

#endif
