/* in_batch.c: see in_batch.h.
 *
 * In this order: invitations are accepted; of each room it is found out what it is, and what
 * its timeline lacks is fetched; what cannot be taken from an event alone is asked for
 * (in_more.c); then each event is handed in, an input of its own, in the order of its room. The last one brings
 * what stands for all of them. Only then the next answer is asked for: so nothing is read
 * that nobody could keep, and a room that is busy waits on the homeserver, not here. */
#include "in_batch.h"
#include "api_rooms.h"
#include "codec_question.h"
#include "in_answers.h"
#include "in_asked.h"
#include "in_dialogs.h"
#include "in_more.h"
#include "in_recent.h"
#include "in_rooms.h"
#include "in_seen.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

enum { PAGE = 100, PAGES_MOST = 2000 };

struct joined {
    const char *id;
    const json_t *timeline; /* its events */
    const char *until;      /* where they begin, when some before them are missing */
};

struct batch {
    struct work work; /* first */
    struct batch_options o;
    const struct matrix_invited *invited;
    size_t ninvited, invitation;
    struct joined *rooms;
    size_t nrooms, room;
    bool direct;        /* that room */
    const char *place;  /* what it is called */
    size_t room_begins; /* its first one in `heard` */
    int pages;
    struct matrix_heard *heard; /* owned; strings in the arena */
    size_t nheard, cap;
    struct matrix_seen *seen;
    size_t waiting; /* replies */
    bool giving, unsure;
};

/* ---- its end ---- */

static void forget(struct batch *batch) {
    matrix_seen_free(batch->seen);
    matrix_asked_forget(batch->work.matrix, batch);
    free(batch->heard);
    mx_work_free(&batch->work);
}

static void stopped(struct work *work) {
    forget((struct batch *)work);
}

static void end(struct batch *batch, bool again) {
    batch_end_cb tell = batch->o.end;
    void *ctx = batch->o.ctx;
    forget(batch);
    tell(ctx, again);
}

/* ---- handing in ---- */

static void over(struct batch *batch) {
    if (batch->waiting == 0 && !batch->giving) {
        end(batch, batch->unsure);
    }
}

static void replied(void *ctx, bool unsure) {
    struct batch *batch = ctx;
    batch->unsure = batch->unsure || unsure;
    batch->waiting--;
    over(batch);
}

/* Is it what we asked for? False: it only ends that, and is no input. */
static bool answers(struct batch *batch, struct matrix_heard *heard) {
    struct matrix *matrix = batch->work.matrix;
    const json_t *question = matrix_dialog_question(matrix->dialogs, heard);
    enum matrix_answering is =
        matrix_answering(batch->work.arena, question, &heard->event);
    if (is == MATRIX_ANSWERS) {
        heard->question = question;
    } else if (is != MATRIX_NO_ANSWER) {
        matrix_left(matrix, heard, is == MATRIX_TOO_OLD);
        return false;
    }
    return true;
}

static void give(struct batch *batch) {
    struct matrix *matrix = batch->work.matrix;
    const struct host *host = matrix->host;
    struct input *inputs =
        arena_array(batch->work.arena, batch->nheard + 1, sizeof *inputs);
    size_t n = 0;
    for (size_t i = 0; i < batch->nheard; i++) {
        if (answers(batch, &batch->heard[i]) &&
            matrix_input(batch->work.arena, &batch->heard[i], host->now(host->self),
                         matrix->options.replay_ms, &inputs[n])) {
            batch->heard[n] = batch->heard[i];
            n++;
        }
    }
    if (n == 0) {
        host->keep(host->self, MATRIX_NETWORK, batch->o.keep);
        end(batch, false);
        return;
    }
    batch->giving = true;
    batch->waiting = n;
    for (size_t i = 0; i < n; i++) {
        inputs[i].keep = i + 1 == n ? batch->o.keep : NULL;
        matrix_ask(matrix, &batch->heard[i], &inputs[i], replied, batch);
    }
    batch->giving = false;
    over(batch);
}

static void more_came(struct work *work, bool again) {
    struct batch *batch = (struct batch *)work;
    if (again) {
        end(batch, true);
    } else {
        give(batch);
    }
}

/* ---- a room's events ---- */

static void room_next(struct batch *batch);

static void add(struct batch *batch, const struct matrix_event *event) {
    if (batch->nheard == batch->cap) {
        batch->cap = batch->cap ? 2 * batch->cap : 16;
        batch->heard = mem_grow(batch->heard, batch->cap, sizeof *batch->heard);
    }
    struct matrix_heard *heard = &batch->heard[batch->nheard];
    *heard = (struct matrix_heard){
        .room = batch->rooms[batch->room].id,
        .place = batch->place,
        .direct = batch->direct,
        .stranger = !matrix_is_ours(batch->work.matrix, event->sender),
    };
    if (matrix_keep(batch->work.arena, event, batch->direct, &heard->event)) {
        batch->nheard++;
    }
    if (event->kind == MATRIX_REACTED) {
        matrix_recent_add(batch->o.recent, event);
    } else if (event->kind == MATRIX_REDACTED) {
        struct matrix_event was = matrix_recent_find(batch->o.recent, event->target);
        was.key = arena_strdup(batch->work.arena, was.key);
        was.target = arena_strdup(batch->work.arena, was.target);
        heard->reaction = was;
    }
}

static void take(struct batch *batch, const json_t *json) {
    struct matrix *matrix = batch->work.matrix;
    const char *room = batch->rooms[batch->room].id;
    struct arena *arena = arena_new();
    struct matrix_event event = matrix_event(arena, json, matrix->options.user);
    if (event.kind != MATRIX_NOTHING && !matrix_seen_before(&batch->seen, event.id)) {
        matrix_room_event(matrix->rooms, room, &event);
        if (event.kind == MATRIX_MEMBER && event.joined &&
            text_equal(event.target, matrix->options.user)) {
            batch->nheard = batch->room_begins; /* before we came it was not for us */
        } else if (event.kind == MATRIX_CIPHER || event.kind == MATRIX_ENCRYPTS) {
            matrix_room_ciphered(matrix, room);
        } else if (event.kind == MATRIX_MOVED) {
            matrix_room_moved(matrix, room, &event);
        } else {
            add(batch, &event);
        }
    }
    arena_free(arena);
}

static void take_all(struct batch *batch, const json_t *events) {
    size_t i;
    json_t *event;
    json_array_foreach(events, i, event) {
        take(batch, event);
    }
}

static void room_done(struct batch *batch) {
    take_all(batch, batch->rooms[batch->room].timeline);
    batch->room++;
    room_next(batch);
}

static void page_came(struct work *work, const struct matrix_result *result);

static void page(struct batch *batch, const char *from) {
    const struct joined *room = &batch->rooms[batch->room];
    mx_work_call_patiently(
        &batch->work,
        &(struct matrix_request){
            .method = "GET",
            .path = arena_printf(
                batch->work.arena, "%s&limit=%d",
                matrix_path(batch->work.arena,
                            "rooms/{}/messages?dir=f&from={}&to={}&filter={}", room->id,
                            from, room->until, matrix_page_filter(batch->work.arena)),
                PAGE)},
        page_came);
}

/* An empty page is not the last one: the last one names no next. */
static void page_came(struct work *work, const struct matrix_result *result) {
    struct batch *batch = (struct batch *)work;
    const char *next = jsonx_string(result->json, "end", NULL);
    const char *room = batch->rooms[batch->room].id;
    if (result->kind == MATRIX_REFUSED) {
        log_event(LOG_LEVEL_WARN, "matrix.gap.refused", "room", room, "why", result->why,
                  NULL);
        room_done(batch);
    } else if (result->kind != MATRIX_OK) {
        end(batch, true);
    } else {
        take_all(batch, json_object_get(result->json, "chunk"));
        if (next && ++batch->pages < PAGES_MOST) {
            page(batch, next);
            return;
        }
        if (next) {
            log_event(LOG_LEVEL_ERROR, "matrix.gap.long", "room", room, NULL);
        }
        room_done(batch);
    }
}

static void room_looked(struct work *work, const struct matrix_room *room) {
    struct batch *batch = (struct batch *)work;
    if (room && !room->looked) {
        end(batch, true); /* the homeserver does not answer: what it is matters */
        return;
    }
    const char *id = batch->rooms[batch->room].id;
    batch->direct = room && room->direct;
    batch->place = arena_strdup(work->arena, matrix_rooms_first(work->matrix->rooms, id));
    batch->pages = 0;
    if (batch->rooms[batch->room].until) {
        page(batch, batch->o.since);
    } else {
        room_done(batch);
    }
}

static bool is_empty(const struct joined *room) {
    return json_array_size(room->timeline) == 0 && !room->until;
}

static void room_next(struct batch *batch) {
    while (batch->room < batch->nrooms && is_empty(&batch->rooms[batch->room])) {
        batch->room++;
    }
    if (batch->room == batch->nrooms) {
        matrix_more(&batch->work, batch->heard, batch->nheard, more_came);
        return;
    }
    batch->room_begins = batch->nheard;
    matrix_room_look(&batch->work, batch->rooms[batch->room].id, room_looked);
}

/* ---- what is in the answer ---- */

/* State is what is so, not what happened: it changes what is known of the room, and people
 * bear their names in it. */
static void learn_state(struct batch *batch, const char *room, const json_t *events) {
    struct matrix *matrix = batch->work.matrix;
    size_t i;
    json_t *json;
    json_array_foreach(events, i, json) {
        struct matrix_event event =
            matrix_event(batch->work.arena, json, matrix->options.user);
        matrix_room_event(matrix->rooms, room, &event);
        matrix_learn_name(matrix, &event);
    }
}

/* We came within its timeline: nothing before that is missing. */
static bool begins_here(struct batch *batch, const json_t *timeline) {
    const char *own = batch->work.matrix->options.user;
    size_t i;
    json_t *json;
    json_array_foreach(timeline, i, json) {
        struct matrix_event event = matrix_event(batch->work.arena, json, own);
        if (event.kind == MATRIX_MEMBER && event.joined &&
            text_equal(event.target, own)) {
            return true;
        }
    }
    return false;
}

static void read_rooms(struct batch *batch, const json_t *rooms) {
    const char *id;
    json_t *room;
    size_t most = json_object_size(rooms);
    batch->rooms = arena_array(batch->work.arena, most + 1, sizeof *batch->rooms);
    json_object_foreach((json_t *)rooms, id, room) {
        const json_t *timeline = json_object_get(room, "timeline");
        const json_t *events = json_object_get(timeline, "events");
        const char *until = jsonx_string(timeline, "prev_batch", NULL);
        if (!matrix_is_id(id, '!')) {
            continue;
        }
        learn_state(batch, id, json_object_get(json_object_get(room, "state"), "events"));
        if (batch->o.since) {
            bool gap = jsonx_bool(timeline, "limited", false) && until &&
                       !begins_here(batch, events);
            batch->rooms[batch->nrooms++] =
                (struct joined){id, events, gap ? until : NULL};
        }
    }
}

static void invitations(struct batch *batch);

static void invitation_done(struct work *work, bool again) {
    struct batch *batch = (struct batch *)work;
    if (again) {
        end(batch, true);
        return;
    }
    batch->invitation++;
    invitations(batch);
}

static void invitations(struct batch *batch) {
    if (batch->invitation < batch->ninvited) {
        matrix_invitation(&batch->work, &batch->invited[batch->invitation],
                          invitation_done);
        return;
    }
    room_next(batch);
}

void batch_begin(const struct batch_options *options) {
    struct batch *batch =
        mx_work_new(options->matrix, sizeof *batch, MATRIX_ORDINARY, stopped);
    const json_t *rooms = json_object_get(options->sync, "rooms");
    batch->o = *options;
    batch->o.sync = arena_json(batch->work.arena, json_incref((json_t *)options->sync));
    batch->o.since = arena_strdup(batch->work.arena, options->since);
    batch->o.keep = arena_strdup(batch->work.arena, options->keep);
    read_rooms(batch, json_object_get(rooms, "join"));
    batch->ninvited =
        matrix_invitations(batch->work.arena, options->matrix,
                           json_object_get(rooms, "invite"), &batch->invited);
    invitations(batch);
}
