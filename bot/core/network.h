/* network.h: the networks that the bot is on, as decisions know them: by what they can and
 * what the configuration says of them, never by their names.
 *
 * Two of them at once keep these rules:
 *
 *   a channel      each network that opens channels has one for every incident
 *   a fallback     what a network's channel cannot be told is told in the announce places of
 *                  the same network; see network_fallback()
 *   a person       is reached on each network where an identity of theirs is known, for at
 *                  night nobody knows which of them they look at, and a network may be down
 *   a mention      in a message it is whom its own network knows
 *   the archive    of one network says nothing of the channel on another */
#ifndef TOCSIN_CORE_NETWORK_H
#define TOCSIN_CORE_NETWORK_H

#include "tocsin/adapter.h"
#include <stdbool.h>

/* A list of them ends with name NULL; NULL is an empty one. All borrowed. */
struct world_network {
    const char *name; /* prefix of its addresses */
    unsigned caps;    /* enum adapter_caps */
    /* Its addresses, invited to every channel that is not private; or NULL. */
    const char *const *invite;
    bool archive;                /* channels of closed incidents are archived */
    const char *const *announce; /* its announce places, NULL-terminated, or NULL */
};

/* Has it all of these capabilities? */
bool network_can(const struct world_network *network, unsigned caps);
/* Does any of them? */
bool networks_can(const struct world_network *all, unsigned caps);
/* NULL: there is none of that name. */
const struct world_network *network_named(const struct world_network *all,
                                          const char *name);
/* Where it is told what an incident's channel on `network` (one of `all`) cannot be told:
 * its own announce places. When it has none: nowhere (NULL) as long as another network with
 * channels speaks for itself; else `announce`, all there are, for the first network with
 * channels alone, so that nothing is said there twice. */
const char *const *network_fallback(const struct world_network *all,
                                    const struct world_network *network,
                                    const char *const *announce);

#endif
