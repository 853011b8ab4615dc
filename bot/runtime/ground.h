/* ground.h: the ground under the bot: is this the store that it knows, and does the store
 * say of itself what it holds? Between the files of the runtime; see internal.h.
 *
 *   numbers.c  which numbers of a day were given, as far as anybody knows
 *   witness.c  whether the store is the one that was seen before, and as far on
 *   lost.c     saying what is gone
 *   mend.c     walking the incidents, mending the indexes
 *   say.c      notices that no timeline can hold */
#ifndef TOCSIN_RUNTIME_GROUND_H
#define TOCSIN_RUNTIME_GROUND_H

#include "runtime/internal.h"

/* ---- numbers.c ---- */
/* An incident of that id exists, or did. */
void numbers_learn(struct bot *bot, const char *id);
/* The highest number of a day (`name`: "2025-09-29") that is known here; 0: none. */
int64_t numbers_last(const struct bot *bot, const char *name);
/* Learns the ids of a day that are in the store; `done` exactly once, why NULL: all. */
void numbers_scan(struct bot *bot, const char *day,
                  void (*done)(void *ctx, const char *why), void *ctx);
/* Each day that is known. */
void numbers_each(const struct bot *bot,
                  void (*each)(void *ctx, const char *day, int64_t last), void *ctx);
void numbers_free(struct bot *bot);

/* ---- witness.c ---- */
/* What the questions of witness_ask() were answered, before the lease is taken: learns
 * the store, or notices that it is another one. */
enum { WITNESS_READS = 1 };
void witness_ask(const struct bot *bot, struct ops *ops);
void witness_learn(struct bot *bot, const json_t *replies, size_t at);
/* The lease is taken or renewed by that commit: the mark that the next one must find. */
void witness_write(struct bot *bot, struct ops *ops);
void witness_written(struct bot *bot);
/* Sent with a renewal, in one round trip: calls lease_lost() when the store is not as far
 * on as it was. */
void witness_check(struct bot *bot);
/* The lease was taken: every incident that is known here is looked up. */
void witness_verify(struct bot *bot);
/* More of what is lost may be found at any moment. */
bool witness_verifying(const struct bot *bot);
void witness_free(struct bot *bot);

/* ---- lost.c ---- */
/* The store has less of it than was seen: it is said, once, with what else is lost. */
void history_lost(struct bot *bot, struct slot *slot);
/* All that is known to be lost was handed in: it is said now. */
void lost_flush(struct bot *bot);
void lost_free(struct bot *bot);

/* ---- mend.c ---- */
/* The lease was taken: one fast round, then slow ones. */
void mend_start(struct bot *bot);
bool mend_complete(const struct bot *bot); /* since then, all was walked once */
void mend_free(struct bot *bot);

/* ---- say.c ---- */
struct saying {
    const char *id;               /* the incident that it is about */
    const struct incident *state; /* NULL: it is not there */
    const char *message;          /* template */
    json_t *view;                 /* of it, borrowed */
    const char *const *audiences; /* NULL-terminated */
    const char *const *places;    /* instead of the announce places, or NULL */
    const struct write *writes;   /* in the same commit */
    size_t nwrites;
    void (*done)(void *ctx, bool said); /* or NULL */
    void *ctx;
};
/* Puts it into the lanes with a commit of its own, without an entry. */
void bot_say(struct bot *bot, const struct saying *saying);

#endif
