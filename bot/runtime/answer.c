/* answer.c: the reply to whoever sent the input. */
#include "runtime/answer.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/markup.h"
#include "core/markup_valid.h"
#include "core/names.h"
#include "runtime/speakers.h"
#include "runtime/task.h"

/* Does the message that was pressed show by itself what came of it? */
static bool shows_itself(const struct task *task) {
    const char *message = task->input.kind == INPUT_COMMAND
                              ? jsonx_string(task->input.data, "message", NULL)
                              : NULL;
    return message && task->slot && live_has(task->slot->refs, message);
}

static void reply(struct task *task, const struct reply *reply) {
    void (*done)(void *, const struct reply *) = task->input.done;
    task->input.done = NULL;
    task->uncertain = reply->status == REPLY_UNKNOWN;
    if (done) {
        done(task->input.ctx, reply);
    }
}

static void reply_error(struct task *task, enum reply_status status, const char *text) {
    json_t *tree = text ? markup_parse(text, strlen(text)) : NULL;
    if (tree) {
        names_in_tree(task->bot->directory, tree);
    }
    reply(task, &(struct reply){
                    .status = status,
                    .moot = task->moot,
                    .field = task->field,
                    .missing = task->missing,
                    .form = task->turn_live ? task->turn.form : NULL,
                    .shown = shows_itself(task),
                    .body = tree,
                });
    json_decref(tree);
}

static void reply_done(struct task *task) {
    bool saved = task->served && task->turn.nchanges > 0;
    reply(task, &(struct reply){
                    .status = REPLY_DONE,
                    .saved = saved,
                    .incident = saved ? task->turn.changes[0].id : task->id,
                    .form = task->turn.form,
                    .shown = shows_itself(task),
                    .body = task->reply_body,
                });
}

/* What was stored with the commit of this input: the same answer again. */
static void reply_stored(struct task *task, const char *stored, size_t len) {
    json_t *record;
    bool part;
    if (len == strlen(FENCE_VOID) && !memcmp(stored, FENCE_VOID, len)) {
        reply_error(task, REPLY_REFUSED,
                    "Nothing was saved: this command was given up before, because the "
                    "database did not answer in time. Send it again.");
        return;
    }
    record = jsonx_parse(stored, len);
    part = text_equal(jsonx_string(record, "s", NULL), "part");
    if (part) {
        reply_error(task, REPLY_UNKNOWN, TORN_PEOPLE);
    } else if (!json_is_object(record) ||
               !markup_valid(json_object_get(record, "reply"))) {
        reply_error(task, REPLY_UNKNOWN,
                    "This was answered before, and the answer cannot be read any more. "
                    "Look at the timeline before you send it again.");
    } else {
        reply(task,
              &(struct reply){
                  .status = strcmp(jsonx_string(record, "s", ""), "no") ? REPLY_DONE
                                                                        : REPLY_REFUSED,
                  .duplicate = true,
                  .saved = json_object_get(record, "n") != NULL,
                  .incident = jsonx_string(record, "inc", NULL),
                  .moot = jsonx_bool(record, "moot", false),
                  .field = jsonx_string(record, "field", NULL),
                  .missing = jsonx_bool(record, "missing", false),
                  .body = json_object_get(record, "reply"),
              });
    }
    json_decref(record);
}

/* What was typed and changed nothing because it was refused is what the next `undo` may be
 * meant for. */
static void remember(struct task *task) {
    bool typed = task->input.kind == INPUT_COMMAND && !task->input.command;
    bool refused = task->answer.status == REPLY_REFUSED && !task->answer.stored;
    if (typed && task->input.actor && (refused || task->served)) {
        speaker_heard(task->bot, task->input.actor, refused);
    }
}

enum task_pace stage_answering(struct task *task) {
    remember(task);
    if (task->answer.stored) {
        reply_stored(task, task->answer.stored, task->answer.stored_len);
    } else if (task->answer.status != REPLY_DONE) {
        reply_error(task, task->answer.status, task->answer.text);
    } else {
        reply_done(task);
    }
    return task_go(task, task->served ? STAGE_TELLING : STAGE_DONE);
}

enum task_pace task_refuse(struct task *task, enum reply_status status,
                           const char *text) {
    task->answer.status = status;
    task->answer.text = arena_strdup(task->arena, text);
    return task_go(task, STAGE_ANSWERING);
}

enum task_pace task_repeat(struct task *task, const char *stored, size_t len) {
    task->answer.stored = arena_strndup(task->arena, stored, len);
    task->answer.stored_len = len;
    return task_go(task, STAGE_ANSWERING);
}

enum task_pace task_abandon(struct task *task) {
    task->abandoned = true;
    return task_refuse(task, REPLY_REFUSED, NULL);
}
