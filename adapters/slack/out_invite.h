/* out_invite.h: people into a channel. */
#ifndef TOCSIN_SLACK_OUT_INVITE_H
#define TOCSIN_SLACK_OUT_INVITE_H

#include "out_sending.h"

/* Invites people ("slack:U…") and user groups ("slack:S…"), a NULL-terminated list, into
 * s->channel and calls `then`; s->invite.failed names who was not. When the channel
 * itself is the matter it ends the delivery. */
void invite_people(struct sending *s, const char *const *people, sending_cb then);

#endif
