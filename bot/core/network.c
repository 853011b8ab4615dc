/* network.c: see network.h. */
#include "core/network.h"
#include "base/text.h"

bool network_can(const struct world_network *network, unsigned caps) {
    return (network->caps & caps) == caps;
}

bool networks_can(const struct world_network *all, unsigned caps) {
    for (; all && all->name; all++) {
        if (network_can(all, caps)) {
            return true;
        }
    }
    return false;
}

const struct world_network *network_named(const struct world_network *all,
                                          const char *name) {
    for (; all && all->name; all++) {
        if (text_equal(all->name, name)) {
            return all;
        }
    }
    return NULL;
}

static bool announces(const struct world_network *network) {
    return network->announce && network->announce[0];
}

const char *const *network_fallback(const struct world_network *all,
                                    const struct world_network *network,
                                    const char *const *announce) {
    if (announces(network)) {
        return network->announce;
    }
    for (const struct world_network *other = all; other->name; other++) {
        if (other != network && network_can(other, CAP_CHANNELS) &&
            (other < network || announces(other))) {
            return NULL;
        }
    }
    return announce;
}
