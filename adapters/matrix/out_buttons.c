/* out_buttons.c: see out_buttons.h.
 *
 * A reaction is worth less than a word: each counts as a message where homeservers count
 * them. So one that has ever limited us gets none (the line of the message says what to react
 * with), and whatever else there is to send goes first. They go away again with their
 * buttons, those that were put there by us. */
#include "out_buttons.h"
#include "codec_buttons.h"
#include "codec_html.h"
#include "codec_ids.h"
#include "out_names.h"
#include "out_places.h"

#include "base/hash.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"

enum { REACTIONS = 100 }; /* of a message, among which ours are looked for */

struct offering {
    struct work work; /* first */
    const char *room, *event;
    const json_t *signs; /* wanted; in the arena */
    json_t *there;       /* {sign: its event}, ours; in the arena */
    size_t at;
    void *next; /* iterator of `there` */
};

static void stopped(struct work *work) {
    mx_work_free(work);
}

/* ---- putting them there ---- */

static void put_next(struct offering *o);

static void was_put(struct work *work, const struct matrix_result *result) {
    struct offering *o = (struct offering *)work;
    if (result->kind != MATRIX_OK &&
        !text_equal(result->error, "M_DUPLICATE_ANNOTATION")) {
        mx_work_free(work);
        return;
    }
    o->at++;
    put_next(o);
}

/* One that was taken away and is put back must not be taken for the first: the time is in
 * its transaction. Twice there, it is refused as a duplicate. */
static void put_next(struct offering *o) {
    const struct host *host = o->work.matrix->host;
    struct arena *arena = o->work.arena;
    char hash[HASH_SHORT_HEX];
    const char *sign;
    while ((sign = json_string_value(json_array_get(o->signs, o->at))) &&
           json_object_get(o->there, sign)) {
        o->at++;
    }
    if (!sign) {
        mx_work_free(&o->work);
        return;
    }
    hash_short(arena_printf(arena, "%s|%s|%lld", o->event, sign,
                            (long long)host->now(host->self)),
               hash);
    mx_work_call(
        &o->work,
        &(struct matrix_request){
            .method = "PUT",
            .path = matrix_path(arena, "rooms/{}/send/m.reaction/{}", o->room, hash),
            .body = json_pack("{s:{s:s, s:s, s:s}}", "m.relates_to", "rel_type",
                              "m.annotation", "event_id", o->event, "key", sign),
            .bucket = MATRIX_SEND},
        was_put);
}

/* ---- taking away those whose button has gone ---- */

static bool wanted(const struct offering *o, const char *sign) {
    size_t i;
    const json_t *one;
    json_array_foreach(o->signs, i, one) {
        if (text_equal(json_string_value(one), sign)) {
            return true;
        }
    }
    return false;
}

static void take_next(struct offering *o);

static void was_taken(struct work *work, const struct matrix_result *result) {
    struct offering *o = (struct offering *)work;
    if (result->kind != MATRIX_OK && result->kind != MATRIX_REFUSED) {
        mx_work_free(work);
        return;
    }
    o->next = json_object_iter_next(o->there, o->next);
    take_next(o);
}

static void take_next(struct offering *o) {
    struct arena *arena = o->work.arena;
    while (o->next && wanted(o, json_object_iter_key(o->next))) {
        o->next = json_object_iter_next(o->there, o->next);
    }
    if (!o->next) {
        put_next(o);
        return;
    }
    const char *reaction = json_string_value(json_object_iter_value(o->next));
    mx_work_call(
        &o->work,
        &(struct matrix_request){.method = "PUT",
                                 .path = matrix_path(arena, "rooms/{}/redact/{}/{}",
                                                     o->room, reaction, reaction),
                                 .body = json_object(),
                                 .bucket = MATRIX_SEND},
        was_taken);
}

static void reactions_came(struct work *work, const struct matrix_result *result) {
    struct offering *o = (struct offering *)work;
    size_t i;
    json_t *event;
    if (result->kind != MATRIX_OK) {
        mx_work_free(work);
        return;
    }
    json_array_foreach(json_object_get(result->json, "chunk"), i, event) {
        const json_t *relates =
            json_object_get(json_object_get(event, "content"), "m.relates_to");
        const char *key = jsonx_string(relates, "key", NULL);
        const char *id = jsonx_string(event, "event_id", NULL);
        if (matrix_signed(key) && matrix_is_id(id, '$') &&
            text_equal(jsonx_string(event, "sender", NULL), work->matrix->options.user)) {
            jsonx_set_string(o->there, key, id);
        }
    }
    o->next = json_object_iter(o->there);
    take_next(o);
}

/* ---- beginning ---- */

static struct offering *begin(struct sending *s, const char *event) {
    struct matrix *matrix = s->work.matrix;
    if (matrix_api_limited(matrix->api, MATRIX_SEND)) {
        return NULL;
    }
    struct offering *o = mx_work_new(matrix, sizeof *o, MATRIX_LAST, stopped);
    struct arena *arena = o->work.arena;
    o->room = arena_strdup(arena, s->room);
    o->event = arena_strdup(arena, event);
    o->signs = arena_json(arena, matrix_buttons_signs(s->delivery->body));
    o->there = arena_json(arena, json_object());
    return o;
}

void matrix_buttons_offer(struct sending *s, const char *event) {
    struct offering *o = begin(s, event);
    if (o) {
        put_next(o);
    }
}

static void revise(struct sending *s) {
    struct offering *o = begin(s, s->delivery->remote);
    if (o) {
        mx_work_call(
            &o->work,
            &(struct matrix_request){
                .method = "GET",
                .path = arena_printf(
                    o->work.arena, "%s?limit=%d",
                    matrix_path(o->work.arena,
                                "/_matrix/client/v1/rooms/{}/relations/{}/m.annotation/"
                                "m.reaction",
                                o->room, o->event),
                    REACTIONS)},
            reactions_came);
    }
}

/* ---- what the message says ---- */

static void edited(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        revise(s);
        mx_sent(s, NULL);
    } else if (result->kind == MATRIX_REFUSED) {
        /* Somebody deleted it, or its room was replaced: it stays as it is, and the commands
         * refuse what its buttons ask. */
        log_event(LOG_LEVEL_INFO, "matrix.buttons.stay", "why", result->error, NULL);
        mx_sent(s, NULL);
    } else {
        mx_failed(s, result, true);
    }
}

void matrix_buttons_mirror(struct sending *s) {
    struct arena *arena = s->work.arena;
    const struct delivery *delivery = s->delivery;
    char hash[HASH_SHORT_HEX];
    json_t *content = matrix_edit(arena, matrix_body(s), s->work.matrix->options.command,
                                  delivery->remote);
    json_t *mark = json_pack("{s:s}", "delivery", delivery->slot + strlen(SLOT_BUTTONS));
    jsonx_set_string(mark, "incident", delivery->incident);
    matrix_buttons_keep(mark, delivery->body);
    json_object_set_new(json_object_get(content, "m.new_content"), MATRIX_MARK, mark);
    hash_short(jsonx_string(content, "body", ""), hash);
    mx_work_call(
        &s->work,
        &(struct matrix_request){
            .method = "PUT",
            .path = matrix_path(arena, "rooms/{}/send/m.room.message/{}", s->room,
                                arena_printf(arena, "%s-%s", delivery->id, hash)),
            .body = content,
            .bucket = MATRIX_SEND},
        edited);
}
