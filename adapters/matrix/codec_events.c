/* codec_events.c: see codec_events.h.
 *
 * Bots answer with m.notice, and nobody here answers a notice: a bot that answers bots never
 * stops. What is edited runs no command again. */
#include "codec_events.h"
#include "codec_said.h"

#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

#include <stdlib.h>
#include <string.h>

bool matrix_is_state(const json_t *event) {
    return json_is_string(json_object_get(event, "state_key"));
}

/* ---- kinds ---- */

static const char *string_id(const json_t *object, const char *key, char sigil) {
    const char *id = jsonx_string(object, key, NULL);
    return matrix_is_id(id, sigil) ? id : NULL;
}

static const json_t *relation(const json_t *content, const char *type) {
    const json_t *relates = json_object_get(content, "m.relates_to");
    return text_equal(jsonx_string(relates, "rel_type", NULL), type) ? relates : NULL;
}

static void message(struct arena *arena, const json_t *content, const char *own,
                    struct matrix_event *ret) {
    const char *type = jsonx_string(content, "msgtype", NULL);
    const json_t *replaces = relation(content, "m.replace");
    const json_t *thread = relation(content, "m.thread");
    const json_t *new_content = json_object_get(content, "m.new_content");
    if (replaces) {
        ret->target = string_id(replaces, "event_id", '$');
        ret->body = jsonx_string(new_content, "body", NULL);
        ret->kind = ret->target && ret->body ? MATRIX_EDITED : MATRIX_NOTHING;
        return;
    }
    ret->body = jsonx_string(content, "body", NULL);
    if (!ret->body || text_equal(type, "m.notice")) {
        return;
    }
    ret->kind = MATRIX_SAID;
    ret->thread = thread ? string_id(thread, "event_id", '$') : NULL;
    ret->body = matrix_without_quote(arena, content);
    if (text_equal(type, "m.text")) {
        ret->command = matrix_said_to(arena, content, ret->body, own);
    }
}

static void reaction(const json_t *content, struct matrix_event *ret) {
    const json_t *annotates = relation(content, "m.annotation");
    ret->target = string_id(annotates, "event_id", '$');
    ret->key = jsonx_string(annotates, "key", NULL);
    ret->kind = ret->target && ret->key ? MATRIX_REACTED : MATRIX_NOTHING;
}

/* Rooms of version 11 and later say it in the content, older ones beside it. */
static void redaction(const json_t *event, const json_t *content,
                      struct matrix_event *ret) {
    const char *target = string_id(content, "redacts", '$');
    ret->target = target ? target : string_id(event, "redacts", '$');
    ret->kind = ret->target ? MATRIX_REDACTED : MATRIX_NOTHING;
}

static void member(const json_t *event, const json_t *content, struct matrix_event *ret) {
    const char *is = jsonx_string(content, "membership", "");
    const json_t *unsigned_part = json_object_get(event, "unsigned");
    const json_t *before = json_object_get(unsigned_part, "prev_content");
    ret->target = string_id(event, "state_key", '@');
    ret->name = jsonx_string(content, "displayname", NULL);
    ret->member = text_equal(is, "join") || text_equal(is, "invite");
    ret->joined = text_equal(is, "join") &&
                  !text_equal(jsonx_string(before, "membership", NULL), "join");
    ret->kind = ret->target ? MATRIX_MEMBER : MATRIX_NOTHING;
}

static void state(const json_t *event, const json_t *content, const char *type,
                  struct matrix_event *ret) {
    if (text_equal(type, "m.room.member")) {
        member(event, content, ret);
    } else if (text_equal(type, "m.room.encryption")) {
        ret->kind = MATRIX_ENCRYPTS;
    } else if (text_equal(type, "m.room.tombstone")) {
        ret->target = string_id(content, "replacement_room", '!');
        ret->kind = ret->target ? MATRIX_MOVED : MATRIX_NOTHING;
    }
}

struct matrix_event matrix_event(struct arena *arena, const json_t *event,
                                 const char *own) {
    const json_t *content = json_object_get(event, "content");
    const char *type = jsonx_string(event, "type", "");
    struct matrix_event ret = {
        .id = string_id(event, "event_id", '$'),
        .sender = string_id(event, "sender", '@'),
        .at = jsonx_int(event, "origin_server_ts", 0),
    };
    bool ours = text_equal(ret.sender, own);
    if (!ret.id || !ret.sender || !json_is_object(content)) {
        return ret;
    }
    if (matrix_is_state(event)) {
        state(event, content, type, &ret);
    } else if (ours) {
        return ret;
    } else if (text_equal(type, "m.room.message")) {
        message(arena, content, own, &ret);
    } else if (text_equal(type, "m.reaction")) {
        reaction(content, &ret);
    } else if (text_equal(type, "m.room.redaction")) {
        redaction(event, content, &ret);
    } else if (text_equal(type, "m.room.encrypted")) {
        ret.kind = MATRIX_CIPHER;
    }
    return ret;
}

/* ---- filters ---- */

#define TYPES                                                                            \
    "[\"m.room.message\",\"m.reaction\",\"m.room.redaction\",\"m.room.encrypted\","      \
    "\"m.room.member\",\"m.room.encryption\",\"m.room.tombstone\"]"

char *matrix_sync_filter(struct arena *arena, int limit) {
    return arena_printf(
        arena,
        "{\"presence\":{\"not_types\":[\"*\"]},\"account_data\":{\"not_types\":[\"*\"]},"
        "\"room\":{\"account_data\":{\"not_types\":[\"*\"]},"
        "\"ephemeral\":{\"not_types\":[\"*\"]},"
        "\"state\":{\"lazy_load_members\":true,\"types\":[\"m.room.member\","
        "\"m.room.encryption\",\"m.room.tombstone\"]},"
        "\"timeline\":{\"limit\":%d,\"lazy_load_members\":true,\"types\":" TYPES "}}}",
        limit);
}

char *matrix_page_filter(struct arena *arena) {
    return arena_strdup(arena, "{\"types\":" TYPES "}");
}

/* ---- reactions ---- */

enum matrix_mark matrix_mark_of(const char *key) {
    static const struct {
        const char *begins; /* a variation or a colour of skin may follow */
        enum matrix_mark mark;
    } marks[] = {
        {"\xF0\x9F\x93\x8C", MARK_TIMELINE}, /* pushpin */
        {"\xF0\x9F\x93\x8D", MARK_TIMELINE}, /* round pushpin */
        {"\xE2\x98\x91", MARK_ACTION},       /* ballot box with check */
        {"\xE2\x98\x90", MARK_ACTION},       /* ballot box */
        {"\xF0\x9F\x97\xB3", MARK_ACTION},   /* ballot box with ballot */
        {"\xE2\x9C\x85", MARK_ACTION},       /* white heavy check mark */
        {"\xE2\x9C\x8B", MARK_ACK},          /* raised hand */
        {"\xF0\x9F\x99\x8B", MARK_ACK},      /* person raising a hand */
    };
    enum { MORE_MOST = 16 };
    for (size_t i = 0; key && i < sizeof marks / sizeof *marks; i++) {
        const char *rest = text_after(key, marks[i].begins);
        if (rest && strlen(rest) <= MORE_MOST) {
            return marks[i].mark;
        }
    }
    return MARK_NONE;
}
