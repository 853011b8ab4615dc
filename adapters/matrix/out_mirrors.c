/* out_mirrors.c: see out_mirrors.h: the topic, and the pinned summary; data: out_data.c.
 *
 * A topic's remote is the hash of its text, so that one that has not changed is not set
 * again: each setting is a line in everybody's room. A summary's remote is its message, which
 * is edited; it bears a mark of its own, by which one whose remote was lost is found. It is
 * one of the first things that we say in the room, so it is looked for from the beginning. */
#include "out_mirrors.h"
#include "codec_buttons.h"
#include "codec_events.h"
#include "codec_html.h"
#include "codec_room.h"
#include "out_buttons.h"
#include "out_data.h"
#include "out_names.h"
#include "out_opening.h"
#include "out_places.h"
#include "out_post.h"

#include "base/hash.h"
#include "base/jsonx.h"
#include "base/text.h"

#include <stdlib.h>

enum { FIRST = 100 }; /* messages of ours among which a lost summary is looked for */

/* ---- topic ---- */

static void topic_set(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        mx_sent(s, s->opening->hash);
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, true);
    }
}

static void topic(struct sending *s) {
    char hash[HASH_SHORT_HEX];
    const char *line = matrix_line(s->work.arena, s->delivery->body,
                                   s->work.matrix->options.command, MATRIX_TOPIC);
    hash_short(line, hash);
    s->opening->hash = arena_strdup(s->work.arena, hash);
    if (text_equal(s->opening->hash, s->delivery->remote)) {
        mx_sent(s, s->opening->hash);
        return;
    }
    matrix_room_put(s, "m.room.topic", json_pack("{s:s}", "topic", line), topic_set);
}

/* ---- summary ---- */

static const char *marker(struct sending *s) {
    return arena_printf(s->work.arena, "summary:%s", s->delivery->incident);
}

static void mark(struct sending *s, json_t *content) {
    json_t *about =
        json_pack("{s:s, s:s}", "delivery", marker(s), "incident", s->delivery->incident);
    matrix_buttons_keep(about, s->delivery->body);
    json_object_set_new(content, MATRIX_MARK, about);
}

static void put(struct sending *s, const char *id, json_t *content, work_result_cb then) {
    mx_work_call(&s->work,
                 &(struct matrix_request){
                     .method = "PUT",
                     .path = matrix_path(s->work.arena, "rooms/{}/send/m.room.message/{}",
                                         s->room, id),
                     .body = content,
                     .bucket = MATRIX_SEND},
                 then);
}

/* It is in the room, which is what matters; the pin is for finding it. */
static void pin_ended(struct sending *s, const struct matrix_result *result) {
    struct outcome outcome = {.kind = OUTCOME_SENT, .remote = s->opening->found};
    if (result->kind == MATRIX_REFUSED) {
        outcome.why = arena_printf(s->work.arena, "it is not pinned: %s",
                                   matrix_say(s->work.arena, result));
    } else if (result->kind != MATRIX_OK) {
        mx_unknown(s, matrix_say(s->work.arena, result)); /* found, and pinned, later */
        return;
    }
    mx_end(s, &outcome);
}

static void pinned(struct work *work, const struct matrix_result *result) {
    pin_ended((struct sending *)work, result);
}

static void pins_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    bool none = text_equal(result->error, "M_NOT_FOUND");
    json_t *content = result->kind == MATRIX_OK || none
                          ? matrix_pinned(none ? NULL : result->json, s->opening->found)
                          : NULL;
    if (content) {
        matrix_room_put(s, "m.room.pinned_events", content, pinned);
    } else {
        pin_ended(s, result);
    }
}

static void pin(struct sending *s) {
    matrix_room_get(s, "m.room.pinned_events", pins_came);
}

static void posted(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *id = jsonx_string(result->json, "event_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(id, '$')) {
        s->opening->found = arena_strdup(work->arena, id);
        pin(s);
    } else if (result->kind == MATRIX_OK) {
        mx_unknown(s, "the homeserver did not say which event it is");
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, false);
    }
}

static void post(struct sending *s) {
    json_t *content = matrix_notice(s->work.arena, matrix_body(s),
                                    s->work.matrix->options.command, MATRIX_SHOWS);
    mark(s, content);
    put(s, marker(s), content, posted);
}

static void edited(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK && !s->delivery->remote) {
        pin(s); /* its post was not answered: who knows how far it came */
    } else if (result->kind == MATRIX_OK) {
        mx_sent(s, s->opening->found);
    } else if (!matrix_place_moved(s, result)) {
        mx_failed(s, result, true); /* the same edit twice shows the same */
    }
}

/* A transaction for what it shows now: at the same version of the incident, that may change
 * as well (a moment that has passed). */
static void edit(struct sending *s) {
    char hash[HASH_SHORT_HEX];
    json_t *content = matrix_edit(s->work.arena, matrix_body(s),
                                  s->work.matrix->options.command, s->opening->found);
    const char *shown = json_string_value(json_object_get(content, "body"));
    hash_short(shown, hash);
    put(s, arena_printf(s->work.arena, "%s-%s", s->delivery->id, hash), content, edited);
}

static bool is_summary(struct sending *s, const json_t *event) {
    const json_t *content = json_object_get(event, "content");
    return text_equal(
               jsonx_string(json_object_get(content, MATRIX_MARK), "delivery", NULL),
               marker(s)) &&
           text_equal(jsonx_string(event, "sender", NULL), s->work.matrix->options.user);
}

static void first_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    size_t i;
    json_t *event;
    if (result->kind != MATRIX_OK) {
        mx_failed(s, result, true);
        return;
    }
    json_array_foreach(json_object_get(result->json, "chunk"), i, event) {
        const char *id = jsonx_string(event, "event_id", NULL);
        if (is_summary(s, event) && matrix_is_id(id, '$')) {
            s->opening->found = arena_strdup(work->arena, id);
            edit(s);
            return;
        }
    }
    post(s);
}

static void search(struct sending *s) {
    json_t *filter = json_pack("{s:[s], s:[s]}", "senders", s->work.matrix->options.user,
                               "types", "m.room.message");
    char *text = json_dumps(filter, JSON_COMPACT);
    mx_work_call_patiently(
        &s->work,
        &(struct matrix_request){
            .method = "GET",
            .path =
                matrix_path(s->work.arena, "rooms/{}/messages?dir=f&limit={}&filter={}",
                            s->room, arena_printf(s->work.arena, "%d", FIRST), text)},
        first_came);
    free(text);
    json_decref(filter);
}

static void summary(struct sending *s) {
    if (s->delivery->remote) {
        s->opening->found = s->delivery->remote;
        edit(s);
    } else if (s->delivery->unsure) {
        search(s);
    } else {
        post(s);
    }
}

void matrix_mirror(struct sending *s) {
    const char *slot = s->delivery->slot;
    if (!s->opening) {
        matrix_opening(s);
    }
    if (text_equal(slot, "topic")) {
        topic(s);
    } else if (text_equal(slot, "summary")) {
        summary(s);
    } else if (text_equal(slot, "data")) {
        matrix_data(s);
    } else if (text_starts(slot, SLOT_BUTTONS) && s->delivery->remote) {
        matrix_buttons_mirror(s);
    } else {
        mx_denied(s, "rooms of Matrix show no such thing");
    }
}
