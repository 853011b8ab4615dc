/* view_link.h: a link as views have it. */
#ifndef TOCSIN_CORE_VIEW_LINK_H
#define TOCSIN_CORE_VIEW_LINK_H

#include "base/arena.h"

/* Markup of somebody's text: a web address is a link that shows its host (the rest is as
 * long as it likes, and no telephone breaks it), anything else stays text. */
char *view_link(struct arena *arena, const char *text);

#endif
