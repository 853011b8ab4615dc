/* out_search.c: is it there already? Slack knows no idempotency key, so what may have
 * been sent is searched for by the id in its metadata: twice, because Slack may apply
 * late what it did not answer. What is applied later still can be there twice.
 *
 * "Surely not there" is said only after all of it was read: a search that failed, or that
 * did not come to the end, has found nothing out. */
#include "out_search.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "codec.h"
#include "out_places.h"

enum { AGAIN_MS = 5000, PAGE = 200, PAGES = 50 };

static void search(struct sending *s);

static bool is_marked(struct op *op, const json_t *message) {
    struct sending *s = (struct sending *)op;
    const json_t *metadata = json_object_get(message, "metadata");
    const char *id = jsonx_string(json_object_get(metadata, "event_payload"), "id", NULL);
    if (!text_equal(jsonx_string(metadata, "event_type", NULL), SLACK_EVENT) || !id ||
        strcmp(id, s->look.marker) != 0) {
        return false;
    }
    s->look.found = arena_strdup(op->arena, jsonx_string(message, "ts", NULL));
    return s->look.found != NULL;
}

static void woken(struct op *op) {
    search((struct sending *)op);
}

static void missing(struct sending *s) {
    if (s->look.twice) {
        s->look.on_missing(s);
    } else {
        s->look.twice = true;
        s->look.past_thread = false;
        op_wait(&s->op, AGAIN_MS, woken);
    }
}

static void search_end(struct op *op, enum pages_end end,
                       const struct api_result *result) {
    struct sending *s = (struct sending *)op;
    bool in_thread = s->look.thread && !s->look.past_thread;
    bool no_thread = end == PAGES_FAILED && result->kind == API_REFUSED &&
                     text_equal(result->error, "thread_not_found");
    if (end == PAGES_STOPPED) {
        s->look.on_found(s);
    } else if (in_thread && (end == PAGES_ALL || no_thread)) {
        /* What the thread did not take was posted without it. */
        s->look.past_thread = true;
        search(s);
    } else if (end == PAGES_ALL || (end == PAGES_MORE && !s->looking)) {
        missing(s);
    } else if (end == PAGES_MORE) {
        send_unknown(s, arena_printf(op->arena,
                                     "more than %d messages came since: look for it in "
                                     "the channel",
                                     PAGE * PAGES));
    } else if (!send_joins(s, result, search) && !place_moved(s, result)) {
        send_failed(s, result, true);
    }
}

/* "1759132800.123000" */
static const char *stamp(struct arena *arena, int64_t ms) {
    return arena_printf(arena, "%lld.%03lld000", (long long)(ms / 1000),
                        (long long)(ms % 1000));
}

static void search(struct sending *s) {
    json_t *args = json_pack("{s:s, s:i, s:b}", "channel", s->channel, "limit", PAGE,
                             "include_all_metadata", 1);
    if (s->look.since > 0) {
        jsonx_set_string(args, "oldest", stamp(s->op.arena, s->look.since));
        json_object_set_new(args, "inclusive", json_true());
    }
    bool in_thread = s->look.thread && !s->look.past_thread;
    if (in_thread) {
        jsonx_set_string(args, "ts", s->look.thread);
    }
    struct pages pages = {.method = in_thread ? "conversations.replies"
                                              : "conversations.history",
                          .list = "messages",
                          .args = args,
                          .most = PAGES,
                          .each = is_marked,
                          .end = search_end};
    op_pages(&s->op, &pages);
}

void search_for(struct sending *s, const char *marker, int64_t since,
                const char *thread) {
    s->look.marker = marker;
    s->look.since = since;
    s->look.thread = thread;
    s->look.twice = false;
    search(s);
}
