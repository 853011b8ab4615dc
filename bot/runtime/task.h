/* task.h: one input on its way through a turn.
 *
 * A task is in exactly one stage. A stage does its part and hands on (task_go) or waits
 * (TASK_WAIT): then whoever it asked calls task_step() with what came. No stage calls
 * another; only task_step() calls stages. */
#ifndef TOCSIN_RUNTIME_TASK_H
#define TOCSIN_RUNTIME_TASK_H

#include "core/derive.h"
#include "runtime/input_kinds.h"
#include "runtime/internal.h"
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
    size_t nlisted, listing;
    json_t *listed_ids;
    int64_t listed_total;
    char *new_id;

    struct derived derived; /* the turn, finished */
    struct ops ops;
    const struct routed *routed[LIMIT_OPS / 3]; /* that are in `ops` */
    size_t nrouted;
    json_t *reply_body; /* owned by the turn's arena */
    const char *field;  /* the refusal is about this argument, or NULL */
    bool moot;          /* refused because its time has passed */
    const char *refusal;
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

/* ---- keep.c: facts of adapters, around the inputs that they stand for ---- */
void keep_begin(struct task *task); /* it was handed in */
void keep_build(struct task *task); /* the last write of its commit */
void keep_end(struct task *task);

/* ---- task.c ---- */
/* At the first of the stages (stages.c). */
struct task *task_new(struct bot *bot, const struct input *input,
                      const struct stage *stages);
/* Goes on from its stage until it waits; the task may be gone afterwards. */
void task_step(struct task *task);
/* What a stage, or what came for one, returns to hand on. */
enum task_pace task_go(struct task *task, enum task_stage next);
/* A fresh turn of the task's input, with what it needs; false with err: refused. */
bool task_prepare(struct task *task, struct error *err);
void task_free(struct task *task);

/* ---- the stages, one a file or two; only stages.c knows them ---- */
enum task_pace stage_arrived(struct task *task);    /* arrive.c */
enum task_pace stage_located(struct task *task);    /* locate.c */
enum task_pace stage_queued(struct task *task);     /* queue.c */
enum task_pace stage_fetching(struct task *task);   /* prefetch.c */
enum task_pace stage_deciding(struct task *task);   /* perform.c */
enum task_pace stage_committing(struct task *task); /* perform.c */
enum task_pace stage_retrying(struct task *task);   /* retry.c */
enum task_pace stage_fencing(struct task *task);    /* conclude.c */
enum task_pace stage_recording(struct task *task);  /* conclude.c */
enum task_pace stage_answering(struct task *task);  /* answer.c */
enum task_pace stage_telling(struct task *task);    /* perform.c */
enum task_pace stage_done(struct task *task);       /* queue.c */

/* ---- ways out of a stage: each chooses the next one ---- */
/* answer.c: says `text` (markup, copied; NULL: nothing), and the task ends. */
enum task_pace task_refuse(struct task *task, enum reply_status status, const char *text);
/* answer.c: what was stored with an earlier copy of this input, copied. */
enum task_pace task_repeat(struct task *task, const char *stored, size_t len);
/* conclude.c: nothing was written; `refusal`: why, NULL: there was nothing to write. */
enum task_pace task_conclude(struct task *task, const char *refusal);
/* The same when the database could not be asked: a fence decides what can be claimed. */
enum task_pace task_unsure(struct task *task, const char *refusal);
/* The database itself refused, and surely wrote nothing: said at once. `people` as in
 * commit_reply. */
enum task_pace task_unsaved(struct task *task, const char *people);
/* retry.c: after `ms`, from the facts again. */
enum task_pace task_retry(struct task *task, int64_t ms);
/* What it needs could not be read: later again, or given up. */
enum task_pace task_unread(struct task *task, const char *why);
/* answer.c: there is no incident to write to: a head that it settles is settled all the
 * same. */
enum task_pace task_abandon(struct task *task);
#define TORN_PEOPLE                                                                      \
    "Only a part of this was saved: the database broke off in the middle. I complete "   \
    "it as soon as the database takes the rest; do not type it again. Whoever runs "     \
    "the database should look at `tocsin doctor`."
/* refused.c: the commit was refused because of its epoch: decided again, or said. */
enum task_pace task_epoch_refused(struct task *task, const struct commit_reply *reply);
/* refused.c: the commit broke off midway, or an earlier one of the incident did. */
enum task_pace task_partly(struct task *task, const struct commit_reply *reply);
enum task_pace task_torn(struct task *task);

/* ---- parts of stages ---- */
/* elsewhere.c: "Nothing was saved: <why>", or what is true of one who only looks. */
char *task_not_saved(struct task *task, const char *why);
/* Why a read was not answered, and what to do, for people. In the arena. */
char *task_store_words(struct task *task, const char *why);
/* Why inputs are not taken now, for people. */
const char *bot_absence(const struct bot *bot);
/* task.c: a person only looks. */
bool task_reads(const struct task *task);
/* forget.c: what was decided on is not what is there. */
void task_forget(struct task *task);
/* forget.c: nobody knows whether its deliveries and marks were written. */
void task_reread(struct task *task);
/* build.c: fills task->ops from the finished turn. */
bool task_build(struct task *task, struct error *err);
/* The fields of refs that its commit wrote are in memory, too, from now on. */
void task_keep_fields(struct task *task);
/* redact.c: writes that follow a text.redacted entry */
bool task_redact(struct task *task, struct error *err);
/* purge.c: takes the entry's text out of the deliveries that wait */
bool task_purge(struct task *task, const struct change *change, const struct entry *entry,
                struct error *err);
/* refusals.c: who was refused what, onto the audit stream. */
void refusal_record(const struct task *task);
/* It was there already when the database left another one without an answer: it is not
 * tried as well, whoever sent it has waited long enough. */
bool task_waited_in_vain(const struct task *task);

#endif
