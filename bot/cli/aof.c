/* aof.c: see aof.h.
 *
 * Redis replaces its files while it writes them anew: what is missing at one look only may
 * be that. */
#include "cli/aof.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/redis_files.h"
#include "io/redis_store.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LOOK_MS = 5000,
    GONE_LOOKS = 2, /* one after another */
    HELP_LOOKS = 6, /* so long a new one is waited for */
    FOLDER_MODE = 0700,
};

struct aof {
    const struct loop *loop;
    struct store *store;
    struct loop_timer *timer;
    char folder[PATH_MAX];
    struct stat
        own;  /* the folder that its Redis writes to, whatever has its name by now */
    int at;   /* descriptor of that folder, wherever it is, or -1 */
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

void aof_log_renamed(const char *folder, const char *now) {
    log_event(
        LOG_LEVEL_ERROR, "aof.renamed", "folder", folder, "now", now, "why",
        "somebody renamed the folder under the running Redis, which writes on in it. "
        "The next start does not find it: give it its name back (mv -T)",
        NULL);
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

/* A folder that was removed has a name of the kernel's, which leads to nothing. */
static bool is_renamed(const struct aof *aof, char ret[PATH_MAX]) {
    char link[64];
    struct stat now;
    snprintf(link, sizeof link, "/proc/self/fd/%d", aof->at);
    ssize_t n = aof->at >= 0 ? readlink(link, ret, PATH_MAX - 1) : -1;
    ret[n > 0 ? n : 0] = '\0';
    return n > 0 && stat(ret, &now) == 0 && now.st_dev == aof->own.st_dev &&
           now.st_ino == aof->own.st_ino;
}

bool aof_where(const struct aof *aof, const char *folder, char ret[PATH_MAX]) {
    if (aof && !is_own(aof)) {
        return is_renamed(aof, ret);
    }
    snprintf(ret, PATH_MAX, "%s", folder);
    return true;
}

/* Each once. No new files come into a folder that has no name any more: there is nothing
 * to wait for. */
static void tell(struct aof *aof) {
    char name[PATH_MAX];
    if (!is_own(aof) && aof->gone >= GONE_LOOKS && !aof->told_own) {
        bool renamed = is_renamed(aof, name);
        aof->told_own = true;
        if (!renamed) {
            /* For what is known of it (known_file.h), so that the next start says what is
             * lost, and gives no number again. */
            (void)mkdir(aof->folder, FOLDER_MODE);
        }
        aof->lost(
            aof->ctx,
            renamed ? "The folder of the database was renamed. Nothing is lost, but the "
                      "next start does not find it: have it given its name back. The "
                      "log says what it is called now"
                    : "The folder of the database was removed: when tocsin stops, every "
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
    if (aof->told_own) {
        log_event(LOG_LEVEL_WARN, "aof.again", "why",
                  "the folder has its name again: nothing is lost", NULL);
        aof->told_own = false;
    } else if (aof->gone >= GONE_LOOKS) {
        log_event(LOG_LEVEL_WARN, "aof.again", "why",
                  "everything was written anew: nothing is lost", NULL);
    }
    aof->gone = 0;
    aof->told_file = false;
}

static void tell_gone(const struct aof *aof, bool own, const char *missing) {
    log_event(LOG_LEVEL_ERROR, "aof.gone", "folder", aof->folder, "missing",
              own ? missing : ".", "why",
              own ? "somebody removed that file of the running Redis. All of it is in "
                    "memory and is written anew now: do not stop Redis"
                  : "somebody removed the folder under the running Redis. All of it "
                    "is in memory only: do not stop Redis",
              NULL);
}

static void look(void *ctx) {
    struct aof *aof = ctx;
    char missing[AOF_NAME_MAX], name[PATH_MAX];
    bool own = is_own(aof);
    bool there = !redis_files_missing(aof->folder, missing, sizeof missing);
    aof->loop->timer_start(aof->timer, LOOK_MS);
    if (own && there) {
        found(aof);
        return;
    }
    bool renamed = !own && is_renamed(aof, name);
    aof->gone += aof->gone <= HELP_LOOKS;
    if (aof->gone == GONE_LOOKS && renamed) {
        aof_log_renamed(aof->folder, name);
    } else if (aof->gone == GONE_LOOKS) {
        tell_gone(aof, own, missing);
    }
    if (aof->gone >= GONE_LOOKS && !renamed) {
        help(aof);
    }
    tell(aof);
}

struct aof *aof_watch(const struct loop *loop, struct store *store, const char *folder,
                      void (*lost)(void *ctx, const char *why), void *ctx) {
    struct aof *aof = mem_new(sizeof *aof);
    *aof = (struct aof){.loop = loop, .store = store, .lost = lost, .ctx = ctx};
    snprintf(aof->folder, sizeof aof->folder, "%s", folder);
    aof->at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    (void)stat(folder, &aof->own);
    aof->timer = loop->timer(loop->self, look, aof);
    loop->timer_start(aof->timer, LOOK_MS);
    return aof;
}

void aof_free(struct aof *aof) {
    if (aof) {
        aof->loop->timer_free(aof->timer);
        if (aof->at >= 0) {
            close(aof->at);
        }
        free(aof);
    }
}
