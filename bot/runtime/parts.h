/* parts.h: the bot and its parts: data that the files of the runtime share. Nothing here is
 * for other folders. */
#ifndef TOCSIN_RUNTIME_PARTS_H
#define TOCSIN_RUNTIME_PARTS_H

#include "base/arena.h"
#include "base/hash.h"
#include "core/announce.h"
#include "core/deadlines.h"
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
    char *spoke;      /* its places, one per line: where it can be said that it is lost */
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
    bool late; /* what the place refused: tried again, whatever it answers */
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
    bool slipped; /* the last line was refused; what changes nothing leaves it so */
    UT_hash_handle hh;
};

/* Calls go down (bot/README, Levels). What has to come up comes through these: bot.c sets
 * them. */
struct upwards {
    /* stages.c: an input begins its way. `lane`: it is what came of the head, and its commit
     * takes that off; or NULL. */
    void (*input)(struct bot *bot, const struct input *input, struct lane *lane);
    /* send.c: sends the head, when it may. */
    void (*pump)(struct lane *lane);
    /* mirrors.c: nothing is in flight to the incident's channel: what waited for it? */
    void (*lane_free)(struct bot *bot, const char *incident);
    /* work.c: the key was moved out of the way. */
    void (*set_aside)(struct bot *bot, const char *key);
};

enum bot_phase { BOT_WAITING, BOT_STANDBY, BOT_AT_WORK, BOT_STOPPING, BOT_STOPPED };

struct bot {
    struct bot_options o;
    struct upwards up;
    const struct policy *policy;
    const struct directory *directory; /* own_directory: as given, with names.c */
    struct directory own_directory;
    struct name *known_names;
    struct keeper *keepers; /* keep.c */
    const struct messages *messages;
    const struct civil *civil;
    char *derivation;
    const struct world_network *networks; /* as decisions know them, in networks_arena */
    struct arena *networks_arena;
    const char **opaque; /* networks that have CAP_OPAQUE */
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
    void (*progress)(
        struct bot *bot); /* of it, once all is quiet; NULL: there was none */

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
    bool verifying;          /* it may find more of what is lost at any moment */
    struct lost *lost;       /* lost.h: to be said */
    json_t *gone;            /* gone.c: ids of open incidents that are lost, or NULL */
    struct mender *mender;   /* mend.c */
    bool walked; /* every incident that is stored was looked at since we are at work */

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

#endif
