/* harness.h: the runtime on a stage: real loop, real Redis, real store, command table and
 * policy; what is played is the far side (a network that records), the near side (a store
 * that lies by script) and time.
 *
 * Nothing here waits for time to pass. The bot's timers are kept in a list of their own
 * and fire when the stage moves their clock, so that a Retry-After of a minute costs
 * nothing and the order of events does not depend on the machine. stage_settle() runs
 * the real loop until no reply of Redis and no deferred call is outstanding; then it is
 * certain that nothing more happens before the clock moves. */
#ifndef TOCSIN_TESTS_RUNTIME_HARNESS_H
#define TOCSIN_TESTS_RUNTIME_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/audit.h"
#include "core/entry.h"
#include "core/incident.h"
#include "io/civil.h"
#include "io/loop.h"
#include "io/redis_store.h"
#include "runtime/bot.h"
#include "tocsin/policy.h"
#include "tocsin/reply.h"

#include <hiredis/hiredis.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define STAGE_START INT64_C(1759140000000) /* 2025-09-29T10:00:00Z, a Monday */

struct stage;

/* ---- server.c: a redis-server in a folder of its own ---- */

struct server;
struct server *server_start(void);
void server_stop(struct server *server);
const char *server_socket(const struct server *server);
/* One command; fails the test on an error reply. Caller frees the reply. */
redisReply *server_ask(struct server *server, const char *format, ...);
/* The same for a command that answers a number, and for one whose answer is not needed.
 */
long long server_number(struct server *server, const char *format, ...);
void server_do(struct server *server, const char *format, ...);
redisContext *server_client(struct server *server);
/* Group setup and teardown: *state is the server. */
int server_setup(void **state);
int server_teardown(void **state);

/* ---- tempo.c: timers that fire when told ---- */

struct tempo;
struct tempo *tempo_new(struct stage *stage, struct loop *real);
const struct loop *tempo_loop(const struct tempo *tempo);
/* Fires one timer that is due; false: none is. */
bool tempo_fire(struct tempo *tempo);
/* Moves the clock on to the next timer, at most to `until`; false: none is before. */
bool tempo_next(struct tempo *tempo, int64_t until);
int64_t tempo_mono(const struct tempo *tempo);
void tempo_set(struct tempo *tempo, int64_t mono);
/* Somebody sets the wall clock, forward or back. */
void tempo_step(struct tempo *tempo, int64_t by);
void tempo_free(struct tempo *tempo);

/* ---- network.c: a far side that records ---- */

enum heard_as { HEARD_SEND, HEARD_LOOK };

struct heard {
    enum heard_as as;
    enum delivery_kind kind;
    enum outcome_kind answer;
    bool held; /* not answered yet */
    bool wide, unsure, private_place;
    char *id, *place, *incident, *slot, *level, *text;
    char *step, *people, *remote, *thread; /* people: separated by spaces */
};

/* What a call that fits is answered; the first rule that fits wins. */
struct rule {
    enum heard_as as;
    const char *place; /* part of it; NULL: any */
    const char *text;  /* part of the plain text, "" an OPEN; NULL: any */
    const char *slot;  /* a mirror's; NULL: any */
    const char *step;  /* a step's; NULL: any */
    int times;         /* how often, -1: always */
    bool hold;         /* answered by network_release() */
    struct outcome answer;
    void (*hook)(void *ctx); /* called before the answer, or NULL */
    void *ctx;
};

enum { RULES_MAX = 16, HELD_MAX = 64 };

struct network {
    struct adapter adapter;
    struct stage *stage;
    struct heard *log;
    size_t n, cap;
    struct rule rules[RULES_MAX];
    size_t nrules;
    struct held {
        size_t heard;
        outcome_cb done;
        void *ctx;
    } held[HELD_MAX];
    size_t nheld;
    const struct host *host;
};

void network_init(struct network *network, struct stage *stage, unsigned caps);
void network_rule(struct network *network, struct rule rule);
/* Answers what was held longest; false: nothing is held. */
bool network_release(struct network *network, struct outcome outcome);
/* Index of the first call from `from` on that fits; n: none. NULL: any. */
size_t network_find(const struct network *network, size_t from, enum heard_as as,
                    const char *place, const char *text);
size_t network_count(const struct network *network, enum heard_as as, const char *place,
                     const char *text);
void network_free(struct network *network);

/* ---- liar.c: a store that does not always tell what happened ---- */

enum lie_kind {
    LIE_LOST_REPLY,  /* applied, and the caller hears UNKNOWN */
    LIE_LOST_COMMIT, /* never applied, and the caller hears UNKNOWN */
    LIE_LATE,        /* UNKNOWN now; applied by liar_late() */
    LIE_UNAVAILABLE, /* not applied, and said so */
    LIE_OOM,         /* the same by the database, which looked for an earlier copy */
    LIE_BUSY,        /* the same, and it did not look */
    LIE_TEAR,        /* breaks off behind the first write that fits, until the list
                        "probe" is there */
    LIE_HOLD,        /* goes on its way at liar_release() */
    LIE_HOLD_REPLY,  /* applied; the caller hears of it at liar_release() */
    LIE_HOOK,        /* `hook` runs between the decision and the commit */
    LIE_READ,        /* a read is not answered (NULL) */
    LIE_FENCE,       /* a fence that cannot tell */
    LIE_FENCE_HOLD,  /* a fence that is asked at liar_release() */
};

struct lie {
    enum lie_kind kind;
    const char *touches; /* begin of a key that is written (read, fenced); NULL: any */
    int skip;            /* so many that fit go through first */
    int times;
    void (*hook)(void *ctx);
    void *ctx;
};

enum { LIES_MAX = 8 };

struct liar {
    struct store store; /* what the bot gets */
    struct stage *stage;
    const struct store *real;
    struct lie lies[LIES_MAX];
    size_t nlies;
    struct waiting *held, *late; /* oldest first */
    bool dead;                   /* the process is gone: nothing reaches Redis any more */
    int64_t commits;
};

void liar_init(struct liar *liar, struct stage *stage, const struct store *real);
void liar_lie(struct liar *liar, struct lie lie);
bool liar_release(struct liar *liar);
/* The late copy arrives; how it ended is put into *ret_result after stage_settle(). */
bool liar_late(struct liar *liar, enum commit_result *ret_result);
void liar_die(struct liar *liar);

/* ---- harness.c: the stage ---- */

struct node { /* one bot, with a store client of its own */
    struct stage *stage;
    struct store *redis;
    struct liar liar;
    struct network *network;
    struct adapter *adapters[3];
    struct bot *bot;
    bool up, ready, standby, stopped;
    int redactions;
};

enum { NODES = 2 };

struct stage {
    struct server *server;
    char workspace[32];
    struct loop *real;
    struct tempo *tempo;
    struct policy *policy;
    struct civil *civil;
    struct message_template *templates;
    struct messages messages;
    struct directory directory;
    struct network networks[NODES]; /* outlive the bots */
    struct node nodes[NODES];
    int64_t pending; /* replies of Redis and deferred calls outstanding */
    bool woke;
    int64_t typed;          /* keys given to commands */
    int64_t repeats_ms;     /* of the networks of bots that are opened from now on */
    struct adapter *beside; /* a second network of theirs, or NULL */
};

enum { NET_CAPS = CAP_CHANNELS | CAP_DIRECT | CAP_IDEMPOTENT };

/* Test setup and teardown: *state was the server, becomes the stage. */
int stage_setup(void **state);
int stage_teardown(void **state);
void stage_begin(struct stage *stage);
void stage_end(struct stage *stage);
/* Until nothing more can happen at this moment. */
void stage_settle(struct stage *stage);
/* Lets `ms` pass on the monotonic clock, timer by timer. */
void stage_pass(struct stage *stage, int64_t ms);
struct policy *stage_policy(const char *name);

/* A bot of this process; `caps` are those of its network. Settled when it returns. */
struct node *node_open(struct stage *stage, size_t i, unsigned caps, int64_t now);
/* Drains, gives the lease back and ends. */
void node_close(struct node *node);
/* Ends as a killed process does: what it had not sent by now never arrives. */
void node_crash(struct node *node);
/* Moves the virtual clock, deadline by deadline, and settles. */
void node_advance(struct node *node, int64_t ms);

struct answer {
    int calls;
    enum reply_status status;
    bool saved, duplicate;
    char incident[64];
    char text[4096];
};

/* Hands a typed command in and returns at once; `key` NULL: a fresh one. */
void node_type(struct node *node, struct answer *answer, const char *key,
               const char *actor, const char *place, const char *text);
/* The same, settled; `place` NULL: "net:#general". */
struct answer node_say(struct node *node, const char *actor, const char *place,
                       const char *text);
/* Declares a Sev1 and gives its id; *ret_place is its channel. */
void node_declare(struct node *node, char ret_id[64], char ret_place[64]);
void node_flag(void *ctx); /* sets the bool that it is given */
void answer_came(void *ctx, const struct reply *reply);

/* ---- truth.c: what Redis really holds ---- */

struct history {
    struct entry *entries;
    size_t n;
    struct incident *state; /* full fold; freed by history_free() */
    const char *snapshot;   /* or NULL */
};

/* Reads, verifies (chain, numbers, head, snapshot, texts: core/audit) and folds a
 * timeline; whatever does not fit fails the test. In the arena, but for the state. */
struct history history_read(struct stage *stage, struct arena *arena, const char *id);
void history_free(struct history *history);
size_t history_count(const struct history *history, const char *kind);
/* Text of the n-th entry (from 0) of a kind, under the key; NULL: none. */
const char *history_text(const struct history *history, const char *kind, size_t n,
                         const char *key);
const struct entry *history_entry(const struct history *history, const char *kind,
                                  size_t n);
/* A number that Redis has under the workspace: key and command as one format, with %s for
 * the prefix: "LLEN %slane:x". */
long long stage_number(struct stage *stage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Is the text anywhere in Redis: in a key's name or in what it holds? */
bool stage_holds(struct stage *stage, const char *text);
/* Deliveries that wait, in all lanes. */
long long stage_waiting(struct stage *stage);

#endif
