/* adapter.h: what a network is to the rest of the program.
 *
 * One file and one const vtable per network. Code outside an adapter branches on its
 * capability flags, never on its name. */
#ifndef TOCSIN_ADAPTER_H
#define TOCSIN_ADAPTER_H

#include "tocsin/delivery.h"
#include "tocsin/input.h"
#include <stddef.h>

/* What the host offers an adapter. All functions return at once. */
struct host {
    void *self;
    /* Takes an input onto the road; the host copies what it keeps. */
    void (*input)(void *self, const struct input *input);
    int64_t (*now)(void *self); /* UTC ms, of the real or the virtual clock */
    /* Virtual clock only: moves it by `ms`, letting every deadline in between happen in
     * order; `done` when all of it has been delivered. False: the clock is real. */
    bool (*advance)(void *self, int64_t ms, void (*done)(void *ctx), void *ctx);
    /* Virtual clock only: the clock jumps by `by` ms (either way) as a wall clock does
     * when somebody sets it: nothing in between happens, open incidents get
     * `clock.stepped`. */
    bool (*step)(void *self, int64_t by, void (*done)(void *ctx), void *ctx);
    /* `done` once no turn, commit or delivery is under way. */
    void (*quiet)(void *self, void (*done)(void *ctx), void *ctx);
    /* `done` once nothing is under way but `n` deliveries that the adapter itself keeps
     * back, to show them together. Another call before that replaces this one. */
    void (*settled)(void *self, size_t n, void (*done)(void *ctx), void *ctx);
    /* Words that may come next in a command line, without its prefix, whose last word is
     * the one that is begun ("role take com"): each is handed to `take`. */
    void (*complete)(void *self, const char *typed,
                     void (*take)(void *ctx, const char *word), void *ctx);
    /* What `actor` is called on its network ("Ana Lopes"): shown for people whom the
     * directory does not know. Cheap to repeat. */
    void (*learn_name)(void *self, const char *actor, const char *name);
    /* The name that was learned for it, or NULL; borrowed until the next call. Channels that
     * are known by name are kept the same way: "slack:#ops" is called "C1". */
    const char *(*known_name)(void *self, const char *actor);
    /* A channel that tocsin has made is called so, whenever that was: the id in it was
     * given. CAP_IDS tells each of them once after its start, and then NULL: that is all,
     * or all that can be known. */
    void (*known_id)(void *self, const char *name);
    /* Keeps a fact of the adapter's own, at most 4096 bytes: how far it has read its network
     * (a sync token). It stands for everything that was handed in before, and is in the store
     * only when all of that is; of two, the later one counts. The fact of a single input is
     * saved with it, in one commit (input.keep). An input that is answered REPLY_UNKNOWN
     * makes those void that stand for it: hand it in again, and keep a fact again. */
    void (*keep)(void *self, const char *network, const char *fact);
    /* The last one that was kept, by whichever process; fact NULL: none, or it cannot be read
     * now (then `why`). Once, from the loop. */
    void (*recall)(void *self, const char *network,
                   void (*done)(void *ctx, const char *fact, const char *why), void *ctx);
    /* May `actor` read what tocsin shows in an incident's channel? False as well when it
     * is not known at the moment whose channel that is. */
    bool (*may_read)(void *self, const char *actor, const char *place);
    /* Shows topic and summary of an incident's channel again, to an adapter that forgets them
     * when it ends; nothing when the place is no incident's. */
    void (*show_again)(void *self, const char *place);
    /* The adapter has come to its end (end of file, /quit): drain and stop. */
    void (*stop)(void *self);
};

enum adapter_caps {
    CAP_IDEMPOTENT = 1 << 0, /* sending the same delivery id twice shows it once, within
                                repeats_ms */
    CAP_SEARCH = 1 << 1,     /* can look for a delivery id that may have been sent */
    CAP_CHANNELS = 1 << 2,   /* can open a channel per incident */
    CAP_MIRROR = 1 << 3,     /* has a topic or a pinned summary to keep current */
    CAP_DIRECT = 1 << 4,     /* can speak to one person */
    /* nothing sent can have survived a restart of ours: what a terminal showed is not
     * searched for, it is sent again */
    CAP_VOLATILE = 1 << 5,
    CAP_BOOKMARKS = 1 << 6, /* has a slot "bookmarks" to keep current */
    CAP_THREADS = 1 << 7,   /* a post can belong under an earlier one */
    /* people have ids that nobody types: a bare name means somebody whose name is
     * known, or nobody */
    CAP_OPAQUE = 1 << 9,
    /* messages have buttons, and are edited: slots "buttons:<delivery>" */
    CAP_BUTTONS = 1 << 11,
    /* an incident's channel opens with its pinned summary (slot "summary"), which is
     * kept current */
    CAP_PINNED = 1 << 10,
    /* has a slot "data" to keep current: the incident for other programs; its body is one
     * block of no kind (TREE_UNKNOWN), and that is inside it */
    CAP_DATA = 1 << 13,
    CAP_IDS = 1 << 12, /* tells which ids its channels bear: host.known_id */
    /* channels have a purpose and members and can be archived: DELIVERY_STEP */
    CAP_MEMBERS = 1 << 8,
};

/* What an adapter found out about itself, for `tocsin doctor` and the start. */
enum finding_level { FINDING_FINE, FINDING_WARN, FINDING_BROKEN };
struct finding {
    enum finding_level level;
    const char *what; /* "Slack bot token: belongs to tocsin in Acme" */
    const char *todo; /* what somebody does about it; NULL when it is fine */
    bool of_place;    /* a place takes nothing: the first message to it says so as well */
};
typedef void (*finding_cb)(void *ctx, const struct finding *finding);

struct adapter {
    const char *network; /* "console": prefix of its places and actors */
    unsigned caps;
    int64_t
        repeats_ms; /* CAP_IDEMPOTENT: for how long after a sending it knows the same id
                           again; 0: for ever. What may be older is looked for first */
    void *self;
    /* Starts one delivery; `done` is called exactly once, possibly before this returns.
     * The delivery is borrowed until then. */
    void (*send)(void *self, const struct delivery *delivery, outcome_cb done, void *ctx);
    /* CAP_SEARCH: is the delivery already there? Outcome SENT, RETRY (surely not) or
     * UNKNOWN. */
    void (*look)(void *self, const struct delivery *delivery, outcome_cb done, void *ctx);
    /* Looks at everything that must be right for it to work (rights, places, clock) and
     * reports each as a finding, then calls `done`. May run before start(). NULL: nothing
     * can be wrong. */
    void (*check)(void *self, finding_cb report, void (*done)(void *ctx), void *ctx);
    /* Begins taking inputs. */
    bool (*start)(void *self, const struct host *host);
    /* The bot's own user id there ("U0TOCSIN"), NULL when it is not known (yet). NULL:
     * the bot is nobody there. */
    const char *(*own_id)(void *self);
    void (*stop)(void *self); /* no more inputs, no more sends; idempotent */
    void (*free)(void *self);
};

#endif
