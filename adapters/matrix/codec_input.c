/* codec_input.c: see codec_input.h. */
#include "codec_input.h"
#include "codec_said.h"

#include "base/address.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

#include <string.h>

#define NETWORK "matrix"
#define ACKNOWLEDGE "ack"

static const char *as_of(enum matrix_mark mark) {
    return mark == MARK_TIMELINE ? MESSAGE_TIMELINE
           : mark == MARK_ACTION ? MESSAGE_ACTION
                                 : NULL;
}

/* What is said to us alone needs no prefix and no name. */
static const char *command_of(struct arena *arena, const struct matrix_event *event,
                              bool direct) {
    const char *text = event->command ? event->command
                       : direct       ? matrix_said_directly(arena, event->body)
                                      : NULL;
    return text && *text == '\0' ? "help" : text;
}

/* What is answered goes behind what was typed before (codec_question.h). */
static const char *answered(struct arena *arena, const json_t *question,
                            const char *body) {
    return arena_printf(arena, "%s %s", jsonx_string(question, "text", ""),
                        text_trim(arena, body));
}

const char *matrix_typed(struct arena *arena, const struct matrix_heard *heard) {
    const struct matrix_event *event = &heard->event;
    if (event->kind == MATRIX_REACTED) {
        return heard->press.form ? heard->press.command : NULL;
    }
    return heard->question ? answered(arena, heard->question, event->body)
                           : command_of(arena, event, heard->direct);
}

/* What it is about is known from what was asked, or pressed. */
static void about(const struct matrix_heard *heard, struct input *ret) {
    const json_t *question = heard->question;
    const struct matrix_press *press = &heard->press;
    ret->incident = question ? jsonx_string(question, "incident", NULL) : press->incident;
    ret->made = question ? jsonx_string(question, "made", NULL) : press->made;
    ret->phase = question ? jsonx_string(question, "phase", NULL) : press->phase;
}

static bool command(struct arena *arena, const struct matrix_heard *heard, int64_t now,
                    int64_t replay_ms, struct input *ret) {
    int64_t age = now - heard->event.at;
    ret->kind = INPUT_COMMAND;
    ret->text = matrix_typed(arena, heard);
    ret->shown = !heard->direct;
    ret->late = age > replay_ms ? age : 0;
    about(heard, ret);
    return ret->text != NULL;
}

static json_t *fields_of(struct arena *arena, const json_t *fields) {
    return arena_json(arena, fields ? json_incref((json_t *)fields) : json_object());
}

static bool pressed(struct arena *arena, const struct matrix_heard *heard, int64_t now,
                    int64_t replay_ms, struct input *ret) {
    const struct matrix_press *press = &heard->press;
    bool typed = command(arena, heard, now, replay_ms, ret);
    ret->command = typed ? NULL : press->command;
    ret->fields = typed ? NULL : fields_of(arena, press->fields);
    ret->data = arena_json(arena, json_pack("{s:s}", "message", heard->event.target));
    return true;
}

static json_t *message(struct arena *arena, const char *as, const char *id) {
    return arena_json(arena, json_pack("{s:s, s:s}", "as", as, "message", id));
}

static bool reaction(struct arena *arena, const struct matrix_heard *heard, int64_t now,
                     int64_t replay_ms, struct input *ret) {
    enum matrix_mark mark = matrix_mark_of(heard->event.key);
    int64_t age = now - heard->event.at;
    if (heard->press.command) {
        return pressed(arena, heard, now, replay_ms, ret);
    }
    if (mark == MARK_ACK) {
        ret->kind = INPUT_COMMAND;
        ret->command = ACKNOWLEDGE;
        ret->incident = heard->incident;
        ret->fields = arena_json(arena, json_object());
        ret->shown = !heard->direct;
        ret->late = age > replay_ms ? age : 0;
        return true;
    }
    if (as_of(mark)) {
        ret->data = message(arena, as_of(mark), heard->event.target);
    }
    return ret->data != NULL;
}

static bool redaction(struct arena *arena, const struct matrix_heard *heard,
                      struct input *ret) {
    const struct matrix_event *reaction = &heard->reaction;
    if (reaction->kind != MATRIX_REACTED) {
        ret->data = message(arena, MESSAGE_DELETED, heard->event.target);
        return true;
    }
    const char *as = as_of(matrix_mark_of(reaction->key));
    if (as) {
        json_t *data = message(arena, as, reaction->target);
        json_object_set_new(data, "removed", json_true());
        ret->data = data;
    }
    return as != NULL;
}

bool matrix_input(struct arena *arena, const struct matrix_heard *heard, int64_t now,
                  int64_t replay_ms, struct input *ret) {
    const struct matrix_event *event = &heard->event;
    *ret = (struct input){
        .kind = INPUT_MESSAGE,
        .key = address_of(arena, NETWORK, event->id),
        .actor = address_of(arena, NETWORK, event->sender),
        .place = address_of(arena, NETWORK, heard->place),
        .stranger = heard->stranger,
    };
    switch (event->kind) {
    case MATRIX_SAID:
        return command(arena, heard, now, replay_ms, ret);
    case MATRIX_REACTED:
        return reaction(arena, heard, now, replay_ms, ret);
    case MATRIX_EDITED: {
        json_t *data = message(arena, MESSAGE_EDITED, event->target);
        jsonx_set_string(data, "text", event->body);
        ret->data = data;
        return true;
    }
    case MATRIX_REDACTED:
        return redaction(arena, heard, ret);
    default:
        return false;
    }
}

/* Longer than any command: it is refused as a whole, and needs no more of it. */
static const char *bounded(struct arena *arena, const char *s) {
    return s ? arena_strndup(arena, s, utf8_floor(s, strlen(s), 2 * (size_t)LIMIT_INPUT))
             : NULL;
}

bool matrix_keep(struct arena *arena, const struct matrix_event *event, bool direct,
                 struct matrix_event *ret) {
    bool wanted =
        event->kind == MATRIX_EDITED || event->kind == MATRIX_REDACTED ||
        (event->kind == MATRIX_SAID && (event->command || direct || event->thread)) ||
        (event->kind == MATRIX_REACTED &&
         (matrix_mark_of(event->key) != MARK_NONE || matrix_signed(event->key)));
    if (!wanted) {
        return false;
    }
    *ret = *event;
    ret->id = arena_strdup(arena, event->id);
    ret->sender = arena_strdup(arena, event->sender);
    ret->body = bounded(arena, event->body);
    ret->command = bounded(arena, event->command);
    ret->thread = arena_strdup(arena, event->thread);
    ret->target = arena_strdup(arena, event->target);
    ret->key = arena_strdup(arena, event->key);
    ret->name = NULL;
    return true;
}

char *matrix_answer_id(struct arena *arena, const char *what, const char *event) {
    char hex[HASH_SHORT_HEX];
    hash_short(arena_printf(arena, "%s|%s", what, event), hex);
    return arena_strdup(arena, hex);
}
