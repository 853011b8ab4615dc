/* out_listing.c: one walk through the workspace's channels for all who look for a name.
 *
 * Slack has no call that finds a channel by its name: 6,500 channels are seven pages, and
 * a method that may be called twenty times a minute. So there is one walk at a time,
 * which serves whoever waits after each page and ends when nobody does; what it found is
 * kept for a minute for those who come right after it, and what it did not find is not.
 * Urgent as soon as one who waits is. */
#include "out_listing.h"

#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"

enum {
    FRESH_MS = 60 * 1000,
    LIST_PAGE = 999, /* Slack's most */
};

struct waiter { /* in the arena of its op */
    struct op *op;
    const char *name;
    op_named_cb cb;
    struct waiter *next;
};

struct listings {
    struct listing *walk;   /* or NULL */
    struct waiter *waiting; /* the newest first */
    listing_page_cb page;
};

/* The walk, and afterwards what it read, until it is too old. */
struct listing {
    struct op op;      /* first */
    json_t *by_name;   /* name -> {"id","is_archived","is_private","is_member"} */
    int pages;         /* read so far */
    bool done, whole;  /* no call is under way; there was no further page */
    const char *again; /* cursor of the page after the last one, or NULL */
};

static void next_page(struct listing *listing, const char *cursor);

static void listing_free(struct listing *listing) {
    listing->op.slack->listings->walk = NULL;
    json_decref(listing->by_name);
    op_free(&listing->op);
}

static void stopped(struct op *op) {
    listing_free((struct listing *)op);
}

static void too_old(struct op *op) {
    listing_free((struct listing *)op);
}

/* ---- those who wait ---- */

static void leave(struct op *op) {
    struct waiter **at = &op->slack->listings->waiting;
    while (*at && (*at)->op != op) {
        at = &(*at)->next;
    }
    if (*at) {
        *at = (*at)->next;
    }
    op->leave = NULL;
}

static void tell(const struct waiter *waiter, const json_t *channel,
                 const struct api_result *failed) {
    struct op *op = waiter->op;
    op_named_cb cb = waiter->cb;
    leave(op);
    cb(op, channel, failed);
}

/* One who can be told by what was read, or NULL. */
static struct waiter *served_by(const struct listing *listing) {
    struct waiter *waiter = listing->op.slack->listings->waiting;
    while (waiter && !listing->whole &&
           !json_object_get(listing->by_name, waiter->name)) {
        waiter = waiter->next;
    }
    return waiter;
}

/* Whoever is told may stop everything: nothing of the walk is touched unless it is
 * there. */
static bool serve(struct listing *listing) {
    struct listings *listings = listing->op.slack->listings;
    struct waiter *waiter;
    while (listings->walk == listing && (waiter = served_by(listing))) {
        json_t *channel = json_object_get(listing->by_name, waiter->name);
        json_incref(channel);
        tell(waiter, channel, NULL);
        json_decref(channel);
    }
    return listings->walk == listing;
}

static struct waiter *oldest(const struct listings *listings) {
    struct waiter *waiter = listings->waiting;
    while (waiter && waiter->next) {
        waiter = waiter->next;
    }
    return waiter;
}

/* Those who wait now are told; whoever asks again by that begins a walk anew. */
static void fail(struct listing *listing, const struct api_result *result) {
    struct listings *listings = listing->op.slack->listings;
    struct waiter *waiter;
    size_t n = 0;
    for (waiter = listings->waiting; waiter; waiter = waiter->next) {
        n++;
    }
    listings->walk = NULL;
    for (; n > 0 && (waiter = oldest(listings)) != NULL; n--) {
        tell(waiter, NULL, result);
    }
    json_decref(listing->by_name);
    op_free(&listing->op);
}

/* ---- the walk ---- */

static void read_page(struct listing *listing, const json_t *channels) {
    static const char *const members[] = {"id", "is_archived", "is_private", "is_member",
                                          NULL};
    size_t i;
    json_t *channel;
    json_array_foreach((json_t *)channels, i, channel) {
        const char *name = jsonx_string(channel, "name", NULL);
        json_t *kept = json_object();
        for (const char *const *member = members; *member; member++) {
            if (json_object_get(channel, *member)) {
                json_object_set(kept, *member, json_object_get(channel, *member));
            }
        }
        if (name && jsonx_string(kept, "id", NULL)) {
            json_object_set(listing->by_name, name, kept);
        }
        json_decref(kept);
    }
    listing->pages++;
}

static void page_came(struct op *op, const struct api_result *result) {
    struct listing *listing = (struct listing *)op;
    if (result->kind != API_OK) {
        fail(listing, result);
        return;
    }
    const char *cursor = jsonx_string(json_object_get(result->json, "response_metadata"),
                                      "next_cursor", "");
    listing->again = *cursor ? arena_strdup(op->arena, cursor) : NULL;
    read_page(listing, json_object_get(result->json, "channels"));
    op->slack->listings->page(op->slack, json_object_get(result->json, "channels"));
    listing->whole = !listing->again || listing->pages >= SLACK_LIST_PAGES;
    if (!serve(listing)) {
        return;
    }
    if (!listing->whole && op->slack->listings->waiting) {
        next_page(listing, listing->again);
        return;
    }
    listing->done = true;
    op_wait(op, FRESH_MS, too_old);
}

json_t *listing_args(void) {
    return json_pack("{s:[s, s], s:b, s:i}", "types", "public_channel", "private_channel",
                     "exclude_archived", 0, "limit", LIST_PAGE);
}

static void next_page(struct listing *listing, const char *cursor) {
    json_t *args = listing_args();
    jsonx_set_string(args, "cursor", cursor);
    listing->done = false;
    op_call_patiently(&listing->op, "conversations.list", args, page_came);
}

void op_named(struct op *op, const char *name, op_named_cb cb) {
    struct listings *listings = op->slack->listings;
    struct listing *listing = listings->walk;
    struct waiter *waiter = arena_alloc(op->arena, sizeof *waiter);
    if (listing && listing->done && listing->whole &&
        !json_object_get(listing->by_name, name)) {
        listing_free(listing); /* it may be there by now */
        listing = NULL;
    }
    *waiter = (struct waiter){op, name, cb, listings->waiting};
    listings->waiting = waiter;
    op->leave = leave;
    if (!listing) {
        listing = op_new(op->slack, sizeof *listing, op->urgent, stopped);
        listing->by_name = json_object();
        listings->walk = listing;
        next_page(listing, NULL);
        return;
    }
    listing->op.urgent = listing->op.urgent || op->urgent;
    if (serve(listing) && listing->done && listings->waiting) {
        next_page(listing, listing->again); /* it goes on where it ended */
    }
}

void listing_forget(const struct slack *slack) {
    struct listing *walk = slack->listings->walk;
    if (walk && walk->done) {
        listing_free(walk);
    }
}

int listing_pages(const struct slack *slack) {
    return slack->listings->walk ? slack->listings->walk->pages : 0;
}

struct listings *listings_new(listing_page_cb page) {
    struct listings *listings = mem_new(sizeof *listings);
    listings->page = page;
    return listings;
}

void listings_free(struct listings *listings) {
    free(listings);
}
