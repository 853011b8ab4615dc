/* in_answers.c: see in_answers.h.
 *
 * Best effort, but the same answer has the same transaction id: when it is given again
 * because its event was read again, the homeserver shows it once. */
#include "in_answers.h"
#include "api_work.h"
#include "codec_html.h"
#include "codec_relates.h"

#include "base/address.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/text.h"
#include "tocsin/tree.h"

static void stopped(struct work *work) {
    mx_work_free(work);
}

static void said(struct work *work, const struct matrix_result *result) {
    if (result->kind != MATRIX_OK) {
        log_event(LOG_LEVEL_WARN, "matrix.answer.failed", "why", result->why, NULL);
    }
    mx_work_free(work);
}

static void say(struct matrix *matrix, const char *room, const char *what,
                const char *about, const json_t *tree, json_t *relates) {
    struct work *work = mx_work_new(matrix, sizeof *work, MATRIX_ORDINARY, stopped);
    const char *id = matrix_answer_id(work->arena, what, about);
    json_t *content =
        matrix_notice(work->arena, tree, matrix->options.command, MATRIX_SHOWS);
    json_object_set_new(content, MATRIX_MARK, json_pack("{s:s}", "answer", id));
    if (relates) {
        json_object_set_new(content, "m.relates_to", relates);
    }
    mx_work_call_patiently(
        work,
        &(struct matrix_request){
            .method = "PUT",
            .path = matrix_path(work->arena, "rooms/{}/send/m.room.message/{}", room, id),
            .body = content,
            .bucket = MATRIX_SEND},
        said);
}

/* A mark is silent when it works: it shows by itself. */
static bool is_answered(const struct matrix_heard *heard, const struct reply *reply) {
    if (heard->stranger || !reply->body) {
        return false;
    }
    return heard->event.kind == MATRIX_SAID ||
           (heard->event.kind == MATRIX_REACTED && reply->status == REPLY_REFUSED &&
            matrix_mark_of(heard->event.key) == MARK_ACK);
}

static void reply_there(struct matrix *matrix, const struct matrix_heard *heard,
                        const char *what, const json_t *tree) {
    const struct matrix_event *event = &heard->event;
    const char *to = event->kind == MATRIX_REACTED ? event->target : event->id;
    say(matrix, heard->room, what, event->id, tree, matrix_relates(event->thread, to));
}

/* ---- aside ---- */

struct aside {
    struct work work; /* first */
    struct matrix_heard heard;
    const json_t *tree;
    struct delivery delivery;
};

static void aside_stopped(struct work *work) {
    struct aside *aside = (struct aside *)work;
    aside->heard.room = NULL; /* its delivery ends it */
    mx_work_end(work);
}

/* Who typed it sees that it was read, and where the answer is. */
static void show_envelope(struct matrix *matrix, const struct matrix_heard *heard) {
    struct work *work = mx_work_new(matrix, sizeof *work, MATRIX_LAST, stopped);
    const char *id = matrix_answer_id(work->arena, "aside", heard->event.id);
    json_t *content =
        json_pack("{s:{s:s, s:s, s:s}}", "m.relates_to", "rel_type", "m.annotation",
                  "event_id", heard->event.id, "key", "\xE2\x9C\x89\xEF\xB8\x8F");
    mx_work_call_patiently(
        work,
        &(struct matrix_request){
            .method = "PUT",
            .path =
                matrix_path(work->arena, "rooms/{}/send/m.reaction/{}", heard->room, id),
            .body = content,
            .bucket = MATRIX_SEND},
        said);
}

/* Without a direct chat the room hears it: it was made for the room to read, and no answer
 * would be worse. */
static void aside_ended(void *ctx, const struct outcome *outcome) {
    struct aside *aside = ctx;
    struct matrix *matrix = aside->work.matrix;
    if (!matrix->stopped && outcome->kind == OUTCOME_SENT) {
        show_envelope(matrix, &aside->heard);
    } else if (!matrix->stopped) {
        reply_there(matrix, &aside->heard, "answer", aside->tree);
    }
    mx_work_free(&aside->work);
}

static void say_aside(struct matrix *matrix, const struct matrix_heard *heard,
                      const json_t *tree) {
    struct aside *aside =
        mx_work_new(matrix, sizeof *aside, MATRIX_ORDINARY, aside_stopped);
    struct arena *arena = aside->work.arena;
    const struct host *host = matrix->host;
    aside->heard = *heard;
    (void)matrix_keep(arena, &heard->event, heard->direct, &aside->heard.event);
    aside->heard.room = arena_strdup(arena, heard->room);
    aside->tree = arena_json(arena, json_incref((json_t *)tree));
    aside->delivery = (struct delivery){
        .kind = DELIVERY_POST,
        .id = matrix_answer_id(arena, "answer", heard->event.id),
        .place = address_of(arena, MATRIX_NETWORK, heard->event.sender),
        .level = "ordinary",
        .at = host->now(host->self),
        .body = aside->tree,
    };
    matrix->send(matrix, &aside->delivery, aside_ended, aside);
}

void matrix_answer(struct matrix *matrix, const struct matrix_heard *heard,
                   const struct reply *reply) {
    if (!is_answered(heard, reply)) {
        return;
    }
    if (reply->status == REPLY_REFUSED && !heard->direct) {
        say_aside(matrix, heard, reply->body);
    } else {
        reply_there(matrix, heard, reply->status == REPLY_UNKNOWN ? "wait" : "answer",
                    reply->body);
    }
}

void matrix_remark(struct matrix *matrix, const char *what, const char *room,
                   const char *text) {
    json_t *tree = tree_line(text);
    say(matrix, room, what, room, tree, NULL);
    json_decref(tree);
}
