/* config.h: tocsin.yaml, by libcyaml. Every option is in one table from which
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

/* ---- the table of options (config_options.c) ---- */

/* Those of no network; tocsin/option.h. A NULL name ends them. */
enum { CONFIG_PERSON_OPTIONS = 3 };
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

/* `path` NULL: ./tocsin.yaml when it exists, else defaults alone. `networks` are those that
 * there are, NULL-terminated. Errors name file, line and key (ERR_INVALID), a missing file is
 * ERR_NOT_FOUND. Caller frees. */
struct config *config_load(const char *path, const struct network *const *networks,
                           struct error *err);

/* ---- the section of a network (config_network.c) ---- */

/* NULL: it is not configured. */
const void *config_section(const struct config *config, const struct network *network);
/* One that does not need the configuration any more. */
const void *config_section_copy(struct arena *arena, const struct network *network,
                                const void *section);
/* Is it the same to its adapter? Both may be NULL. */
bool config_section_same(const struct network *network, const void *a, const void *b);
void config_free(struct config *config);

#endif
