/* internal.h: what the files of the runtime share: the bot's parts and the calls between
 * them. Nothing here is for other folders. */
#ifndef TOCSIN_RUNTIME_INTERNAL_H
#define TOCSIN_RUNTIME_INTERNAL_H

#include "base/arena.h"
#include "base/hash.h"
#include "core/announce.h"
#include "core/deadlines.h"
#include "core/dispatch.h"
#include "core/route.h"
#include "core/shown.h"
#include "core/turn.h"
#include "runtime/options.h"
#include <uthash.h>

/* One incident as this process knows it. The slot stays (version seen, queue) when the
 * state is dropped. */
struct slot {
    char *id;
    struct incident *state; /* NULL: not loaded */
    int64_t seen;           /* highest version ever seen: lower means history was lost */
    bool telling;           /* and that is being put into lanes, of: */
    int64_t gone_seen, gone_found; /* versions when it was noticed: what is typed since
                                      must not hide it */
    char *frozen;     /* why it takes no change: `state` is the last good one, and lives
                         in memory only; NULL: it is whole */
    bool newer;       /* frozen because a newer program wrote to it: nothing is damaged */
    bool unreadable;  /* not even that could be had */
    bool frozen_told; /* survives that the state is dropped */
    bool lost;        /* it was told that nothing of it is left */
    bool open;        /* by its last state: it is remembered without its state */
    bool everybody;   /* the same: everybody may read it */
    char *spoke;      /* its places, one a line: where it can be said that it is lost */
    /* So that it can be declared again, and whoever was told of it hears that it is lost.
     * title: NULL unless it is open, and not restricted. */
    char *title;
    int severity;
    bool restricted, leaders;
    struct task *head, *tail; /* turns waiting, first is at work */
    bool committing;          /* a commit that touches it is under way */
    int64_t pins;             /* tasks of other incidents that look at it */
    bool due_queued;
    json_t *refs;           /* refs.c; NULL: none */
    struct waiter *waiters; /* who waits for the state to be loaded */
    bool loading;
    UT_hash_handle hh;
};

struct waiter {
    void (*cb)(void *ctx, struct slot *slot, const char *why); /* why NULL: state is there
                            (or there is no such incident) */
    void *ctx;
    struct waiter *next;
};

/* Which incident a place belongs to; incident NULL: surely none. */
struct place_entry {
    char *place;
    char *incident;
    UT_hash_handle hh;
};

/* What waits is kept as the text that Redis has, a quarter of the size of its tree: after
 * an outage there is much of it. Only the head has its record. */
struct lane_item {
    char *id;
    char *text;
    json_t *record; /* of the head; else NULL */
    bool unsure;    /* may have been sent: look before sending */
    struct lane_item *next;
};

struct lane {
    char *name;
    char *incident; /* lanes of an incident's own channel, with its network; else NULL */
    char *network;
    bool urgent;
    struct lane_item *head, *tail;
    char *sent;         /* id of what is out and not settled: never sent again */
    bool in_flight;     /* head is being sent or settled */
    int64_t pushes;     /* commits under way that add to it */
    bool loading;       /* being read from the outbox */
    bool stale;         /* must be read again once nothing is in flight */
    bool fetching;      /* waits for the incident's state */
    bool waiting;       /* waits for a commit that may make its head moot */
    int64_t not_before; /* mono ms */
    int attempts;
    struct loop_timer *timer;
    struct bot *bot;
    UT_hash_handle hh;
};

struct dirty {
    char *name; /* of its mark (shown.h) */
    struct arena *arena;
    const char *incident, *network, *slot;
    bool in_flight;
    bool again;      /* what is under way is old, though the incident has not changed */
    bool unsure;     /* may be there, and nobody heard what the network calls it */
    char *remote;    /* what was shown last is called that, and it is not kept yet */
    int64_t version; /* of what was shown last */
    int moved;       /* how often it had changed meanwhile, one after another */
    json_t *shown;   /* what it was, or NULL */
    int64_t not_before; /* mono ms */
    struct loop_timer *timer;
    struct bot *bot;
    UT_hash_handle hh;
};

struct speaker { /* commands of a person in the current minute */
    char *actor;
    int64_t minute;
    int64_t n;
    UT_hash_handle hh;
};

enum bot_phase { BOT_WAITING, BOT_STANDBY, BOT_AT_WORK, BOT_STOPPING, BOT_STOPPED };

struct bot {
    struct bot_options o;
    const struct policy *policy;
    const struct directory *directory; /* own_directory: as given, with names.c */
    struct directory own_directory;
    struct name *known_names;
    struct keeper *keepers; /* keep.c */
    const struct messages *messages;
    const struct civil *civil;
    char *derivation;
    const struct world_network *nets; /* what decisions know of each, in nets_arena */
    struct arena *nets_arena;
    const char **networks; /* that open channels, NULL-terminated */
    const char **opaque;   /* networks that have CAP_OPAQUE */
    struct host host;
    enum bot_phase phase;
    bool store_up;

    struct slot *slots;
    size_t nstates;
    struct place_entry *places;
    struct lane *lanes;
    int64_t lanes_waiting;
    struct loop_timer *outbox_again;
    struct dirty *dirties;
    struct speaker *speakers;

    /* busy: turns, commits, sends under way; quiet when 0 */
    int64_t busy;
    struct quiet_waiter *quiet;
    bool quiet_deferred;
    void (*settled)(void *ctx); /* NULL: nobody waits for that */
    void *settled_ctx;
    int64_t settled_at; /* busy that is no more than what is kept back */

    /* clock */
    int64_t virtual_now;
    int64_t wall_minus_mono;
    bool clock_known;
    struct advance *advance;

    /* alarm clock */
    int64_t next_due; /* earliest due score known, NEVER: none */
    bool due_reading, due_again;
    int64_t due_left; /* due turns of the last page under way */
    struct loop_timer *tick;

    /* ids of today */
    char seq_key[16];  /* "2025-09-29" */
    int64_t seq;       /* last number given, -1: not known */
    char *seq_stored;  /* what `seq:<day>` holds, which may be anything */
    bool seq_doubt;    /* it did not fit what is there: the incidents are asked */
    struct day *days;  /* numbers.c */
    size_t ids_left;   /* networks that have not told all their ids */
    int64_t ids_until; /* mono ms: no id is given before, while some have not; 0: the
                            store knows what was given */
    struct task *ids_waiter;
    struct task *new_head, *new_tail; /* turns that open incidents, one at a time */

    /* lease */
    char me[96];
    int64_t epoch;
    char epoch_text[24];
    int64_t epoch_wanted;
    int64_t lease_asked, lease_until; /* mono ms */
    bool lease_busy;
    struct absence absence; /* the last time in which nobody was at work */
    bool standby_told;      /* on_standby was called since we were last at work */
    bool moved; /* the store was emptied or set back, and the lease is being taken anew */
    int64_t epoch_heard, way_until; /* while another is at work; mono ms, or 0 */
    void (*on_released)(struct bot *bot);
    struct loop_timer *lease_timer, *stop_timer;

    struct witness *witness; /* witness.c */
    char newest[64];         /* incident of the last commit */
    struct lost *lost;       /* lost.c: to be said */
    json_t *gone;            /* gone.c: ids of open incidents that are lost, or NULL */
    struct mender *mender;   /* mend.c */

    json_t *troubles; /* trouble.c: array of strings, or NULL */
    json_t *refusing; /* refusing.c: place -> why, or NULL */
    json_t *aside_told, *aside_new, *aside_busy, *aside_truth; /* aside.c */
    struct loop_timer *aside_timer;
    int64_t epoch_floor; /* the one in the store was damaged: the next is not below */
    struct unsaved *unsaved;
    struct loop_timer *torn_again;
    bool torn_busy;
    int torn_tries;
    int64_t deaf_since; /* mono ms: the database left a person without an answer, and gave
                           none since; 0: it answers */
    int64_t still_since; /* mono ms of the first reminder that was not taken; 0: none */
    int64_t still_last;  /* mono ms of the last one */
    bool still_told;
    struct sweep *sweep;
    bool draining;
};

/* ---- clock.c ---- */
int64_t bot_now(const struct bot *bot);
int64_t bot_mono(const struct bot *bot);
void clock_check(struct bot *bot);
bool clock_advance(void *self, int64_t ms, void (*done)(void *), void *ctx);
bool clock_step(void *self, int64_t by, void (*done)(void *), void *ctx);
void clock_progress(struct bot *bot); /* quiet: an advance may go on */

/* ---- writes.c: building commits in an arena ---- */
struct ops {
    struct arena *arena;
    struct check checks[16];
    size_t nchecks;
    struct write writes[LIMIT_OPS];
    size_t nwrites;
    struct blob torn[TURN_CHANGES];
    size_t ntorn;
};
enum {
    TAG_IDEM = 1,
    TAG_EPOCH,
    TAG_VERSION,
    TAG_SEQ,
    TAG_HEAD,
    TAG_LEASE,
    TAG_TORN,
    TAG_RESTORING, /* a restore is under way (cli/restoring.h) */
};
void ops_init(struct ops *ops, struct arena *arena);
struct blob blob_of(const char *s);
void ops_check(struct ops *ops, enum check_kind kind, const char *key, const char *field,
               const char *value, int tag);
/* ops_write(ops, key, "SET", "value", NULL): the words after the key. Strings must live
 * as long as the arena. */
void ops_write(struct ops *ops, const char *key, const char *command, ...)
    __attribute__((sentinel));
struct commit ops_commit(const struct ops *ops);
void ops_epoch(struct ops *ops, const struct bot *bot);

/* ---- tell.c: what the bot itself has to say ---- */
typedef void (*told_cb)(void *ctx, bool ok); /* it is in the lanes, or it is not */
/* `routed` lies in `arena`, which is taken over. `done` may be NULL. */
void tell_routed(struct bot *bot, struct arena *arena, struct routed *routed, size_t n,
                 told_cb done, void *ctx);
/* To the incident and to the announce places; `view` is taken over. */
void tell_incident(struct bot *bot, struct slot *slot, const char *message, json_t *view,
                   told_cb done, void *ctx);
void tell_announce(struct bot *bot, const char *message, json_t *view, told_cb done,
                   void *ctx);

/* ---- aside.c: values that cannot be used ---- */
enum aside_kind { ASIDE_SET, ASIDE_LIST, ASIDE_HASH };
void aside_listen(struct bot *bot);
void aside_key(struct bot *bot, const char *key, const char *what);
/* `value`: the member or field as it was read; `what` goes on from its name: "is no
 * text". */
void aside_member(struct bot *bot, enum aside_kind kind, const char *key,
                  const json_t *value, const char *what);
/* People are told, once per text. */
void aside_say(struct bot *bot, const char *what);
/* At work again: what was not told yet. */
void aside_again(struct bot *bot);
/* Is that key known to be of the wrong type? Until it is moved, or aside_forget(). */
bool aside_is(const struct bot *bot, const char *key);
void aside_forget(struct bot *bot);
void aside_free(struct bot *bot);

/* ---- torn.c: commits that broke off midway ---- */
/* The commit changes the incident: not while an earlier one is only partly written. */
void torn_check(struct ops *ops, const char *id);
/* Completes what was kept; tries again by itself. */
void torn_mend(struct bot *bot);
void torn_free(struct bot *bot);

/* ---- unsaved.c: inputs that were told "nothing was saved" without a fence ---- */
void unsaved_remember(struct bot *bot, const char *hash);
bool unsaved_known(const struct bot *bot, const char *hash);
void unsaved_free(struct bot *bot);

/* ---- trouble.c: what keeps the store from working, for people; NULL: nothing known */
const char *store_ill(const struct bot *bot);

/* ---- standstill.c: reminders that the store does not take ---- */
void standstill_failed(struct bot *bot, const char *people);
void standstill_given_up(struct bot *bot, const char *people);
void standstill_over(struct bot *bot); /* one was taken */
void standstill_none_due(struct bot *bot);

/* ---- bot.c ---- */
/* What decisions may know of the world, now. */
struct world bot_world(const struct bot *bot);

/* ---- quiet.c ---- */
void bot_begin(struct bot *bot);
void bot_end(struct bot *bot);
void bot_quiet(void *self, void (*done)(void *ctx), void *ctx);
void bot_quiet_free(struct bot *bot); /* whoever still waits is not called */
void bot_settled(void *self, size_t n, void (*done)(void *ctx), void *ctx);

/* ---- complete.c ---- */
void bot_complete(void *self, const char *typed,
                  void (*take)(void *ctx, const char *word), void *ctx);

/* ---- slots.c ---- */
struct slot *slot_get(struct bot *bot, const char *id);
/* Forgets old states when there are many. */
void slots_evict(struct bot *bot);
/* slot_load.c: calls cb with the state loaded; may call before returning when it is
 * there. */
void slot_load(struct bot *bot, struct slot *slot,
               void (*cb)(void *ctx, struct slot *slot, const char *why), void *ctx);
void slot_set(struct bot *bot, struct slot *slot,
              struct incident *state); /* takes over */
void slot_drop(struct bot *bot, struct slot *slot);
/* What is stored of it is not what it was: read again when it is needed. */
void slot_doubt(struct bot *bot, const char *id);
/* What people are told of a frozen incident; NULL: it is whole. */
char *slot_frozen_words(struct arena *arena, const struct slot *slot);
bool slot_idle(const struct slot *slot);
/* Of an idle one, everything goes but what tells whether its history is lost. */
void slot_rest(struct bot *bot, struct slot *slot);
void slots_drop_all(struct bot *bot);
void slots_free(struct bot *bot);
const char *place_known(const struct bot *bot, const char *place, bool *ret_known);
void place_learn(struct bot *bot, const char *place, const char *incident);
void places_forget(struct bot *bot);
void slot_learn_places(struct bot *bot, const struct incident *state);

/* ---- load.c ---- */
/* Entries of a timeline after version `from`, oldest first; cb exactly once. */
/* why NULL: all. Else entries NULL: it could not be read now; entries: one of them is
 * damaged (why says which), and the n before it are good. */
typedef void (*timeline_cb)(void *ctx, const struct entry *entries, size_t n,
                            const char *why);
void timeline_load(struct bot *bot, struct arena *arena, const char *id, int64_t from,
                   int64_t to, timeline_cb cb, void *ctx);

/* ---- task.c: inputs on their way (task.h) ---- */
struct task;
void task_input(struct bot *bot, const struct input *input);
void task_input_ending(struct bot *bot, const struct input *input, struct lane *lane,
                       struct lane_item *item);

/* ---- due.c ---- */
enum { DUE_POLLED = 1 }; /* number of an INPUT_DUE that the alarm clock sent */
void due_learn(struct bot *bot, int64_t alarm);
void due_poll(struct bot *bot);
void due_tick(void *ctx);
void due_done(struct bot *bot, struct slot *slot, bool served);

/* ---- sweep.c: every incident, in the background ---- */
enum sweep_kind { SWEEP_DERIVE, SWEEP_CLOCK };
void sweep_start(struct bot *bot, enum sweep_kind kind, int64_t number);
void sweep_free(struct bot *bot);

/* ---- lanes.c, send.c, settle.c ---- */
struct lane *lane_get(struct bot *bot, const char *name);
/* `text`: the record as it is stored, copied. */
void lane_push(struct lane *lane, const char *id, const char *text, bool unsure);
/* Replaces what is kept of an item. */
void lane_rewrite(struct lane_item *item, const char *text);
void lane_pop(struct lane *lane);
void lane_pump(struct lane *lane);
void lane_later(struct lane *lane, int64_t ms);
void lane_reload(struct lane *lane);
void lanes_pump_incident(struct bot *bot, const char *id);
void lanes_start(struct bot *bot); /* read the outbox after a takeover */
/* The outbox could not be read: again in a moment. */
void outbox_later(struct bot *bot);
void lanes_free(struct bot *bot);
/* Takes the head off, as it was sent, or as it will not be sent any more. */
void lane_take_head(struct lane *lane);
/* Nothing of the lane is in flight any more: reads it again when it must, or goes on. The
 * lane may be gone afterwards. */
void lane_go_on(struct lane *lane);
/* Does the incident's channel still have to be brought back from the archive? */
bool lane_unarchives(struct bot *bot, const char *incident, const char *network);
/* In flight no more, but not to be sent now. */
void lane_release(struct lane *lane);
/* A commit ended: heads that waited for it are looked at again. */
void lanes_pump_waiting(struct bot *bot);
/* NULL: it is not connected to that network. */
struct adapter *bot_adapter(const struct bot *bot, const char *network);
struct adapter *bot_adapter_at(const struct bot *bot, const char *place);

/* ---- refs.c ---- */
/* NULL: not known. Fields: shown.h. */
const char *refs_get(const struct slot *slot, const char *field);
void refs_set(struct slot *slot, const char *field, const char *remote);
/* A reply of HGETALL: what is known already stays. */
void refs_came(struct slot *slot, const json_t *fields);
void refs_drop(struct slot *slot);
void refs_write(struct ops *ops, const char *incident, const char *field,
                const char *remote);

/* ---- keep.c ---- */
void keep_fact(void *self, const char *network, const char *fact); /* host.keep */
void keep_recall(void *self, const char *network,                  /* host.recall */
                 void (*done)(void *ctx, const char *fact, const char *why), void *ctx);
void keepers_free(struct bot *bot);

/* ---- names.c ---- */
void names_learn(void *self, const char *actor, const char *name); /* host.learn_name */
const char *names_known(void *self, const char *actor);            /* host.known_name */
void names_start(struct bot *bot);                                 /* read what is kept */
void names_directory(struct bot *bot, const struct directory *directory);
void names_free(struct bot *bot);

/* ---- trouble.c ---- */
void trouble_tell(struct bot *bot, const char *incident); /* it was just opened */

/* ---- mirrors.c ---- */
/* again.c: shows what an incident's channel shows once more, if the place is one. */
void show_place_again(struct bot *bot, const char *place);
void mirror_mark(struct bot *bot, const struct mark *slot);
/* The same, when what it shows has changed and the incident has not: a name came. */
void mirror_again(struct bot *bot, const struct mark *slot);
void mirrors_pump_incident(struct bot *bot, const char *id);
void mirrors_start(struct bot *bot);
void mirrors_free(struct bot *bot);

/* ---- lease.c ---- */
void lease_start(struct bot *bot);
bool lease_valid(const struct bot *bot);
void lease_lost(struct bot *bot, const char *why);
/* The store is not the one that it was, or older: the lease is taken anew, at once. */
void lease_moved(struct bot *bot, const char *why);
/* A commit made under `epoch` was refused because the store holds `found`: lost, unless
 * it is an old one. */
void lease_refused(struct bot *bot, int64_t epoch, struct blob found);
void lease_release(struct bot *bot, void (*done)(struct bot *bot));

#endif
