/* task.h: one input on its way through a turn. */
#ifndef TOCSIN_RUNTIME_TASK_H
#define TOCSIN_RUNTIME_TASK_H

#include "runtime/internal.h"
#include "tocsin/reply.h"

#define TORN_PEOPLE                                                                      \
    "Only a part of this was saved: the database broke off in the middle. I complete "   \
    "it "                                                                                \
    "as soon as the database takes the rest; do not type it again. Whoever runs the "    \
    "database should look at `tocsin doctor`."

enum { DUE_TRIES_MAX = 3 }; /* then the alarm clock rings again later */

struct task {
    struct bot *bot;
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

    struct ops ops;
    struct routed *routed;
    size_t nrouted;
    json_t *reply_body; /* owned by the turn's arena */
    json_t *form;       /* INPUT_FORM: owned by the turn's arena; else NULL */
    const char *field;  /* the refusal is about this argument, or NULL */
    bool moot;          /* refused because its time has passed */
    const char *refusal;
    int64_t alarms[TURN_CHANGES];
    struct mark {
        const char *id, *network, *slot;
    } marks[TURN_CHANGES * 16]; /* mirrors that this commit makes dirty */
    size_t nmarks;
    struct did {
        const char *incident, *field, *value;
        bool anew;            /* in the place of what is there */
    } did[TURN_CHANGES * 16]; /* refs that this commit writes: what it does of the buttons
                                 of messages, what messages say from now on */
    size_t ndid;
    bool served;   /* its commit is done */
    bool redacted; /* text left: the append-only file must be rewritten */

    struct lane *lane; /* the answer settles the head of this lane */
    char *lane_item;
    int tries;
    int refusals;  /* of the store, one after another */
    int64_t since; /* mono ms: it came */
    int64_t epoch; /* under which the commit was built */
    struct loop_timer *retry;
    struct task *next;
};

/* queue.c */
void task_queue(struct task *task);
void task_end(struct task *task); /* leaves its queue, starts the next, frees */
/* There is no incident to write to: a head that it settles is settled without it. */
void task_abandon(struct task *task);
/* A person only looks. */
bool task_reads(const struct task *task);
/* prefetch.c: fetches what the turn must know, then calls task_decide(). */
void task_fetch(struct task *task);
/* What it needs could not be read: later again, or given up. */
void task_unread(struct task *task, const char *why);
/* sequence.c: gives the task an id that nobody has; false: it is being fetched, and
 * task_fetch() is called. */
bool sequence_next(struct task *task);
void sequence_given(struct bot *bot, const char *id);
void task_resolve(struct task *task); /* short numbers to ids, then task_queue() */
/* perform.c */
bool task_personal(const struct task *task); /* a person waits for what comes of it */
bool task_prepare(struct task *task, struct error *err); /* a fresh turn */
void task_decide(struct task *task);
void task_retry(struct task *task, int64_t ms); /* from the facts again */
/* build.c: fills task->ops from the decided turn. */
bool task_build(struct task *task, struct error *err);
/* redact.c: writes that follow a text.redacted entry */
bool task_redact(struct task *task, struct error *err);
/* purge.c: takes the entry's text out of the deliveries that wait */
bool task_purge(struct task *task, const struct change *change, const struct entry *entry,
                struct error *err);
/* refusals.c: what may() refused, onto the audit stream. */
void refusal_record(const struct task *task);
void refusal_stranger(struct task *task); /* refuses and records; ends the task */
/* For how long the database may still be asked what became of it, before its source is
 * answered that nobody knows. */
int64_t task_answer_within(const struct task *task);
/* It stood behind one that the database left without an answer: it is not tried as well,
 * and is answered now. */
bool task_waited_in_vain(struct task *task);
/* elsewhere.c: "Nothing was saved: <why>", or what is true of one who only looks. */
char *task_not_saved(struct task *task, const char *why);
/* Why inputs are not taken now, for people. */
const char *bot_absence(const struct bot *bot);
/* The commit was refused because of its epoch: decided again, or said. */
void task_epoch_refused(struct task *task, const struct commit_reply *reply);
/* conclude.c: nothing was written; `refusal`: why, NULL: there was nothing to write */
void task_conclude(struct task *task, const char *refusal);
/* The same when the database could not be asked: a fence decides what can be claimed. */
void task_unsure(struct task *task, const char *refusal);
/* The database itself refused, and surely wrote nothing: said at once. `people` as in
 * commit_reply. */
void task_unsaved(struct task *task, const char *people);
/* torn.c: the commit broke off midway, or an earlier one of the incident did. */
void task_partly(struct task *task, const struct commit_reply *reply);
void task_torn(struct task *task);
/* live.c: marks the messages of the change's incident that show something else now. */
void live_marks(struct task *task, const struct change *change);
void live_committed(struct task *task);
/* Numbers of the entries whose messages can be edited where they stand. In the arena. */
json_t *live_texts(struct arena *arena, const struct slot *slot);
/* answer.c */
void task_answer(struct task *task, enum reply_status status, bool saved,
                 const char *incident, const json_t *body);
void task_answer_error(struct task *task, enum reply_status status, const char *text);
void task_answer_stored(struct task *task, const char *stored, size_t len);

#endif
