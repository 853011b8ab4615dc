/* aof_keep.c: before the embedded Redis is stopped: what it holds must be in its files.
 *
 * Somebody may have removed them a moment ago, so that the looks of aof.c did not notice
 * yet, or while no bot was at work. A Redis that is stopped then begins with nothing. */
#include "cli/aof_keep.h"
#include "base/log.h"
#include "cli/aof.h"
#include "io/redis_files.h"
#include "io/redis_store.h"
#include "tocsin/way_back.h"

#include <stdio.h>
#include <string.h>

enum { KEEP_MS = 10 * 1000, STEP_MS = 100 };

struct keeping {
    struct loop *loop;
    struct store *store;
    const char *folder;
    struct loop_timer *timer;
    int left; /* steps */
    bool over, kept;
    char why[160];
};

static void ordered(void *ctx, const json_t *replies, const char *why) {
    struct keeping *keeping = ctx;
    if (!replies && why && !strstr(why, "in progress")) {
        snprintf(keeping->why, sizeof keeping->why, "%s", why);
    }
}

static void step(void *ctx) {
    struct keeping *keeping = ctx;
    const struct blob word[] = {{"BGREWRITEAOF", strlen("BGREWRITEAOF")}};
    keeping->kept = aof_there(keeping->folder);
    keeping->over = keeping->kept || --keeping->left <= 0;
    if (!keeping->over) {
        redis_store_raw(keeping->store, word, 1, ordered, keeping);
        keeping->loop->timer_start(keeping->timer, STEP_MS);
    }
}

bool aof_keep(struct loop *loop, struct store *store, const char *folder,
              const struct aof *watched) {
    char missing[AOF_NAME_MAX], where[PATH_MAX];
    bool same = aof_where(watched, folder, where);
    struct keeping keeping = {.loop = loop, .store = store, .folder = where};
    if (same && strcmp(where, folder) != 0) {
        aof_log_renamed(folder, where);
    }
    if (same && aof_there(where)) {
        return true;
    }
    (void)redis_files_missing(same ? where : folder, missing, sizeof missing);
    log_event(
        LOG_LEVEL_ERROR, "aof.gone", "folder", folder, "missing", same ? missing : ".",
        "why",
        "somebody removed that file of the running Redis: before it is stopped, all "
        "of it is written anew",
        NULL);
    keeping.left = KEEP_MS / STEP_MS;
    keeping.timer = loop->timer(loop->self, step, &keeping);
    if (same) {
        loop->timer_start(keeping.timer, 0);
        (void)loop_wait(loop, &keeping.over, KEEP_MS + STEP_MS);
    }
    loop->timer_free(keeping.timer);
    if (keeping.kept) {
        log_event(LOG_LEVEL_WARN, "aof.again", "why",
                  "everything was written anew: nothing is lost", NULL);
        return true;
    }
    log_event(
        LOG_LEVEL_ERROR, "aof.not_kept", "folder", folder, "why",
        !same            ? "its folder was removed, or is another one by now: nobody "
                           "can reach it there, and what it held is lost"
        : keeping.why[0] ? keeping.why
                         : "it took too long",
        "todo",
        same
            ? "the Redis is left running, for it alone has the incidents: make room, "
              "or take away what is in its way, then tocsin backup FILE. systemd ends it "
              "with the unit: there, do that before you stop or restart tocsin"
            : WAY_BACK,
        NULL);
    return !same;
}
