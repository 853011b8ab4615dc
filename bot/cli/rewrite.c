/* rewrite.c: a removed text leaves Redis at once, but its append-only file is a history.
 *
 * The commit of a removal leaves the mark `rewrite` behind, and only a file that was
 * written anew after it, whole, takes the mark away: a process that ends or a Redis that
 * dies before that is made up for at the next start. A mark that changed meanwhile stands
 * for a later text, which the file of that moment still had. */
#include "cli/rewrite.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/redis_store.h"
#include "tocsin/keys.h"

#include <stdlib.h>
#include <string.h>

enum { POLL_MS = 50, AGAIN_MS = 10 * 1000, MARK_MAX = 128 };

struct rewrite {
    struct loop *loop;
    struct store *store;
    struct loop_timer *timer;
    bool idle, done, failed;
    bool again;   /* asked for while one was under way */
    bool ordered; /* the rewrite that is watched began after the mark was read */
    char mark[MARK_MAX];
};

static void look(struct rewrite *rewrite);
static void watch(void *ctx);

/* Not done: the store is down, or going; its next start begins anew. */
static void rest(struct rewrite *rewrite, bool done) {
    rewrite->idle = true;
    rewrite->done = done;
    if (rewrite->again && done) {
        rewrite_start(rewrite);
    }
}

static struct blob word(const char *s) {
    return (struct blob){s, strlen(s)};
}

static void unmarked(void *ctx, const struct commit_reply *reply) {
    if (reply->result == COMMIT_DONE || reply->result == COMMIT_REFUSED) {
        look(ctx); /* a later mark may be there */
    } else {
        rest(ctx, false);
    }
}

static void unmark(struct rewrite *rewrite) {
    struct check same = {
        .kind = CHECK_VALUE, .key = word(KEY_REWRITE), .value = word(rewrite->mark)};
    struct blob del[] = {word("DEL")};
    struct write write = {.key = word(KEY_REWRITE), .argc = 1, .argv = del};
    struct commit commit = {
        .nchecks = 1, .checks = &same, .nwrites = 1, .writes = &write};
    rewrite->store->commit(rewrite->store->self, &commit, unmarked, rewrite);
}

static void ordered(void *ctx, const json_t *replies, const char *why) {
    struct rewrite *rewrite = ctx;
    bool waits = why && strstr(why, "in progress"); /* an earlier one ends first */
    rewrite->ordered = replies != NULL;
    if (!replies && !waits) {
        rewrite->failed = true;
        log_event(LOG_LEVEL_WARN, "aof.rewrite.failed", "why", why, NULL);
    }
    rewrite->loop->timer_start(rewrite->timer, replies || waits ? POLL_MS : AGAIN_MS);
}

static void order(struct rewrite *rewrite) {
    struct blob argv[] = {word("BGREWRITEAOF")};
    redis_store_raw(rewrite->store, argv, 1, ordered, rewrite);
}

static void informed(void *ctx, const json_t *replies, const char *why) {
    struct rewrite *rewrite = ctx;
    const char *text = json_string_value(json_array_get(replies, 0));
    if (!text) {
        log_event(LOG_LEVEL_WARN, "aof.rewrite.unknown", "why", why ? why : "", NULL);
        rest(rewrite, false);
    } else if (!strstr(text, "aof_rewrite_in_progress:0") ||
               !strstr(text, "aof_rewrite_scheduled:0")) {
        rewrite->loop->timer_start(rewrite->timer, POLL_MS);
    } else if (!rewrite->ordered) {
        order(rewrite);
    } else if (strstr(text, "aof_last_bgrewrite_status:ok")) {
        unmark(rewrite);
    } else {
        log_event(LOG_LEVEL_WARN, "aof.rewrite.failed", "why", "see the log of Redis",
                  NULL);
        rewrite->ordered = false;
        rewrite->failed = true;
        rewrite->loop->timer_start(rewrite->timer, AGAIN_MS);
    }
}

static void watch(void *ctx) {
    struct rewrite *rewrite = ctx;
    struct blob argv[] = {word("INFO"), word("persistence")};
    redis_store_raw(rewrite->store, argv, 2, informed, rewrite);
}

static void looked(void *ctx, const json_t *replies, const char *why) {
    struct rewrite *rewrite = ctx;
    const char *mark = json_string_value(json_array_get(replies, 0));
    (void)why; /* a store that is down is asked again when it is up */
    if (!mark || strlen(mark) >= MARK_MAX) {
        rest(rewrite, replies != NULL);
        return;
    }
    memcpy(rewrite->mark, mark, strlen(mark) + 1);
    order(rewrite);
}

static void look(struct rewrite *rewrite) {
    struct blob argv[] = {word("GET")};
    struct write get = {.key = word(KEY_REWRITE), .argc = 1, .argv = argv};
    rewrite->store->read(rewrite->store->self, &get, 1, looked, rewrite);
}

void rewrite_start(struct rewrite *rewrite) {
    rewrite->again = !rewrite->idle;
    if (rewrite->idle) {
        rewrite->idle = rewrite->done = rewrite->failed = false;
        look(rewrite);
    }
}

const bool *rewrite_idle(const struct rewrite *rewrite) {
    return &rewrite->idle;
}

bool rewrite_done(const struct rewrite *rewrite) {
    return rewrite->done;
}

bool rewrite_failed(const struct rewrite *rewrite) {
    return rewrite->failed;
}

struct rewrite *rewrite_new(struct loop *loop, struct store *store) {
    struct rewrite *rewrite = mem_new(sizeof *rewrite);
    *rewrite = (struct rewrite){.loop = loop, .store = store, .idle = true};
    rewrite->timer = loop->timer(loop->self, watch, rewrite);
    return rewrite;
}

void rewrite_free(struct rewrite *rewrite) {
    if (rewrite) {
        rewrite->loop->timer_free(rewrite->timer);
        free(rewrite);
    }
}
