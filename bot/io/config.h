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

/* The section `slack:`. Tokens: bot/cli/tokens.h. Lists are NULL-terminated. */
struct config_slack {
    const char *app_token_file, *bot_token_file; /* or NULL: environment, credentials */
    const char *api_url;                         /* ends in a slash */
    int64_t sockets;                             /* 1..10 */
    const char *command;                         /* "/inc" */
    const char *channel;                         /* pattern of names, has "{id}" */
    const char *const *invite;                   /* "U…", "S…" */
    const char *const *teams;                    /* "T…", "E…", "any" */
    bool archive;                                /* channels of closed incidents */
    const char *const *timeline, *const *action; /* reactions */
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
    const char *redis_password_file;   /* or NULL */
    const char *redis_server;          /* program for the embedded one: "redis-server" */
    bool allow_volatile;               /* run on a Redis without append-only file */
    const char *log_level;             /* debug, info, warn, error */
    int64_t commands_per_minute;       /* a person; LIMIT_COMMANDS_PER_MINUTE */
    const char *heartbeat;             /* URL, or NULL */
    const struct config_slack *slack;  /* NULL: Slack is not used */
    struct config_slack slack_section; /* what it points to: defaults without a section */
};

/* ---- the table of options (config_options.c) ---- */

enum option_shape {
    OPTION_TEXT,
    OPTION_PATH,   /* relative to the folder of the file it is written in */
    OPTION_LIST,   /* const char *const *, never NULL */
    OPTION_NUMBER, /* int64_t */
    OPTION_SWITCH, /* bool */
    OPTION_WORD,   /* one of `words` */
    OPTION_WORDS,  /* some of them: unsigned, their values together; 0: left out */
};

struct cyaml_strval; /* {word, value}, see cyaml.h */

/* One option. NULL name ends the list. What is shown of it stands first. */
struct config_option {
    const char *name; /* "redis.url"; of each person: "people[].name" */
    const char *type; /* as people read it */
    /* What stands for it when it is left out, or NULL; words of a list with commas. */
    const char *otherwise;
    const char *help;
    enum option_shape shape;
    unsigned least, most; /* bytes of a text, entries of a list, or the number */
    unsigned each;        /* bytes of an entry at most */
    const struct cyaml_strval *words;
    unsigned nwords;
    bool must; /* it cannot be left out */
    size_t at; /* where it goes in struct config; of people, in struct person */
};
enum { CONFIG_OPTIONS_MAX = 64, CONFIG_PERSON_OPTIONS = 3 };
extern const struct config_option config_options[];
/* The row of that name. */
const struct config_option *config_option(const char *name);

/* `path` NULL: ./tocsin.yaml when it exists, else defaults alone. Errors name file, line
 * and key (ERR_INVALID), a missing file is ERR_NOT_FOUND. Caller frees. */
struct config *config_load(const char *path, struct error *err);
void config_free(struct config *config);

#endif
