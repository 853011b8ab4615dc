/* config.h: tocsin.yaml, by libcyaml. Every option is in one table from which
 * `tocsin --help-config` and the reference in deploy/README.md are printed. */
#ifndef TOCSIN_IO_CONFIG_H
#define TOCSIN_IO_CONFIG_H

#include "io/civil.h"
#include "tocsin/directory.h"
#include "tocsin/error.h"
#include <stdbool.h>
#include <stdint.h>

enum redis_kind {
    REDIS_EMBEDDED, /* a private redis-server child in the data folder */
    REDIS_UNIX,
    REDIS_TCP,
};

/* The section `slack:`, but for what is in the directory. Tokens: bot/cli/tokens.h. */
struct config_slack {
    const char *app_token_file, *bot_token_file; /* or NULL: environment, credentials */
    const char *api_url;                         /* ends in a slash */
    int sockets;                                 /* 1..10 */
    const char *command;                         /* "/inc" */
    const char *channel;                         /* pattern of names, has "{id}" */
    const char *const *teams; /* "T…", "E…", "any": NULL-terminated */
    const char *const *timeline, *const *action; /* reactions: NULL-terminated */
};

struct config {
    const char *path; /* file it came from, or NULL: defaults */
    struct directory directory;
    struct civil_options civil;
    const char *policy;    /* shipped name, or path of a file (contains '/') */
    const char *templates; /* folder of overriding templates, or NULL */
    const char *data;      /* folder for the embedded Redis and its socket */
    enum redis_kind redis;
    const char *redis_path; /* socket */
    const char *redis_host; /* address or name */
    int redis_port;
    const char *redis_password_file;  /* or NULL */
    const char *redis_server;         /* program for the embedded one: "redis-server" */
    bool allow_volatile;              /* run on a Redis without append-only file */
    const char *log_level;            /* debug, info, warn, error */
    int64_t commands_per_minute;      /* a person; LIMIT_COMMANDS_PER_MINUTE */
    const char *heartbeat;            /* URL, or NULL */
    const struct config_slack *slack; /* NULL: Slack is not used */
};

/* Options, for the reference: name, type, default, help. NULL name ends the list. */
struct config_option {
    const char *name; /* "redis.url" */
    const char *type;
    const char *otherwise;
    const char *help;
};
extern const struct config_option config_options[];

/* `path` NULL: ./tocsin.yaml when it exists, else defaults alone. Errors name file, line
 * and key (ERR_INVALID), a missing file is ERR_NOT_FOUND. Caller frees. */
struct config *config_load(const char *path, struct error *err);
void config_free(struct config *config);

#endif
