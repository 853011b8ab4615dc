/* in_answers.c: see in_answers.h.
 *
 * Best effort: a bot that is killed between the commit and its answer gives none, and the
 * timeline says what became of it. When an event is read again its answer is given again,
 * with the same transaction id; and because a homeserver may not remember one whose request
 * was broken off, the room is looked at first. */
#include "in_answers.h"
#include "api_work.h"
#include "codec_html.h"
#include "codec_question.h"
#include "codec_relates.h"
#include "in_dialogs.h"

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

struct answer {
    const char *room, *what, *about; /* `what` about which event: its id */
    const json_t *tree;
    json_t *relates, *asks; /* stolen; or NULL */
    bool again;             /* a process before may have said it */
};

struct saying {
    struct work work; /* first */
    const char *room, *id;
    json_t *content; /* of the arena */
};

static void put_it(struct saying *saying) {
    mx_work_call_patiently(
        &saying->work,
        &(struct matrix_request){.method = "PUT",
                                 .path = matrix_path(saying->work.arena,
                                                     "rooms/{}/send/m.room.message/{}",
                                                     saying->room, saying->id),
                                 .body = json_incref(saying->content),
                                 .bucket = MATRIX_SEND},
        said);
}

/* The newest of ours are enough: an answer follows its event by a moment, and what is read
 * again is what the last process had just read. */
static void looked(struct work *work, const struct matrix_result *result) {
    struct saying *saying = (struct saying *)work;
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(result->json, "chunk"), i, event) {
        const json_t *content = json_object_get(event, "content");
        const json_t *mark = json_object_get(content, MATRIX_MARK);
        if (text_equal(jsonx_string(event, "sender", NULL), work->matrix->options.user) &&
            text_equal(jsonx_string(mark, "answer", NULL), saying->id)) {
            mx_work_free(work);
            return;
        }
    }
    put_it(saying);
}

static void look(struct saying *saying) {
    struct arena *arena = saying->work.arena;
    json_t *senders = arena_json(
        arena, json_pack("{s:[s]}", "senders", saying->work.matrix->options.user));
    mx_work_call_patiently(
        &saying->work,
        &(struct matrix_request){
            .method = "GET",
            .path = matrix_path(arena, "rooms/{}/messages?dir=b&limit=100&filter={}",
                                saying->room, jsonx_text(arena, senders))},
        looked);
}

static void say(struct matrix *matrix, const struct answer *answer) {
    struct saying *saying = mx_work_new(matrix, sizeof *saying, MATRIX_ORDINARY, stopped);
    struct work *work = &saying->work;
    const char *id = matrix_answer_id(work->arena, answer->what, answer->about);
    json_t *content =
        matrix_notice(work->arena, answer->tree, matrix->options.command, MATRIX_SHOWS);
    json_t *mark = json_pack("{s:s}", "answer", id);
    matrix_buttons_keep(mark, answer->tree);
    if (answer->asks) {
        json_object_set_new(mark, "asks", answer->asks);
    }
    json_object_set_new(content, MATRIX_MARK, mark);
    if (answer->relates) {
        json_object_set_new(content, "m.relates_to", answer->relates);
    }
    saying->room = arena_strdup(work->arena, answer->room);
    saying->id = id;
    saying->content = arena_json(work->arena, content);
    if (answer->again) {
        look(saying);
    } else {
        put_it(saying);
    }
}

/* A mark is silent when it works: it shows by itself. */
static bool is_answered(const struct matrix_heard *heard, const struct reply *reply) {
    if (heard->stranger || !reply->body) {
        return false;
    }
    if (heard->press.command) {
        return reply->status != REPLY_DONE || !reply->saved;
    }
    return heard->event.kind == MATRIX_SAID ||
           (heard->event.kind == MATRIX_REACTED && reply->status == REPLY_REFUSED &&
            matrix_mark_of(heard->event.key) == MARK_ACK);
}

static const char *meant(const struct matrix_heard *heard) {
    return heard->event.kind == MATRIX_REACTED ? heard->event.target : heard->event.id;
}

static void reply_there(struct matrix *matrix, const struct matrix_heard *heard,
                        const char *what, const json_t *tree, json_t *asks, bool again) {
    const struct matrix_event *event = &heard->event;
    say(matrix, &(struct answer){.room = heard->room,
                                 .what = what,
                                 .about = event->id,
                                 .tree = tree,
                                 .relates = matrix_relates(event->thread, meant(heard)),
                                 .asks = asks,
                                 .again = again});
}

/* ---- dialogues ---- */

/* Kept before it is said: no answer can come before that. */
static json_t *put(struct matrix *matrix, const struct matrix_heard *heard,
                   json_t *question) {
    const char *thread = heard->event.thread ? heard->event.thread : meant(heard);
    matrix_dialog_put(matrix->dialogs, heard->room, thread, question);
    return question;
}

static json_t *over(struct matrix *matrix, const struct matrix_heard *heard) {
    return put(matrix, heard, matrix_question_over(heard->event.sender));
}

/* In a thread of its own: what is said there next is the answer. */
static void ask(struct matrix *matrix, const struct matrix_heard *heard,
                const struct reply *reply) {
    struct arena *arena = arena_new();
    struct matrix_heard there = *heard;
    json_t *tree = json_copy((json_t *)reply->body);
    json_t *how = json_pack(
        "[o, o, o]",
        tree_leaf(TREE_TEXT, "Answer here, in the thread, or type all of it on one "
                             "line. To leave it: "),
        tree_leaf(TREE_CODE, "stop"), tree_leaf(TREE_TEXT, "."));
    json_array_append_new(tree, tree_parent(TREE_PARAGRAPH, how));
    there.event.thread = heard->event.thread ? heard->event.thread : meant(heard);
    reply_there(matrix, &there, "answer", tree,
                put(matrix, heard,
                    matrix_question(arena, heard, reply->missing ? reply->field : NULL)),
                reply->duplicate);
    json_decref(tree);
    arena_free(arena);
}

void matrix_left(struct matrix *matrix, const struct matrix_heard *heard, bool late) {
    json_t *tree =
        tree_line(late ? "Nothing was done: what was asked here is too old. Type "
                         "the command again."
                       : "Left as it was. Nothing was saved.");
    reply_there(matrix, heard, "left", tree, over(matrix, heard), false);
    json_decref(tree);
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
        if (aside->heard.event.kind == MATRIX_SAID) { /* a reaction takes no reaction */
            show_envelope(matrix, &aside->heard);
        }
    } else if (!matrix->stopped) {
        reply_there(matrix, &aside->heard, "answer", aside->tree, NULL, false);
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
    aside->heard.press = (struct matrix_press){0};
    aside->heard.question = NULL;
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
    bool refused = reply->status == REPLY_REFUSED;
    bool typed = heard->event.kind == MATRIX_SAID || heard->press.form;
    /* Whoever was asked may do it: what is refused now is the answer, unless it is too late. */
    bool wrong = heard->question && !reply->moot;
    if (refused && typed && (reply->missing || wrong)) {
        ask(matrix, heard, reply);
    } else if (refused && !heard->direct) {
        say_aside(matrix, heard, reply->body);
        if (heard->question) {
            json_decref(over(matrix, heard));
        }
    } else if (reply->status == REPLY_UNKNOWN) {
        reply_there(matrix, heard, "wait", reply->body, NULL, false);
    } else {
        reply_there(matrix, heard, "answer", reply->body,
                    heard->question ? over(matrix, heard) : NULL, reply->duplicate);
    }
}

void matrix_remark(struct matrix *matrix, const char *what, const char *room,
                   const char *text) {
    json_t *tree = tree_line(text);
    say(matrix,
        &(struct answer){.room = room, .what = what, .about = room, .tree = tree});
    json_decref(tree);
}
