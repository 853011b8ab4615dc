/* live.h: what live.c and live_keep.c know of the records of messages that are kept
 * current. */
#ifndef TOCSIN_RUNTIME_LIVE_H
#define TOCSIN_RUNTIME_LIVE_H

#include "base/jsonx.h"
#include "base/text.h"
#include "core/announce.h"
#include "core/markup.h"
#include "runtime/internal.h"

enum {
    LIVE_MOST = 6,
    LIVE_TEXTS = 24,
    LIVE_BODY_BYTES = 6000,
    LIVE_TEXT_BYTES =
        32 * 1024, /* of one that was corrected: any text, with its message */
};

static inline bool is_live(const char *field) {
    return text_starts(field, LIVE_SLOT);
}

/* "buttons:ab12@slack": the delivery's id, and its network. */
static inline char *id_of(struct arena *arena, const char *field) {
    const char *id = field + strlen(LIVE_SLOT);
    return arena_strndup(arena, id, strcspn(id, "@"));
}

static inline char *did_field(struct arena *arena, const char *id, const char *command) {
    return arena_printf(arena, "did:%s:%s", id, command);
}

static inline const json_t *record_of(struct arena *arena, const char *text) {
    json_t *record = text ? jsonx_parse(text, strlen(text)) : NULL;
    const json_t *body = json_object_get(record, "body");
    if (body && !markup_valid(body)) {
        json_decref(record); /* damaged: the message stays as it is */
        record = NULL;
    }
    return record ? arena_json(arena, record) : NULL;
}

/* With its contents: outside a restricted incident the message is another. */
static inline bool is_text(const json_t *record) {
    return jsonx_int(record, "n", 0) > 0 &&
           announce_correctable(jsonx_string(record, "message", NULL));
}

static inline bool has_body(const json_t *record) {
    return json_object_get(record, "body") != NULL;
}

/* Every message, as one that could not be made anew without what was removed. */
void live_forget_all(struct slot *slot, struct ops *ops);

#endif
