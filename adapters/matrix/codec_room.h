/* codec_room.h: what a room of an incident is made of: pure.
 *
 * A room is ours when its very first event says so: m.room.create is written once, by whoever
 * made the room, and bears which delivery made it. Neither a name nor an alias is a proof:
 * anybody may have taken those before. */
#ifndef TOCSIN_MATRIX_CODEC_ROOM_H
#define TOCSIN_MATRIX_CODEC_ROOM_H

#include "base/arena.h"
#include <jansson.h>
#include <stdbool.h>

/* State of ours: an incident's room has the incident as data in it, for other programs. */
#define MATRIX_INCIDENT "org.tocsin.incident"
/* Member of the content of m.room.create. */
#define MATRIX_MADE "org.tocsin"

enum {
    MATRIX_NAMES = 9,       /* that are tried */
    MATRIX_ALIAS = 255,     /* bytes, with "#", ":" and the server */
    MATRIX_POWER_OWN = 100, /* ours */
    MATRIX_POWER_ROLE = 50, /* topic, pins, names, kicks */
    MATRIX_PINS = 50,
};

/* What an incident's room is to be. */
struct matrix_wish {
    const char *incident; /* "INC-2026-11-28-001" */
    const char *delivery; /* which makes it */
    const char *alias;    /* its local part */
    const char *space;    /* id of the space that it belongs to, or NULL */
    const char *server;   /* ours */
    bool private_place; /* for the invited alone; else for members of the space as well */
    bool alone;         /* our own server's people alone: no other server takes part */
};
/* Body of createRoom. New reference, as everything here. */
json_t *matrix_room_wished(const struct matrix_wish *wish);
/* The same of the space that open incidents are in. Whoever is on our server may join it when
 * it is `alone`; else the invited. */
json_t *matrix_space_wished(const char *alias, const char *name, bool alone);

/* What may stand in an alias: lower case, the rest "-". */
char *matrix_alias_word(struct arena *arena, const char *word);
/* The names that are tried, in this order: "inc-2026-11-28-001"; with who we are behind it
 * ("-tocsin"), as another tocsin of the same homeserver may have that one; then with "-2"
 * and so on. `local`: of our user id. */
char *matrix_alias_of(struct arena *arena, const char *incident, const char *local,
                      int n);
/* "#local:server"; NULL: longer than an alias may be. */
char *matrix_alias(struct arena *arena, const char *local, const char *server);

/* Did we make the room for that delivery, or (NULL) the space? `state`: all of the room's,
 * as an array. `own`: our user id. */
bool matrix_made(const json_t *state, const char *own, const char *delivery);
/* Content of a state event of it, borrowed; or NULL. */
const json_t *matrix_state_of(const json_t *state, const char *type, const char *key);
/* Only its members read there. */
bool matrix_is_private(const json_t *state);

/* ---- what changes in it ---- */

/* Power levels as they are, but that nobody writes (`shut`), or everybody again. NULL: they
 * are so already. */
json_t *matrix_powers_shut(const json_t *powers, bool shut);
/* The same with who has a role now, and without those who had (`before`): arrays of user ids.
 * What somebody was given by hand beyond that stays. NULL: they are so already. */
json_t *matrix_powers_roles(const json_t *powers, const json_t *before,
                            const json_t *now);
/* Content of m.room.pinned_events with that event first, as `pinned` has the others. NULL: it
 * is there. */
json_t *matrix_pinned(const json_t *pinned, const char *event);
/* Content of m.space.child and m.space.parent. */
json_t *matrix_child(const char *server);
json_t *matrix_parent(const char *server);

#endif
