/* section.h: the section `matrix:` of tocsin.yaml. */
#ifndef TOCSIN_MATRIX_SECTION_H
#define TOCSIN_MATRIX_SECTION_H

#include "tocsin/network.h"
#include <stdint.h>

/* Lists are NULL-terminated. */
struct matrix_section {
    const char *homeserver;                 /* without a slash at its end */
    const char *user;                       /* "@tocsin:example.org" */
    const char *token_file, *password_file; /* or NULL: environment, credentials */
    const char *device;                     /* of a login by password */
    const char *command;                    /* "!inc" */
    const char *const *servers;             /* never empty: at least the user's own */
    const char *const *users;
    const char *const *invite; /* user ids */
    bool archive;
    int64_t replay; /* minutes */
};

/* What they are for: tocsin/network.h. */
extern const struct config_option matrix_section_options[];
const char *matrix_section_place(const char *name);
bool matrix_section_read(void *section, struct directory_network *there,
                         const struct network_reading *in);

#endif
