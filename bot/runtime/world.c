/* world.c: see world.h. */
#include "runtime/world.h"
#include "base/address.h"
#include "runtime/now.h"

struct world bot_world(const struct bot *bot) {
    return (struct world){
        .policy = bot->policy,
        .directory = bot->directory,
        .messages = bot->messages,
        .civil = bot->civil,
        .now = bot_now(bot),
        .absence = bot->absence,
        .networks = bot->networks,
        .lost = bot->gone,
    };
}

struct adapter *bot_adapter_at(const struct bot *bot, const char *place) {
    for (struct adapter *const *a = bot->o.adapters; *a; a++) {
        if (address_on(place, (*a)->network)) {
            return *a;
        }
    }
    return NULL;
}

struct adapter *bot_adapter(const struct bot *bot, const char *network) {
    for (struct adapter *const *a = bot->o.adapters; *a; a++) {
        if (!strcmp((*a)->network, network)) {
            return *a;
        }
    }
    return NULL;
}
