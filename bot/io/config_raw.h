/* config_raw.h: tocsin.yaml as it is written, before it becomes a struct config. Private
 * to config.c, config_schema.c and their test. */
#ifndef TOCSIN_IO_CONFIG_RAW_H
#define TOCSIN_IO_CONFIG_RAW_H

#include "io/yaml.h"

struct raw_person {
    char *name;
    char **identities;
    unsigned identities_count;
    char **groups;
    unsigned groups_count;
};

struct raw_reactions {
    char **timeline;
    unsigned timeline_count;
    char **action;
    unsigned action_count;
};

struct raw_slack {
    char *app_token_file, *bot_token_file, *api_url, *command, *channel;
    unsigned sockets; /* 0: not given */
    char **invite;
    unsigned invite_count;
    char **teams;
    unsigned teams_count;
    bool archive;
    struct raw_reactions reactions;
};

struct raw_links {
    char *runbook;
};

struct raw_config {
    char *workspace, *language, *zone, *status_page, *heartbeat, *support, *policy,
        *templates, *data;
    char **holidays;
    unsigned holidays_count;
    unsigned weekend; /* bit 0 Sunday .. bit 6 Saturday; 0: not given */
    char **announce;
    unsigned announce_count;
    char **leadership;
    unsigned leadership_count;
    struct raw_person *people;
    unsigned people_count;
    struct {
        char *url, *password_file, *server;
        bool allow_volatile;
    } redis;
    struct raw_links links;
    struct raw_slack slack;
    int log_level; /* index into config_log_levels + 1; 0: not given */
    struct {
        unsigned commands_per_minute; /* 0: not given */
    } limits;
};

extern const cyaml_schema_value_t config_schema;
extern const cyaml_strval_t config_log_levels[];

#endif
