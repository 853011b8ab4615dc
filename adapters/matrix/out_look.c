/* out_look.c: see out_look.h. A homeserver that restarts may forget transaction ids, so what
 * may have been sent is searched for by the id in its content before it is sent again.
 *
 * "Surely not there" is said only after all of it was read, and a second time a little later:
 * a request that was given up may still be on its way through the homeserver. */
#include "out_look.h"
#include "codec_events.h"
#include "out_places.h"

#include "base/jsonx.h"
#include "base/text.h"

#include <stdlib.h>

enum { PAGE = 100, PAGES = 100, AGAIN_MS = 3000 };

static void page(struct sending *s, const char *from);

static bool is_it(const struct sending *s, const json_t *event) {
    const json_t *content = json_object_get(event, "content");
    const json_t *mark = json_object_get(content, MATRIX_MARK);
    return text_equal(jsonx_string(event, "sender", NULL),
                      s->work.matrix->options.user) &&
           text_equal(jsonx_string(mark, "delivery", NULL), s->delivery->id);
}

static void again(struct work *work) {
    struct sending *s = (struct sending *)work;
    s->pages = 0;
    page(s, NULL);
}

static void missing(struct sending *s) {
    if (s->twice) {
        mx_retry(s, 0, "the room does not have it");
    } else {
        s->twice = true;
        mx_work_wait(&s->work, AGAIN_MS, again);
    }
}

static void page_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *next = jsonx_string(result->json, "end", NULL);
    int64_t oldest = s->delivery->at;
    size_t i;
    json_t *event;
    if (result->kind != MATRIX_OK) {
        if (!matrix_place_moved(s, result)) {
            mx_failed(s, result, true);
        }
        return;
    }
    json_array_foreach(json_object_get(result->json, "chunk"), i, event) {
        if (is_it(s, event)) {
            mx_sent(s, arena_strdup(work->arena, jsonx_string(event, "event_id", "")));
            return;
        }
        oldest = jsonx_int(event, "origin_server_ts", oldest);
    }
    if (!next || oldest < s->delivery->at - MATRIX_SKEW_MS) {
        missing(s);
    } else if (++s->pages < PAGES) {
        page(s, arena_strdup(work->arena, next));
    } else {
        mx_unknown(s,
                   "too much was said since to see whether it is there: look for it in "
                   "the room");
    }
}

/* Only ours are asked for: a busy room is as quickly read as a quiet one. */
static void page(struct sending *s, const char *from) {
    struct arena *arena = s->work.arena;
    json_t *senders = json_pack("{s:[s]}", "senders", s->work.matrix->options.user);
    char *filter = json_dumps(senders, JSON_COMPACT);
    const char *path = matrix_path(arena, "rooms/{}/messages?dir=b&limit={}&filter={}",
                                   s->room, arena_printf(arena, "%d", PAGE), filter);
    json_decref(senders);
    free(filter);
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){
            .method = "GET",
            .path = from ? arena_printf(arena, "%s%s", path,
                                        matrix_path(arena, "&from={}", from))
                         : path},
        page_came);
}

void matrix_look_for(struct sending *s) {
    s->pages = 0;
    s->twice = false;
    page(s, NULL);
}
