/* app_internal.h: the running bot's parts, shared by app.c (put together, taken apart) and
 * app_events.c (what happens meanwhile). */
#ifndef TOCSIN_CLI_APP_INTERNAL_H
#define TOCSIN_CLI_APP_INTERNAL_H

#include "cli/aof.h"
#include "cli/findings.h"
#include "cli/known_file.h"
#include "cli/networks.h"
#include "cli/preflight.h"
#include "cli/rewrite.h"
#include "cli/setup.h"
#include "cli/watch.h"
#include "io/loop.h"
#include "io/redis_child.h"
#include "runtime/bot.h"

enum { DRAIN_MS = 10 * 1000 };

struct app_options;

struct app {
    const struct app_options *o; /* app.h */
    struct setup *setup;
    struct setup *old; /* replaced by a reload, freed once all is quiet */
    struct loop *loop;
    struct redis_child *child;
    struct store *store;
    struct networks *networks;
    struct bot *bot;
    struct loop_timer *preflight_soon;
    struct preflight *preflight; /* NULL: not begun */
    struct findings findings;
    struct rewrite *rewrite;
    struct watch *watch;      /* NULL: nobody looks */
    struct aof *aof;          /* NULL: its files are not ours */
    struct known_file *known; /* the same */
    json_t *known_before;     /* what the last bot knew, or NULL */
    bool started;
    bool waits; /* that it does for Redis was said to whoever sits at the terminal */
    int status;
};

#endif
