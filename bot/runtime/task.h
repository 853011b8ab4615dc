/* task.h: one input on its way through a turn.
 *
 * A task is in exactly one stage. A stage does its part and hands on (task_go) or waits
 * (TASK_WAIT): then whoever it asked calls task_step() with what came. No stage calls
 * another; only task_step() calls stages. */
#ifndef TOCSIN_RUNTIME_TASK_H
#define TOCSIN_RUNTIME_TASK_H

#include "core/derive.h"
#include "core/needs.h"
#include "core/which.h"
#include "runtime/input_kinds.h"
#include "runtime/writes.h"
#include "tocsin/reply.h"

/* In the order in which it happens; which may follow which stands in stages.c. */
enum task_stage {
    STAGE_ARRIVED,    /* may it be taken now? where does it come from? */
    STAGE_LOCATED,    /* its place is known: numbers in the text become incidents */
    STAGE_QUEUED,     /* waits until it is the first of its incident */
    STAGE_FETCHING,   /* one after another, the facts that its turn may know */
    STAGE_DECIDING,   /* the turn itself: pure */
    STAGE_COMMITTING, /* all that it changes, in one write: what came of it? */
    STAGE_RETRYING,   /* it was not what it was decided on: a pause, FETCHING again */
    STAGE_FENCING,    /* nobody knows whether it was saved: a fence decides */
    STAGE_RECORDING,  /* nothing to change: the answer is kept under the key */
    STAGE_ANSWERING,  /* whoever sent it hears */
    STAGE_TELLING,    /* everybody else: deliveries go into their lanes */
    STAGE_DONE,       /* leaves its queue, the next one starts; the task is freed */
    STAGES,
};

enum task_pace { TASK_GO, TASK_WAIT };

#define STAGE_BIT(stage) (1U << (stage))

struct stage {
    const char *name; /* in the log */
    enum task_pace (*run)(struct task *task);
    unsigned next; /* bits of those that may follow */
};

enum { DUE_TRIES_MAX = 3 };

struct task {
    struct bot *bot;
    const struct stage *stages; /* STAGES of them */
    enum task_stage stage;
    const struct input_rule *rule;
    struct arena *arena;      /* the task's own: input copy, lists, errors */
    struct arena *turn_arena; /* of the current try */
    struct input input;
    char hash[HASH_SHORT_HEX]; /* of the idempotency key; "" without one */
    char *idem;                /* "idem:<hash>" or NULL */

    struct needs needs;
    const char *id; /* incident it is about, or NULL */
    const char *other_id;
    const char **mentioned; /* others that the text begins with, NULL-terminated */
    /* the number that fits `nwhich` incidents, of which one is asked for: those; or NULL */
    const char *which;
    const char *which_ids[WHICH_SHOWN];
    size_t nwhich;
    bool have_mentioned;
    struct slot *slot, *other; /* NULL: none */
    bool opens;                /* waits in the queue of those that open incidents */

    struct world world;
    struct turn turn;
    bool turn_live;

    const struct entry *timeline;
    size_t ntimeline;
    bool have_timeline, have_list, have_other, have_state;
    struct incident **listed; /* copies, freed with the task */
    size_t nlisted, listing, nindexed;
    json_t *listed_ids;
    json_t *unread;       /* ids of those that cannot be read; in the arena */
    int64_t listed_total; /* of those that are there */
    char *new_id;

    struct derived derived; /* the turn, finished */
    struct ops ops;
    const struct routed *routed[LIMIT_OPS / 3]; /* that are in `ops` */
    size_t nrouted;
    json_t *reply_body; /* owned by the turn's arena */
    const char *field;  /* the refusal is about this argument, or NULL */
    bool missing;       /* `field` is missing (error.h) */
    bool moot;          /* refused because its time has passed */
    const char *refusal;
    const char *ill; /* why the database refused, for people; or NULL */
    struct {
        enum reply_status status;
        const char *text;   /* of an error, markup; or NULL */
        const char *stored; /* the record of an earlier copy, or NULL */
        size_t stored_len;
    } answer;
    bool sent;   /* a commit is out whose outcome is unknown */
    bool served; /* its commit is done */

    struct lane *lane; /* the answer settles the head of this lane */
    char *lane_item;
    bool abandoned; /* there is no incident to write to: the head is settled without it */
    int tries;
    int refusals;  /* of the store, one after another */
    int64_t pause; /* ms before the next try */
    bool taken;    /* an id that was to be given is there already */
    int64_t since; /* mono ms: it came */
    int64_t epoch; /* under which the commit was built */
    struct loop_timer *retry;
    int64_t serial; /* keep.c: which of its network's inputs it is; 0: none of them */
    bool keeps;     /* its commit has its adapter's fact in it */
    bool uncertain; /* it was answered that nobody can tell */
    struct task *next;
};

/* At the first of the stages (stages.c). */
struct task *task_new(struct bot *bot, const struct input *input,
                      const struct stage *stages);
/* Goes on from its stage until it waits; the task may be gone afterwards. */
void task_step(struct task *task);
/* What a stage, or what came for one, returns to hand on. */
enum task_pace task_go(struct task *task, enum task_stage next);
/* A fresh turn of the task's input, with what it needs; false with err: refused. */
bool task_prepare(struct task *task, struct error *err);
/* Makes of the prepared turn the question which of task->which_ids is meant. */
void task_ask_which(struct task *task);
void task_free(struct task *task);
/* A person only looks. */
bool task_reads(const struct task *task);

#endif
