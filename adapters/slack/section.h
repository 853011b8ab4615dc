/* section.h: the section `slack:` of tocsin.yaml. */
#ifndef TOCSIN_SLACK_SECTION_H
#define TOCSIN_SLACK_SECTION_H

#include "tocsin/network.h"
#include <stdint.h>

/* Lists are NULL-terminated. */
struct slack_section {
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

/* What they are for: tocsin/network.h. */
extern const struct config_option slack_section_options[];
const char *slack_section_place(const char *channel);
bool slack_section_read(void *section, struct directory_network *there,
                        const struct network_reading *in);

#endif
