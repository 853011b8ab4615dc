/* world.h: what a decision may know of the world, all of it as data. */
#ifndef TOCSIN_CORE_WORLD_H
#define TOCSIN_CORE_WORLD_H

#include "core/deadlines.h"
#include "core/messages.h"
#include "core/network.h"
#include "tocsin/civil.h"
#include "tocsin/directory.h"
#include "tocsin/policy.h"
#include <jansson.h>

/* What everything derived needs to know of the world. All borrowed. */
struct world {
    const struct policy *policy;
    const struct directory *directory;
    const struct messages *messages;
    const struct civil *civil;
    int64_t now;
    struct absence absence; /* the last time in which no tocsin was at work */
    const struct world_network *networks; /* that the bot is on; name NULL ends them */
    const json_t *lost; /* ids of open incidents that the database lost; NULL: none */
};

#endif
