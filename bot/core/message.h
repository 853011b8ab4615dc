/* message.h: marked and changed messages of a channel: INPUT_MESSAGE. */
#ifndef TOCSIN_CORE_MESSAGE_H
#define TOCSIN_CORE_MESSAGE_H

#include "core/needs.h"
#include "core/turn.h"

/* Which incident's timeline a message of this place belongs to. Never refuses. */
bool message_prepare(struct turn *turn, const char *place_incident,
                     struct needs *ret_needs, struct error *err);
bool decide_message(struct turn *turn, struct error *err);

/* The text of a marked message came (or will not): INPUT_ANSWER "message". */
bool message_answered(struct turn *turn, struct error *err);

#endif
