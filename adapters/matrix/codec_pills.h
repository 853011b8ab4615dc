/* codec_pills.h: people and rooms of Matrix as they are shown, and their links. */
#ifndef TOCSIN_MATRIX_CODEC_PILLS_H
#define TOCSIN_MATRIX_CODEC_PILLS_H

#include "base/arena.h"
#include "tocsin/tree.h"

/* "@ana:example.org" of "matrix:@ana:example.org", or NULL: not somebody of Matrix. */
const char *matrix_user_of(const char *actor);
/* "!r:example.org", "!r" or "#ops:example.org" of a place, or NULL. */
const char *matrix_room_of(const char *place);
/* What clients take for a person or a room: "https://matrix.to/#/…", every sign that could
 * end it or mean something encoded. */
char *matrix_to(struct arena *arena, const char *id);
/* Somebody, or a place, as a word: the name that the node brings, else the id; with the
 * sigil, which an id of Matrix has already. */
char *matrix_shown(struct arena *arena, const struct tree_node *node, char sigil);
/* http, https or mailto, at most LIMIT_URL bytes, and nothing that could end it early. */
bool matrix_is_url(const char *s);

#endif
