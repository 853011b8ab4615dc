/* answer.c: the reply to whoever sent the input. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup.h"
#include "core/names.h"
#include "runtime/task.h"

/* Does the message that was pressed show by itself what came of it? */
static bool shows_itself(const struct task *task) {
    const char *message = task->input.kind == INPUT_COMMAND
                              ? jsonx_string(task->input.data, "message", NULL)
                              : NULL;
    return message && task->slot && live_has(task->slot, message);
}

void task_answer(struct task *task, enum reply_status status, bool saved,
                 const char *incident, const json_t *body) {
    if (!task->input.done) {
        return;
    }
    struct reply reply = {
        .status = status,
        .saved = saved,
        .incident = incident,
        .moot = task->moot,
        .field = task->field,
        .place = task->turn_live ? task->turn.go_to : NULL,
        .form = task->form,
        .shown = shows_itself(task),
        .body = body,
    };
    void (*done)(void *, const struct reply *) = task->input.done;
    task->input.done = NULL;
    done(task->input.ctx, &reply);
}

void task_answer_error(struct task *task, enum reply_status status, const char *text) {
    json_t *tree = markup_parse(text, strlen(text));
    names_in_tree(task->bot->directory, tree);
    task_answer(task, status, false, NULL, tree);
    json_decref(tree);
}

/* What was stored with the commit of this input: the same answer again. */
void task_answer_stored(struct task *task, const char *stored, size_t len) {
    if (len == strlen(FENCE_VOID) && !memcmp(stored, FENCE_VOID, len)) {
        task_answer_error(task, REPLY_REFUSED,
                          "Nothing was saved: this command was given up before, because "
                          "the database did not answer in time. Type it again.");
        return;
    }
    json_t *record = jsonx_parse(stored, len);
    bool part = text_equal(jsonx_string(record, "s", NULL), "part");
    if (!json_is_object(record) ||
        (!part && !markup_valid(json_object_get(record, "reply")))) {
        json_decref(record);
        task_answer_error(task, REPLY_UNKNOWN,
                          "This was answered before, and the answer cannot be read any "
                          "more. Look at the timeline before you type it again.");
        return;
    }
    if (part) {
        json_decref(record);
        task_answer_error(task, REPLY_UNKNOWN, TORN_PEOPLE);
        return;
    }
    if (task->input.done) {
        struct reply reply = {
            .status =
                strcmp(jsonx_string(record, "s", ""), "no") ? REPLY_DONE : REPLY_REFUSED,
            .duplicate = true,
            .saved = json_object_get(record, "n") != NULL,
            .incident = jsonx_string(record, "inc", NULL),
            .moot = jsonx_bool(record, "moot", false),
            .field = jsonx_string(record, "field", NULL),
            .place = jsonx_string(record, "go", NULL),
            .body = json_object_get(record, "reply"),
        };
        void (*done)(void *, const struct reply *) = task->input.done;
        task->input.done = NULL;
        done(task->input.ctx, &reply);
    }
    json_decref(record);
}
