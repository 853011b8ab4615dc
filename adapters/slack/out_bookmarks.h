/* out_bookmarks.h: links as bookmarks of the channel. */
#ifndef TOCSIN_SLACK_OUT_BOOKMARKS_H
#define TOCSIN_SLACK_OUT_BOOKMARKS_H

#include "out_sending.h"

void bookmarks_send(struct sending *s);

#endif
