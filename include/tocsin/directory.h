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

/* What is configured for one network alone. */
struct directory_network {
    const char *name;
    /* Its addresses (people, groups): in every channel there that is not private; or NULL. */
    const char *const *invite;
    bool archive; /* channels of closed incidents are archived */
};

struct directory {
    const char *workspace;                    /* Redis hash tag */
    const char *language;                     /* "en", "fr" */
    const char *zone;                         /* "Europe/Paris" */
    const char *status_page;                  /* URL or NULL */
    const char *support;                      /* where users get support, or NULL */
    const char *runbook;                      /* URL or NULL */
    const struct directory_network *networks; /* name NULL ends them; or NULL */
    const char *const *announce;              /* places: NULL-terminated */
    const char *const *leadership;            /* places: NULL-terminated */
    const struct person *people;
    size_t npeople;
    /* What somebody who is not in `people` is called on their network, or NULL. NULL: no
     * such names are known. */
    const char *(*name_of)(void *ctx, const char *actor);
    /* The other way round: the one who is called so on a network, any case; NULL: nobody,
     * or several. */
    const char *(*actor_named)(void *ctx, const char *network, const char *name);
    /* Those on a network whose name has the word in it, any case, borrowed: at most `most`
     * into `ret`. Returns how many there are. NULL: as above. */
    size_t (*actors_like)(void *ctx, const char *network, const char *word,
                          const char **ret, size_t most);
    /* Is that the bot itself, as its network knows it? NULL: no network does. */
    bool (*is_bot)(void *ctx, const char *actor);
    void *name_ctx;
    /* networks whose people have ids that nobody types (CAP_OPAQUE), NULL-terminated;
     * NULL: none */
    const char *const *opaque;
};

#endif
