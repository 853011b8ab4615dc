/* out_listing.h: one walk through the workspace's channels for all who look for a name.
 * */
#ifndef TOCSIN_SLACK_OUT_LISTING_H
#define TOCSIN_SLACK_OUT_LISTING_H

#include "api_op.h"

enum { SLACK_LIST_PAGES = 40 };

/* `channel`: {"id","is_archived","is_private","is_member"}, or NULL: there is none of
 * that name, or, when `failed` is given, nobody knows. */
typedef void (*op_named_cb)(struct op *op, const json_t *channel,
                            const struct api_result *failed);
/* Hears of every page that is read: Slack's objects. */
typedef void (*listing_page_cb)(struct slack *slack, const json_t *channels);

struct listings *listings_new(listing_page_cb page);
/* After every op has ended. */
void listings_free(struct listings *listings);
/* Finds the channel with that name, which must live as long as the op; may call back at
 * once. */
void op_named(struct op *op, const char *name, op_named_cb cb);
/* What a channel's name means has changed: whoever asks next has it read anew. */
void listing_forget(const struct slack *slack);
/* Pages that the last walk has read; 0: it is forgotten. */
int listing_pages(const struct slack *slack);
/* Arguments of conversations.list: all channels, public ones and private ones that tocsin
 * is in, archived or not. */
json_t *listing_args(void);

#endif
