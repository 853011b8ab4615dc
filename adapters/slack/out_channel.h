/* out_channel.h: the incident's channel. */
#ifndef TOCSIN_SLACK_OUT_CHANNEL_H
#define TOCSIN_SLACK_OUT_CHANNEL_H

#include "out_sending.h"

void channel_open(struct sending *s);
/* One search; s->look.on_found, s->look.on_missing as in out_search.h. */
void channel_look(struct sending *s);
/* s->look.found is the incident's channel. */
void channel_found(struct sending *s);

#endif
