/* in_asked.c: see in_asked.h. */
#include "in_asked.h"
#include "in_answers.h"

#include "base/mem.h"
#include "tocsin/reply.h"

#include <stdlib.h>
#include <utlist.h>

struct asked {
    struct matrix *matrix;
    struct asked *prev, *next;
    struct arena *arena;
    struct matrix_heard heard; /* in the arena */
    asked_cb done;             /* NULL: nobody waits any more */
    void *ctx;
};

static void drop(struct asked *asked) {
    DL_DELETE(asked->matrix->asked, asked);
    arena_free(asked->arena);
    free(asked);
}

static void replied(void *ctx, const struct reply *reply) {
    struct asked *asked = ctx;
    asked_cb done = asked->done;
    void *whose = asked->ctx;
    if (!asked->matrix->stopped) {
        matrix_answer(asked->matrix, &asked->heard, reply);
    }
    drop(asked);
    if (done) {
        done(whose, reply->status == REPLY_UNKNOWN);
    }
}

void matrix_ask(struct matrix *matrix, const struct matrix_heard *heard,
                const struct input *input, asked_cb done, void *ctx) {
    struct asked *asked = mem_new(sizeof *asked);
    struct input mine = *input;
    asked->matrix = matrix;
    asked->arena = arena_new();
    asked->heard = *heard;
    (void)matrix_keep(asked->arena, &heard->event, heard->direct, &asked->heard.event);
    asked->heard.room = arena_strdup(asked->arena, heard->room);
    asked->heard.place = arena_strdup(asked->arena, heard->place);
    asked->heard.reaction = (struct matrix_event){.kind = MATRIX_NOTHING};
    asked->heard.incident = NULL;
    asked->heard.press = (struct matrix_press){
        .command = arena_strdup(asked->arena, heard->press.command),
        .incident = arena_strdup(asked->arena, heard->press.incident),
        .made = arena_strdup(asked->arena, heard->press.made),
        .phase = arena_strdup(asked->arena, heard->press.phase),
        .form = heard->press.form,
    };
    if (heard->question) {
        asked->heard.question =
            arena_json(asked->arena, json_incref((json_t *)heard->question));
    }
    asked->done = done;
    asked->ctx = ctx;
    mine.done = replied;
    mine.ctx = asked;
    DL_APPEND(matrix->asked, asked);
    matrix->host->input(matrix->host->self, &mine);
}

void matrix_asked_forget(struct matrix *matrix, const void *ctx) {
    struct asked *asked;
    DL_FOREACH(matrix->asked, asked) {
        if (asked->ctx == ctx) {
            asked->done = NULL;
            asked->ctx = NULL;
        }
    }
}

void matrix_asked_free(struct matrix *matrix) {
    struct asked *asked, *next;
    DL_FOREACH_SAFE(matrix->asked, asked, next) {
        drop(asked);
    }
}
