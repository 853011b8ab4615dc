/* keep.c: what an adapter keeps of its own (host.keep): how far it has read its network.
 *
 * A fact stands for everything that the adapter had handed in by then, and is in the store
 * only when all of that is: in the commit of the input that brings it when nothing before
 * it is under way any more, else in a commit of its own behind the last of them. So a
 * process that dies reads again what was not saved, and never too little; what was saved
 * is known by its key.
 *
 * Nobody knows of an input that ended REPLY_UNKNOWN whether it was saved. The facts that
 * stand for it are dropped; whoever handed it in does so again, and brings a fact again. */
#include "runtime/keep.h"
#include "base/address.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stored.h"
#include "runtime/aside.h"
#include "runtime/lease.h"
#include "runtime/quiet.h"
#include "runtime/task.h"
#include "runtime/writes.h"
#include "tocsin/keys.h"

enum { FACT_MAX = 4096, AGAIN_MS = 1000 };

/* One network. Inputs have numbers in the order in which they came. */
struct keeper {
    char *network;
    int64_t *under_way; /* numbers, ascending */
    size_t n, cap;
    int64_t given;   /* number of the last input */
    int64_t void_to; /* facts brought by inputs up to this one count for nothing */
    char *fact;      /* waits for the inputs up to `stands_for`; NULL: none does */
    int64_t stands_for;
    bool busy; /* a fact is being written */
    struct loop_timer *again;
    struct bot *bot;
    struct keeper *next;
};

static struct keeper *keeper_of(struct bot *bot, const char *network) {
    struct keeper *keeper = bot->keepers;
    while (keeper && strcmp(keeper->network, network) != 0) {
        keeper = keeper->next;
    }
    if (!keeper) {
        keeper = mem_new(sizeof *keeper);
        keeper->network = mem_copy(network);
        keeper->bot = bot;
        keeper->next = bot->keepers;
        bot->keepers = keeper;
    }
    return keeper;
}

static struct keeper *keeper_at(const struct task *task) {
    char *network = address_network(task->arena, task->input.actor);
    return network ? keeper_of(task->bot, network) : NULL;
}

/* Is every input up to that number at its end? */
static bool settled_to(const struct keeper *keeper, int64_t number) {
    return keeper->n == 0 || keeper->under_way[0] > number;
}

static void forget(struct keeper *keeper) {
    free(keeper->fact);
    keeper->fact = NULL;
}

/* ---- a commit of its own ---- */

static void go_on(struct keeper *keeper);

static void again(void *ctx) {
    go_on(ctx);
}

struct writing {
    struct keeper *keeper;
    int64_t stands_for, epoch;
};

static void written(void *ctx, const struct commit_reply *reply) {
    struct writing *writing = ctx;
    struct keeper *keeper = writing->keeper;
    struct bot *bot = keeper->bot;
    bool newer = keeper->fact && keeper->stands_for > writing->stands_for;
    keeper->busy = false;
    if (reply->result == COMMIT_DONE && !newer) {
        forget(keeper);
    } else if (reply->result == COMMIT_REFUSED) {
        lease_refused(bot, writing->epoch, reply->value);
        forget(keeper);
    } else if (reply->result != COMMIT_DONE) {
        if (!keeper->again) {
            keeper->again = bot->o.loop->timer(bot->o.loop->self, again, keeper);
        }
        bot->o.loop->timer_start(keeper->again, AGAIN_MS);
    }
    if (reply->result == COMMIT_DONE) {
        go_on(keeper);
    }
    free(writing);
    bot_end(bot);
}

static void add_fact(struct ops *ops, const char *network, const char *fact) {
    ops_write(ops, arena_printf(ops->arena, KEY_SYNC "%s", network), "SET",
              arena_strdup(ops->arena, fact), NULL);
}

static void go_on(struct keeper *keeper) {
    struct bot *bot = keeper->bot;
    if (!keeper->fact || keeper->busy || !settled_to(keeper, keeper->stands_for) ||
        bot->phase == BOT_STOPPED) {
        return;
    }
    struct writing *writing = mem_new(sizeof *writing);
    struct arena *arena = arena_new();
    struct ops ops;
    *writing = (struct writing){keeper, keeper->stands_for, bot->epoch};
    ops_init(&ops, arena);
    ops_epoch(&ops, bot);
    add_fact(&ops, keeper->network, keeper->fact);
    struct commit commit = ops_commit(&ops);
    keeper->busy = true;
    bot_begin(bot);
    bot->o.store->commit(bot->o.store->self, &commit, written, writing);
    arena_free(arena);
}

static void wait_for(struct keeper *keeper, const char *fact, int64_t stands_for) {
    if (strlen(fact) > FACT_MAX) {
        log_event(LOG_LEVEL_ERROR, "sync.long", "network", keeper->network, NULL);
        return;
    }
    if (!keeper->fact || keeper->stands_for <= stands_for) {
        forget(keeper);
        keeper->fact = mem_copy(fact);
        keeper->stands_for = stands_for;
    }
    go_on(keeper);
}

void keep_fact(void *self, const char *network, const char *fact) {
    struct keeper *keeper = keeper_of(self, network);
    wait_for(keeper, fact, keeper->given);
}

/* ---- with the inputs ---- */

void keep_begin(struct task *task) {
    struct keeper *keeper = keeper_at(task);
    if (!keeper) {
        return;
    }
    if (keeper->n == keeper->cap) {
        keeper->cap = keeper->cap ? 2 * keeper->cap : 16;
        keeper->under_way =
            mem_grow(keeper->under_way, keeper->cap, sizeof *keeper->under_way);
    }
    task->serial = ++keeper->given;
    keeper->under_way[keeper->n++] = task->serial;
}

void keep_build(struct task *task) {
    struct keeper *keeper = task->input.keep ? keeper_at(task) : NULL;
    task->keeps = keeper && !keeper->busy && task->serial > keeper->void_to &&
                  settled_to(keeper, task->serial - 1) &&
                  strlen(task->input.keep) <= FACT_MAX;
    if (task->keeps) {
        add_fact(&task->ops, keeper->network, task->input.keep);
    }
}

void keep_end(struct task *task) {
    struct keeper *keeper = task->serial > 0 ? keeper_at(task) : NULL;
    size_t i = 0;
    if (!keeper) {
        return;
    }
    while (i < keeper->n && keeper->under_way[i] != task->serial) {
        i++;
    }
    if (i < keeper->n) {
        keeper->n--;
        memmove(&keeper->under_way[i], &keeper->under_way[i + 1],
                (keeper->n - i) * sizeof *keeper->under_way);
    }
    if (task->uncertain) {
        keeper->void_to = keeper->given;
        if (keeper->fact && keeper->stands_for >= task->serial) {
            forget(keeper);
        }
    } else if (task->keeps && task->served) {
        if (keeper->fact && keeper->stands_for <= task->serial) {
            forget(keeper); /* what is kept by now is newer */
        }
    } else if (task->input.keep && task->serial > keeper->void_to) {
        wait_for(keeper, task->input.keep, task->serial);
    }
    go_on(keeper);
}

/* ---- what was kept ---- */

struct recalling {
    struct bot *bot;
    char *key;
    void (*done)(void *ctx, const char *fact, const char *why);
    void *ctx;
};

static void recalled(void *ctx, const json_t *replies, const char *why) {
    struct recalling *recalling = ctx;
    const json_t *value = json_array_get(replies, 0);
    const char *fact = stored_text(value);
    if (replies && !fact && !json_is_null(value)) {
        aside_key(recalling->bot, recalling->key, "is no text");
    }
    recalling->done(recalling->ctx, fact, replies ? NULL : why);
    bot_end(recalling->bot);
    free(recalling->key);
    free(recalling);
}

void keep_recall(void *self, const char *network,
                 void (*done)(void *ctx, const char *fact, const char *why), void *ctx) {
    struct bot *bot = self;
    struct recalling *recalling = mem_new(sizeof *recalling);
    struct arena *arena = arena_new();
    struct ops ops;
    *recalling =
        (struct recalling){.bot = bot,
                           .key = mem_copy(arena_printf(arena, KEY_SYNC "%s", network)),
                           .done = done,
                           .ctx = ctx};
    ops_init(&ops, arena);
    ops_write(&ops, arena_strdup(arena, recalling->key), "GET", NULL);
    bot_begin(bot);
    bot->o.store->read(bot->o.store->self, ops.writes, ops.nwrites, recalled, recalling);
    arena_free(arena);
}

void keepers_free(struct bot *bot) {
    while (bot->keepers) {
        struct keeper *keeper = bot->keepers;
        bot->keepers = keeper->next;
        if (keeper->again) {
            bot->o.loop->timer_free(keeper->again);
        }
        free(keeper->network);
        free(keeper->under_way);
        free(keeper->fact);
        free(keeper);
    }
}
