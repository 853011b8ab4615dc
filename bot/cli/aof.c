/* aof.c: see aof.h.
 *
 * Redis replaces its files while it writes them anew: what is missing at one look only may
 * be that. */
#include "cli/aof.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/redis_files.h"
#include "io/redis_store.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    LOOK_MS = 5000,
    GONE_LOOKS = 2, /* one after another */
    HELP_LOOKS = 6, /* so long a new one is waited for */
};

struct aof {
    const struct loop *loop;
    struct store *store;
    struct loop_timer *timer;
    char folder[PATH_MAX];
    struct stat
        own;  /* the folder that its Redis writes to, whatever has its name by now */
    int gone; /* looks that did not find it, one after another */
    bool told_file; /* that its files cannot be written anew */
    bool told_own;  /* that its folder is gone, which nothing helps against */
    void (*lost)(void *ctx, const char *why);
    void *ctx;
};

bool aof_there(const char *folder) {
    char missing[AOF_NAME_MAX];
    return !redis_files_missing(folder, missing, sizeof missing);
}

static void ordered(void *ctx, const json_t *replies, const char *why) {
    (void)ctx;
    if (!replies) {
        log_event(LOG_LEVEL_ERROR, "aof.rewrite.failed", "why", why, NULL);
    }
}

static void help(struct aof *aof) {
    const struct blob word[] = {{"BGREWRITEAOF", strlen("BGREWRITEAOF")}};
    redis_store_raw(aof->store, word, 1, ordered, aof);
}

/* A folder of the same name that somebody made anew has nothing of this Redis. */
static bool is_own(const struct aof *aof) {
    struct stat now;
    return stat(aof->folder, &now) == 0 && now.st_dev == aof->own.st_dev &&
           now.st_ino == aof->own.st_ino;
}

bool aof_same(const struct aof *aof) {
    return !aof || is_own(aof);
}

/* Each once. No new files come into a folder that has no name any more: there is nothing
 * to wait for. */
static void tell(struct aof *aof) {
    if (!is_own(aof) && aof->gone >= GONE_LOOKS && !aof->told_own) {
        aof->told_own = true;
        aof->lost(aof->ctx,
                  "The folder of the database was removed: when tocsin stops, every "
                  "incident is lost. Do not stop it, and copy what the timeline of "
                  "each incident shows");
    } else if (is_own(aof) && aof->gone >= HELP_LOOKS && !aof->told_file) {
        aof->told_file = true;
        aof->lost(aof->ctx,
                  "The files of the database were removed and cannot be written anew: "
                  "when it stops, every incident is lost. Do not stop it; have tocsin "
                  "backup FILE run now, on another disk");
    }
}

static void found(struct aof *aof) {
    if (aof->gone >= GONE_LOOKS) {
        log_event(LOG_LEVEL_WARN, "aof.again", "why",
                  "everything was written anew: nothing is lost", NULL);
    }
    aof->gone = 0;
    aof->told_file = false;
}

static void look(void *ctx) {
    struct aof *aof = ctx;
    char missing[AOF_NAME_MAX];
    bool own = is_own(aof);
    bool there = !redis_files_missing(aof->folder, missing, sizeof missing);
    aof->loop->timer_start(aof->timer, LOOK_MS);
    if (own && there) {
        found(aof);
        return;
    }
    aof->gone += aof->gone <= HELP_LOOKS;
    if (aof->gone == GONE_LOOKS) {
        log_event(
            LOG_LEVEL_ERROR, "aof.gone", "folder", aof->folder, "missing",
            own ? missing : ".", "why",
            own ? "somebody removed that file of the running Redis. All of it is in "
                  "memory and is written anew now: do not stop Redis"
                : "somebody removed the folder under the running Redis. All of it "
                  "is in memory only: do not stop Redis",
            NULL);
    }
    if (aof->gone >= GONE_LOOKS) {
        help(aof);
    }
    tell(aof);
}

struct aof *aof_watch(const struct loop *loop, struct store *store, const char *folder,
                      void (*lost)(void *ctx, const char *why), void *ctx) {
    struct aof *aof = mem_new(sizeof *aof);
    *aof = (struct aof){.loop = loop, .store = store, .lost = lost, .ctx = ctx};
    snprintf(aof->folder, sizeof aof->folder, "%s", folder);
    (void)stat(folder, &aof->own);
    aof->timer = loop->timer(loop->self, look, aof);
    loop->timer_start(aof->timer, LOOK_MS);
    return aof;
}

void aof_free(struct aof *aof) {
    if (aof) {
        aof->loop->timer_free(aof->timer);
        free(aof);
    }
}
