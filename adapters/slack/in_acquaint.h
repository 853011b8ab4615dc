/* in_acquaint.h: names of people and channels that an envelope names by id alone. */
#ifndef TOCSIN_SLACK_IN_ACQUAINT_H
#define TOCSIN_SLACK_IN_ACQUAINT_H

#include "codec.h"
#include "shared.h"

struct acquaint *acquaint_new(struct slack *slack);
void acquaint_free(struct acquaint *acquaint);
void acquaint_envelope(struct acquaint *acquaint, const struct envelope *envelope);
/* `text`: as slack_unescape gives it ("@slack:U7"), or NULL. */
void acquaint_text(struct acquaint *acquaint, const char *text);

#endif
