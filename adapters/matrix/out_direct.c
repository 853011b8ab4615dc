/* out_direct.c: see out_direct.h.
 *
 * It has an alias that follows from whom it is for, so that it is found again by a process
 * that knows nothing of it, and a creation whose answer was lost is not repeated. Whoever can
 * make aliases can make that one first: the room is used only when we made it, and nobody but
 * us and them is in it. */
#include "out_direct.h"
#include "codec_events.h"
#include "codec_input.h"

#include "base/jsonx.h"
#include "base/text.h"

struct seeing { /* of a room's state */
    bool ours, others, theirs;
};

static void look_up(struct sending *s);

static const char *alias(struct sending *s) {
    const char *own = s->work.matrix->options.user;
    return arena_printf(s->work.arena, "#tocsin-direct-%s:%s",
                        matrix_answer_id(s->work.arena, own, s->name),
                        matrix_server(own));
}

/* ---- is it the one? ---- */

static void see(const struct matrix *matrix, const char *user, const json_t *event,
                struct seeing *ret) {
    const char *type = jsonx_string(event, "type", "");
    const char *key = jsonx_string(event, "state_key", "");
    const char *is = jsonx_string(json_object_get(event, "content"), "membership", "");
    bool there = text_equal(is, "join") || text_equal(is, "invite");
    if (text_equal(type, "m.room.create")) {
        ret->ours = text_equal(jsonx_string(event, "sender", NULL), matrix->options.user);
    } else if (text_equal(type, "m.room.member") && there) {
        ret->theirs = ret->theirs || text_equal(key, user);
        ret->others = ret->others ||
                      (!text_equal(key, user) && !text_equal(key, matrix->options.user));
    }
}

static void invited(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    if (result->kind == MATRIX_OK) {
        s->direct(s, s->room);
    } else {
        mx_failed(s, result, true);
    }
}

static void invite(struct sending *s) {
    mx_work_call(&s->work,
                 &(struct matrix_request){
                     .method = "POST",
                     .path = matrix_path(s->work.arena, "rooms/{}/invite", s->room),
                     .body = json_pack("{s:s}", "user_id", s->name),
                     .bucket = MATRIX_INVITE},
                 invited);
}

static void state_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const json_t *events = json_object_get(result->json, "list");
    struct seeing seeing = {0};
    size_t i;
    json_t *event;
    json_array_foreach(events, i, event) {
        see(work->matrix, s->name, event, &seeing);
    }
    if (result->kind != MATRIX_OK && result->kind != MATRIX_REFUSED) {
        mx_failed(s, result, true);
    } else if (!seeing.ours) {
        mx_denied(s, arena_printf(work->arena,
                                  "the name of the direct chat with them is taken by "
                                  "somebody else's room: have %s removed",
                                  alias(s)));
    } else if (seeing.others) {
        mx_denied(s,
                  "somebody else is in the direct chat with them by now: ask them out");
    } else if (!seeing.theirs) {
        invite(s);
    } else {
        s->direct(s, s->room);
    }
}

static void look_inside(struct sending *s) {
    mx_work_call(&s->work,
                 &(struct matrix_request){
                     .method = "GET",
                     .path = matrix_path(s->work.arena, "rooms/{}/state", s->room)},
                 state_came);
}

/* ---- making it ---- */

static json_t *wish(struct sending *s) {
    const char *name = alias(s) + 1;
    return json_pack("{s:s, s:s, s:s%, s:b, s:[s], s:{s:i}, s:[{s:s, s:s, s:{s:s}}]}",
                     "preset", "private_chat", "visibility", "private", "room_alias_name",
                     name, matrix_before_server(name), "is_direct", 1, "invite", s->name,
                     "power_level_content_override", "invite", 100, "initial_state",
                     "type", "m.room.history_visibility", "state_key", "", "content",
                     "history_visibility", "invited");
}

static void made(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        s->direct(s, arena_strdup(work->arena, room));
    } else if (result->kind == MATRIX_REFUSED &&
               text_equal(result->error, "M_ROOM_IN_USE")) {
        look_up(s);
    } else {
        mx_failed(s, result, true); /* made or not, its name finds it */
    }
}

static void make(struct sending *s) {
    mx_work_call(&s->work,
                 &(struct matrix_request){.method = "POST",
                                          .path = "createRoom",
                                          .body = wish(s),
                                          .bucket = MATRIX_CREATE},
                 made);
}

/* ---- finding it ---- */

static void came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        s->room = arena_strdup(work->arena, room);
        look_inside(s);
    } else if (result->kind == MATRIX_REFUSED &&
               text_equal(result->error, "M_NOT_FOUND") && !s->looking && !s->twice) {
        s->twice = true;
        make(s);
    } else if (result->kind == MATRIX_REFUSED && s->looking) {
        mx_retry(s, 0, "there is no direct chat with them");
    } else {
        mx_failed(s, result, true);
    }
}

static void look_up(struct sending *s) {
    mx_work_call(&s->work,
                 &(struct matrix_request){
                     .method = "GET",
                     .path = matrix_path(s->work.arena, "directory/room/{}", alias(s))},
                 came);
}

void matrix_direct(struct sending *s, const char *user, direct_cb then) {
    s->name = user;
    s->direct = then;
    look_up(s);
}
