/* in_dialogs.c: see in_dialogs.h. */
#include "in_dialogs.h"

#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

enum { THREADS = 256 }; /* a forgotten one is looked at again */

struct matrix_dialogs {
    struct {
        char *room, *thread;
        json_t *questions; /* by user */
    } at[THREADS];
    size_t next; /* the one that is overwritten next */
};

struct matrix_dialogs *matrix_dialogs_new(void) {
    return mem_new(sizeof(struct matrix_dialogs));
}

static void clear(struct matrix_dialogs *dialogs, size_t i) {
    free(dialogs->at[i].room);
    free(dialogs->at[i].thread);
    json_decref(dialogs->at[i].questions);
}

void matrix_dialogs_free(struct matrix_dialogs *dialogs) {
    for (size_t i = 0; dialogs && i < THREADS; i++) {
        clear(dialogs, i);
    }
    free(dialogs);
}

static json_t *questions_in(const struct matrix_dialogs *dialogs, const char *room,
                            const char *thread) {
    for (size_t i = 0; thread && i < THREADS; i++) {
        if (dialogs->at[i].thread && text_equal(dialogs->at[i].thread, thread) &&
            text_equal(dialogs->at[i].room, room)) {
            return dialogs->at[i].questions;
        }
    }
    return NULL;
}

bool matrix_dialog_unknown(const struct matrix_dialogs *dialogs,
                           const struct matrix_heard *heard) {
    const struct matrix_event *event = &heard->event;
    return event->kind == MATRIX_SAID && event->thread && !event->command &&
           !heard->stranger && !questions_in(dialogs, heard->room, event->thread);
}

void matrix_dialog_learn(struct matrix_dialogs *dialogs, const char *room,
                         const char *thread, json_t *questions) {
    if (questions_in(dialogs, room, thread)) { /* asked meanwhile: that is newer */
        json_decref(questions);
        return;
    }
    size_t i = dialogs->next;
    clear(dialogs, i);
    dialogs->at[i].room = mem_copy(room);
    dialogs->at[i].thread = mem_copy(thread);
    dialogs->at[i].questions = questions;
    dialogs->next = (i + 1) % THREADS;
}

const json_t *matrix_dialog_question(const struct matrix_dialogs *dialogs,
                                     const struct matrix_heard *heard) {
    return heard->event.kind == MATRIX_SAID && !heard->stranger
               ? json_object_get(questions_in(dialogs, heard->room, heard->event.thread),
                                 heard->event.sender)
               : NULL;
}

void matrix_dialog_put(struct matrix_dialogs *dialogs, const char *room,
                       const char *thread, const json_t *question) {
    json_t *questions = questions_in(dialogs, room, thread);
    if (!questions) {
        questions = json_object();
        matrix_dialog_learn(dialogs, room, thread, questions);
    }
    json_object_set(questions, jsonx_string(question, "of", "?"), (json_t *)question);
}
