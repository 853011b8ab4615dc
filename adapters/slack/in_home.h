/* in_home.h: what App Home shows. */
#ifndef TOCSIN_SLACK_IN_HOME_H
#define TOCSIN_SLACK_IN_HOME_H

#include "codec.h"
#include "shared.h"

struct home *home_new(struct slack *slack);
void home_opened(struct home *home, const struct envelope *envelope);
void home_free(struct home *home);

#endif
