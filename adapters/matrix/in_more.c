/* in_more.c: see in_more.h. */
#include "in_more.h"
#include "codec_question.h"
#include "in_dialogs.h"

#include "base/jsonx.h"
#include "base/text.h"

enum { THREAD_LAST = 50 }; /* messages of a thread among which a question is looked for */

struct more {
    struct work work; /* first */
    struct work *whose;
    struct matrix_heard *heard;
    size_t n, at;
    more_cb then;
};

static void next(struct more *more);

static void stopped(struct work *work) {
    mx_work_free(work);
}

static void end(struct more *more, bool again) {
    struct work *whose = more->whose;
    more_cb then = more->then;
    mx_work_free(&more->work);
    then(whose, again);
}

static void done_one(struct more *more) {
    more->at++;
    next(more);
}

static bool is_answer(const struct matrix_result *result) {
    return result->kind == MATRIX_OK || result->kind == MATRIX_REFUSED;
}

/* ---- the message that it is about ---- */

/* One of ours: what it offers, and which thread it is in. Kept as long as the batch. */
static void learn_offer(struct more *more, struct matrix_heard *heard,
                        const json_t *content) {
    struct arena *arena = more->whose->arena;
    json_t *mark = arena_json(arena, json_incref(json_object_get(content, MATRIX_MARK)));
    const json_t *relates = json_object_get(content, "m.relates_to");
    heard->incident = jsonx_string(mark, "incident", NULL);
    if (heard->event.kind == MATRIX_REACTED) {
        (void)matrix_pressed(mark, heard->event.key, &heard->press);
        if (text_equal(jsonx_string(relates, "rel_type", NULL), "m.thread")) {
            heard->event.thread =
                arena_strdup(arena, jsonx_string(relates, "event_id", NULL));
        }
    }
}

/* Everybody can send an edit of everybody's message: it counts when the author sent it. */
static void original_came(struct work *work, const struct matrix_result *result) {
    struct more *more = (struct more *)work;
    struct matrix_heard *heard = &more->heard[more->at];
    const char *author = jsonx_string(result->json, "sender", NULL);
    const json_t *content = json_object_get(result->json, "content");
    if (!is_answer(result)) {
        end(more, true);
        return;
    }
    if (heard->event.kind == MATRIX_EDITED && !text_equal(author, heard->event.sender)) {
        heard->event.kind = MATRIX_NOTHING;
    } else if (text_equal(author, work->matrix->options.user)) {
        learn_offer(more, heard, content);
    }
    done_one(more);
}

static bool needs_original(const struct matrix_heard *heard) {
    return heard->event.kind == MATRIX_EDITED ||
           (heard->event.kind == MATRIX_REACTED &&
            (matrix_mark_of(heard->event.key) == MARK_ACK ||
             matrix_signed(heard->event.key)));
}

/* ---- the thread that it is in ---- */

static void thread_came(struct work *work, const struct matrix_result *result) {
    struct more *more = (struct more *)work;
    const struct matrix_heard *heard = &more->heard[more->at];
    if (!is_answer(result)) {
        end(more, true);
        return;
    }
    matrix_dialog_learn(work->matrix->dialogs, heard->room, heard->event.thread,
                        matrix_questions(json_object_get(result->json, "chunk"),
                                         work->matrix->options.user));
    done_one(more);
}

/* ---- one after the other ---- */

static void get(struct more *more, const char *path, work_result_cb then) {
    mx_work_call_patiently(&more->work,
                           &(struct matrix_request){.method = "GET", .path = path}, then);
}

static void next(struct more *more) {
    struct arena *arena = more->work.arena;
    for (; more->at < more->n; more->at++) {
        const struct matrix_heard *heard = &more->heard[more->at];
        if (needs_original(heard)) {
            get(more,
                matrix_path(arena, "rooms/{}/event/{}", heard->room, heard->event.target),
                original_came);
            return;
        }
        if (matrix_dialog_unknown(more->work.matrix->dialogs, heard)) {
            get(more,
                arena_printf(
                    arena, "%s?limit=%d",
                    matrix_path(arena,
                                "/_matrix/client/v1/rooms/{}/relations/{}/m.thread",
                                heard->room, heard->event.thread),
                    THREAD_LAST),
                thread_came);
            return;
        }
    }
    end(more, false);
}

void matrix_more(struct work *whose, struct matrix_heard *heard, size_t n, more_cb then) {
    struct more *more =
        mx_work_new(whose->matrix, sizeof *more, MATRIX_ORDINARY, stopped);
    more->whose = whose;
    more->heard = heard;
    more->n = n;
    more->then = then;
    next(more);
}
