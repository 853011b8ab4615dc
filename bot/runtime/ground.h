/* ground.h: the ground under the bot: is this the store that it knows, and does the store
 * say of itself what it holds? Between the files of the runtime; see internal.h.
 *
 *   numbers.c  which numbers of a day were given, as far as anybody knows
 *   witness.c  whether the store is the one that was seen before, and as far on
 *   lost.c     noting what is gone; lost_tell.c says it
 *   gone.c     keeping what is gone: for the doctor, for whoever types about it
 *   known.c    what this process knows, for the one that comes after it
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
/* host.known_id */
void numbers_told(void *self, const char *name);
/* The store was new when we took it: what the networks know is waited for, a while. */
void numbers_expect(struct bot *bot);

/* ---- witness.c ---- */
/* What the questions of witness_ask() were answered, before the lease is taken: learns
 * the store, or notices that it is another one. */
enum { WITNESS_READS = 1 };
void witness_ask(const struct bot *bot, struct ops *ops);
void witness_learn(struct bot *bot, const json_t *replies, size_t at);
/* The lease is taken or renewed by that commit: the mark that the next one must find. */
void witness_write(struct bot *bot, struct ops *ops);
void witness_written(struct bot *bot);
/* The key that bears id and mark was set aside: they are written anew. */
void witness_again(struct bot *bot);
/* Its id; "": none is known. */
const char *witness_store(const struct bot *bot);
/* Sent with a renewal, in one round trip: calls lease_lost() when the store is not as far
 * on as it was. */
void witness_check(struct bot *bot);
/* The lease was taken: every incident that is known here is looked up. */
void witness_verify(struct bot *bot);
void witness_free(struct bot *bot);

/* ---- gone.c ---- */
/* That it is lost, or what of it, into the hash of the lost. In the arena. */
struct write gone_write(struct arena *arena, const struct bot *bot,
                        const struct slot *slot);
/* Its places of before, NULL-terminated. In the arena. */
const char *const *gone_places(struct arena *arena, const struct slot *slot);
/* What is typed there goes on meaning it. */
void gone_keep_places(struct bot *bot, const struct slot *slot);
/* Fills in what a row of what is kept says. */
void gone_row(struct slot *slot, const json_t *row);
/* Nothing is left of it; or it is there again. */
void gone_learn(struct bot *bot, struct slot *slot);
void gone_back(struct bot *bot, struct slot *slot);
/* What to type to declare it again; NULL: it was closed. In the arena. */
const char *gone_again(struct arena *arena, const struct slot *slot);
/* For whoever types about it; NULL: nobody here knew it. In the arena. */
char *gone_words(struct arena *arena, const struct slot *slot, bool reads);
/* ---- known.c ---- */
/* The lease was taken: what an earlier process knew counts as seen here. */
void known_learn(struct bot *bot);

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
