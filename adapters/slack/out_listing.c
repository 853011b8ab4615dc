/* out_listing.c: one walk through the workspace's channels for all who look for a name.
 *
 * Slack has no call that finds a channel by its name: 6,500 channels are seven pages, and
 * a method that may be called twenty times a minute. So there is one walk at a time, which
 * serves whoever waits after each page and ends when nobody does; what it found is kept for
 * a minute for those who come right after it, and what it did not find is not. Urgent as soon as one who waits is. */
#include "base/jsonx.h"
#include "base/text.h"
#include "out_sending.h"

enum { FRESH_MS = 60 * 1000 };

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
    struct slack_outbound *outbound = listing->op.slack->outbound;
    outbound->listing = NULL;
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

void op_named_forget(struct op *op) {
    struct op **at = &op->slack->outbound->waiting;
    while (*at && *at != op) {
        at = &(*at)->named.next;
    }
    if (*at) {
        *at = op->named.next;
    }
    op->named.cb = NULL;
}

static void tell(struct op *op, const json_t *channel, const struct api_result *failed) {
    op_named_cb cb = op->named.cb;
    op_named_forget(op);
    cb(op, channel, failed);
}

/* One who can be told by what was read, or NULL. */
static struct op *served_by(const struct listing *listing) {
    struct op *op = listing->op.slack->outbound->waiting;
    while (op && !listing->whole && !json_object_get(listing->by_name, op->named.name)) {
        op = op->named.next;
    }
    return op;
}

/* Whoever is told may stop everything: nothing of the walk is touched unless it is there. */
static bool serve(struct listing *listing) {
    struct slack_outbound *outbound = listing->op.slack->outbound;
    struct op *op;
    while (outbound->listing == listing && (op = served_by(listing))) {
        json_t *channel = json_object_get(listing->by_name, op->named.name);
        json_incref(channel);
        tell(op, channel, NULL);
        json_decref(channel);
    }
    return outbound->listing == listing;
}

static struct op *oldest(const struct slack_outbound *outbound) {
    struct op *op = outbound->waiting;
    while (op && op->named.next) {
        op = op->named.next;
    }
    return op;
}

/* Those who wait now are told; whoever asks again by that begins a walk anew. */
static void fail(struct listing *listing, const struct api_result *result) {
    struct slack_outbound *outbound = listing->op.slack->outbound;
    struct op *op;
    size_t n = 0;
    for (op = outbound->waiting; op; op = op->named.next) {
        n++;
    }
    outbound->listing = NULL;
    for (; n > 0 && (op = oldest(outbound)) != NULL; n--) {
        tell(op, NULL, result);
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
    ids_page(op->slack, json_object_get(result->json, "channels"));
    listing->whole = !listing->again || listing->pages >= SLACK_LIST_PAGES;
    if (!serve(listing)) {
        return;
    }
    if (!listing->whole && op->slack->outbound->waiting) {
        next_page(listing, listing->again);
        return;
    }
    listing->done = true;
    op_wait(op, FRESH_MS, too_old);
}

static void next_page(struct listing *listing, const char *cursor) {
    json_t *args = op_channels_args();
    jsonx_set_string(args, "cursor", cursor);
    listing->done = false;
    op_call_patiently(&listing->op, "conversations.list", args, page_came);
}

void op_named(struct op *op, const char *name, op_named_cb cb) {
    struct slack_outbound *outbound = op->slack->outbound;
    struct listing *listing = outbound->listing;
    if (listing && listing->done && listing->whole &&
        !json_object_get(listing->by_name, name)) {
        listing_free(listing); /* it may be there by now */
        listing = NULL;
    }
    op->named.name = name;
    op->named.cb = cb;
    op->named.next = outbound->waiting;
    outbound->waiting = op;
    if (!listing) {
        listing = op_new(op->slack, sizeof *listing, op->urgent, stopped);
        listing->by_name = json_object();
        outbound->listing = listing;
        next_page(listing, NULL);
        return;
    }
    listing->op.urgent = listing->op.urgent || op->urgent;
    if (serve(listing) && listing->done && outbound->waiting) {
        next_page(listing, listing->again); /* it goes on where it ended */
    }
}

void listing_forget(struct slack_outbound *outbound) {
    if (outbound->listing && outbound->listing->done) {
        listing_free(outbound->listing);
    }
}

int listing_pages(const struct slack_outbound *outbound) {
    return outbound->listing ? outbound->listing->pages : 0;
}
