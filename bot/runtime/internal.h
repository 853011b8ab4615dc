/* internal.h: the calls of the runtime that lead back to each other: what a network answers
 * is an input, an input becomes messages in lanes, lanes send; and whatever reads the store
 * may find something that people must be told. What leads nowhere back has a header of its
 * own. Nothing here is for other folders. */
#ifndef TOCSIN_RUNTIME_INTERNAL_H
#define TOCSIN_RUNTIME_INTERNAL_H

#include "runtime/complete.h"
#include "runtime/lane_list.h"
#include "runtime/lanes.h"
#include "runtime/lease.h"
#include "runtime/lost.h"
#include "runtime/now.h"
#include "runtime/parts.h"
#include "runtime/places.h"
#include "runtime/quiet.h"
#include "runtime/refs.h"
#include "runtime/standstill.h"
#include "runtime/unsaved.h"
#include "runtime/world.h"
#include "runtime/writes.h"

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

/* ---- trouble.c: what keeps the store from working, for people; NULL: nothing known */
const char *store_ill(const struct bot *bot);

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

/* ---- load.c ---- */
/* Entries of a timeline after version `from`, oldest first; cb exactly once. */
/* why NULL: all. Else entries NULL: it could not be read now; entries: one of them is
 * damaged (why says which), and the n before it are good. */
typedef void (*timeline_cb)(void *ctx, const struct entry *entries, size_t n,
                            const char *why);
void timeline_load(struct bot *bot, struct arena *arena, const char *id, int64_t from,
                   int64_t to, timeline_cb cb, void *ctx);

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

#endif
