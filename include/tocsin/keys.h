/* keys.h: every key in Redis, and no other file spells one.
 *
 * All of them begin with KEY_SPACE of their workspace, which the store puts in front. One
 * that ends in ":" begins many: what follows it stands first in its comment. The table in
 * bot/README.md is made from this file. */
#ifndef TOCSIN_KEYS_H
#define TOCSIN_KEYS_H

/* "t:{ops}:": one workspace, and one slot of a cluster. */
#define KEY_SPACE(workspace) "t:{" workspace "}:"

/* ---- incidents: the truth ---- */
#define KEY_INCIDENT "inc:" /* <id>: hash, version, chain and snapshot */
#define KEY_TIMELINE "tl:"  /* <id>: stream, its entries */
#define KEY_TEXTS "tx:"     /* <id>: hash, texts of the entries with their salts */
#define KEY_REFS "ref:"     /* <id>: hash, what the networks call what was sent */

/* ---- derived from incidents, and mended when they differ ---- */
#define KEY_DUE "due"       /* sorted set, incidents by earliest deadline: alarm clock */
#define KEY_OPEN "open"     /* sorted set, incidents by opening */
#define KEY_CLOSED "closed" /* sorted set, incidents by closing */
#define KEY_PLACE "place:"  /* <address>: the incident whose channel it is */
#define KEY_SEQUENCE "seq:" /* <day>: the last number that was given */
#define KEY_TODO "todo:"    /* <address>: sorted set, open actions of a person */
#define KEY_ROLL "roll:"    /* <month>: hash, counts */

/* ---- on the way to the networks ---- */
#define KEY_LANES "lanes"   /* sorted set, lanes that hold messages */
#define KEY_LANE "lane:"    /* <lane>: list, ids of messages in order */
#define KEY_OUTBOX "out:"   /* <lane>: hash, the messages */
#define KEY_DIRTY "dirty"   /* sorted set, mirrors to be shown again */
#define KEY_SYNC "sync:"    /* <network>: how far its adapter has read it */
#define KEY_NAMES "names"   /* hash, what the networks call people and places */
#define KEY_UNSENT "unsent" /* list, outbox of a backup that was restored */

/* ---- processes ---- */
#define KEY_IDEM "idem:"  /* <hash>: the answer to an input, for 48 h */
#define KEY_EPOCH "epoch" /* number of the bot at work: commits check it */
#define KEY_LEASE "lease" /* which bot is at work */
#define KEY_ALIVE "alive" /* when one was last at work */
#define KEY_META "meta"   /* hash: schema, id of the store, mark of a restore */
#define KEY_AUDIT "audit" /* stream, refusals */

/* ---- damage, and what is to be mended ---- */
#define KEY_TORN "torn"             /* hash, what is left of commits that broke off */
#define KEY_QUARANTINE "quarantine" /* hash, values that could not be read */
#define KEY_LOST "lost" /* hash, incidents that are lost and that a bot at work knew */
#define KEY_REWRITE "rewrite" /* a removed text may still be in the append-only file */

#endif
