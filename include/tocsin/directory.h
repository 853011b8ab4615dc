/* directory.h: the workspace as configured: people, groups, places, language.
 * Loaded from tocsin.yaml (bot/io/config.c). Strings live as long as the directory. */
#ifndef TOCSIN_DIRECTORY_H
#define TOCSIN_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

/* One person, however many networks know them. Applied when reading, never stored. */
struct person {
    const char *name;              /* shown */
    const char *const *identities; /* "console:ana", "slack:U7": NULL-terminated */
    const char *const *groups; /* "leadership", "security", "admin": NULL-terminated */
};

struct directory {
    const char *workspace;         /* Redis hash tag */
    const char *language;          /* "en", "fr" */
    const char *zone;              /* "Europe/Paris" */
    const char *status_page;       /* URL or NULL */
    const char *support;           /* where users get support, or NULL */
    const char *const *announce;   /* places: NULL-terminated */
    const char *const *leadership; /* places: NULL-terminated */
    const struct person *people;
    size_t npeople;
};

#endif
