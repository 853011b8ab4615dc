/* options.h: what a bot works with, and who hears how it is. */
#ifndef TOCSIN_RUNTIME_OPTIONS_H
#define TOCSIN_RUNTIME_OPTIONS_H

#include "core/command.h"
#include "core/world.h"
#include "tocsin/adapter.h"
#include "tocsin/loop.h"
#include "tocsin/store.h"
#include <stdbool.h>
#include <stdint.h>

struct bot_options {
    const struct loop *loop;
    const struct store *store;
    struct adapter *const *adapters; /* NULL-terminated, owned by the caller */
    const struct command_table *commands;
    const struct policy *policy;
    const struct directory *directory;
    const struct messages *messages;
    const struct civil *civil;
    const char
        *derivation; /* changes when deadlines must be derived anew: policy, zone */
    int64_t commands_per_minute;
    const json_t *known; /* what an earlier process knew (bot_known), borrowed; or NULL */
    bool offline;        /* no alarm clock, nothing is sent: for repairs */
    bool virtual_clock;
    int64_t virtual_start;       /* UTC ms */
    void (*on_ready)(void *ctx); /* the lease is ours, inputs are taken */
    /* Somebody else is at work (standby) or took over; `who` is their lease. */
    void (*on_standby)(void *ctx, const char *who);
    void (*on_stopped)(void *ctx); /* after bot_stop(): everything is drained */
    /* Text was removed: the append-only file should be rewritten. */
    void (*on_redacted)(void *ctx);
    /* What keeps the store from working, as far as it shows without it, and what to do, for
     * people: "the disk of the database is full. …". NULL, or returns NULL: nothing known. */
    const char *(*store_ill)(void *ctx);
    void *ctx;
};

#endif
