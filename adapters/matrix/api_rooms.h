/* api_rooms.h: what is known of rooms: who is in them, whether they are encrypted, and which
 * room a place of ours is. All of it can be asked again: it is forgotten with the process. */
#ifndef TOCSIN_MATRIX_API_ROOMS_H
#define TOCSIN_MATRIX_API_ROOMS_H

#include "api_work.h"
#include "codec_events.h"

struct matrix_room {
    const char *id;
    bool looked; /* what follows is known */
    bool encrypted;
    bool direct;      /* we and one other are all of it */
    bool told_cipher; /* it was said there that it cannot be read */
};

struct matrix_rooms *matrix_rooms_new(void);
void matrix_rooms_free(struct matrix_rooms *rooms);
/* Made when there is none of that id. Borrowed; NULL when there are too many. */
struct matrix_room *matrix_room(struct matrix_rooms *rooms, const char *id);
/* What an event changes of it. */
void matrix_room_event(struct matrix_rooms *rooms, const char *id,
                       const struct matrix_event *event);
/* Asks for what is not known of it; `then` is called when room->looked, or when it could not
 * be had. Learns the names of its members. */
typedef void (*room_looked_cb)(struct work *work, const struct matrix_room *room);
void matrix_room_look(struct work *whose, const char *id, room_looked_cb then);

/* Which room a name (an alias, a person) is, as far as it is remembered; or NULL. */
const char *matrix_rooms_recall(const struct matrix_rooms *rooms, const char *name);
void matrix_rooms_learn(struct matrix_rooms *rooms, const char *name, const char *id);
void matrix_rooms_forget(struct matrix_rooms *rooms, const char *name);

/* `from` was replaced by `to`, as both of them say. */
void matrix_rooms_moved(struct matrix_rooms *rooms, const char *from, const char *to);
/* What a place in a room is called: a room that replaces another one goes on as that one. */
const char *matrix_rooms_first(const struct matrix_rooms *rooms, const char *id);

#endif
