/* out_room.c: the incident's room: opened once, under the first alias that is free.
 *
 * createRoom knows no transaction ids, so one whose answer was lost shows as an alias that is
 * taken. Whose that room is, its first event says (codec_room.h): it bears this delivery, and
 * the homeserver vouches that we wrote it. A room of anybody else keeps its alias, and the
 * next one is tried. */
#include "out_room.h"
#include "codec_events.h"
#include "codec_room.h"
#include "out_opening.h"
#include "out_orphans.h"
#include "out_space.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/text.h"

enum { AGAIN_MS = 3000 };

/* ---- it is there ---- */

static void open_end(struct sending *s) {
    struct outcome outcome = {.kind = OUTCOME_SENT,
                              .place = address_of(s->work.arena, MATRIX_NETWORK, s->room),
                              .private_place = s->opening->private_place};
    mx_end(s, &outcome);
}

/* Its id says nothing to people: it is called by its alias. */
static void opened(struct sending *s, const char *room) {
    const struct host *host = s->work.matrix->host;
    s->room = arena_strdup(s->work.arena, room);
    matrix_orphans_leave(s);
    if (host && host->learn_name) {
        host->learn_name(host->self, address_of(s->work.arena, MATRIX_NETWORK, s->room),
                         s->opening->alias);
    }
    matrix_space_shows(s, s->opening->private_place ? NULL : s->opening->space, true,
                       open_end);
}

/* ---- whose is it ---- */

static void try_name(struct sending *s);

static void next_name(struct sending *s) {
    if (++s->opening->name <= MATRIX_NAMES) {
        try_name(s);
    } else if (s->looking) {
        mx_retry(s, 0, "no such room is ours");
    } else {
        mx_denied(
            s, arena_printf(s->work.arena,
                            "%d rooms with aliases like %s are there already: free one "
                            "of them",
                            MATRIX_NAMES, s->opening->alias));
    }
}

static void state_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const json_t *state = json_object_get(result->json, "list");
    const json_t *mark = matrix_state_of(state, MATRIX_INCIDENT, "");
    if (result->kind == MATRIX_OK &&
        matrix_made(state, work->matrix->options.user, s->delivery->id) &&
        text_equal(jsonx_string(mark, "id", NULL), s->delivery->incident)) {
        s->opening->private_place = matrix_is_private(state);
        opened(s, s->opening->found);
    } else if (result->kind == MATRIX_OK || result->kind == MATRIX_REFUSED) {
        next_name(s); /* we may not even look into it: it is somebody else's */
    } else {
        mx_failed(s, result, true);
    }
}

static void alias_came(struct work *work, const struct matrix_result *result);

static void again(struct work *work) {
    struct sending *s = (struct sending *)work;
    matrix_room_resolve(s, s->opening->alias, alias_came);
}

/* "Surely not there" is said of the second look: a request that was given up may still be on
 * its way through the homeserver, and a room gets its alias last. */
static void missing(struct sending *s) {
    if (s->twice) {
        mx_retry(s, 0, "the room is not there");
    } else {
        s->twice = true;
        mx_work_wait(&s->work, AGAIN_MS, again);
    }
}

static void alias_came(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        s->opening->found = arena_strdup(work->arena, room);
        matrix_room_state(s, s->opening->found, state_came);
    } else if (s->looking && text_equal(result->error, "M_NOT_FOUND")) {
        missing(s);
    } else if (text_equal(result->error, "M_NOT_FOUND")) {
        mx_retry(s, 0, "its alias was taken, and is free by now");
    } else if (result->kind == MATRIX_OK) {
        mx_unknown(s, "the homeserver named no room");
    } else {
        mx_failed(s, result, true);
    }
}

/* ---- opening ---- */

static void created(struct work *work, const struct matrix_result *result) {
    struct sending *s = (struct sending *)work;
    const char *room = jsonx_string(result->json, "room_id", NULL);
    if (result->kind == MATRIX_OK && matrix_is_id(room, '!')) {
        s->opening->private_place = s->delivery->private_place || !s->opening->space;
        opened(s, room);
    } else if (result->kind == MATRIX_OK) {
        mx_unknown(s, "the homeserver made a room without saying which");
    } else if (text_equal(result->error, "M_ROOM_IN_USE")) {
        matrix_room_resolve(s, s->opening->alias, alias_came);
    } else {
        mx_failed(s, result, false);
    }
}

static const char *local_alias(struct sending *s) {
    return matrix_alias_of(s->work.arena, s->delivery->incident, matrix_own_local(s),
                           s->opening->name);
}

static void create(struct sending *s) {
    const struct delivery *delivery = s->delivery;
    const struct matrix_wish wish = {
        .incident = delivery->incident,
        .delivery = delivery->id,
        .alias = local_alias(s),
        .space = delivery->private_place ? NULL : s->opening->space,
        .server = matrix_server(s->work.matrix->options.user),
        .private_place = delivery->private_place,
        .alone = matrix_is_alone(s->work.matrix),
    };
    mx_work_call(&s->work,
                 &(struct matrix_request){.method = "POST",
                                          .path = "createRoom",
                                          .body = matrix_room_wished(&wish),
                                          .bucket = MATRIX_CREATE},
                 created);
}

static void try_name(struct sending *s) {
    s->opening->alias = matrix_alias(s->work.arena, local_alias(s),
                                     matrix_server(s->work.matrix->options.user));
    if (!s->opening->alias) {
        mx_denied(s, "its alias would be longer than Matrix takes");
    } else if (s->looking) {
        matrix_room_resolve(s, s->opening->alias, alias_came);
    } else {
        create(s);
    }
}

static void spaced(struct sending *s, const char *space) {
    (void)space;
    try_name(s);
}

void matrix_room_open(struct sending *s) {
    matrix_opening(s);
    s->opening->made_space = s->looking; /* a search makes nothing */
    if (s->delivery->private_place) {
        try_name(s); /* not even its id is shown to others */
    } else {
        matrix_space(s, spaced);
    }
}

void matrix_room_seek(struct sending *s) {
    matrix_orphans_expect(s->work.matrix, s->delivery->id);
    matrix_room_open(s);
}
