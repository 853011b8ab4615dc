/* view_fields.c: one value of a view. See view_fields.h. */
#include "core/view_fields.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/deadlines.h"
#include "core/markup_text.h"

/* An identifier goes into a token as it is only when it cannot end the token. */
static bool fits_token(const char *s) {
    return s[0] != '\0' && !strpbrk(s, "<>\\\n\r\t ");
}

char *view_mention(struct arena *arena, const char *actor) {
    if (!actor) {
        return NULL;
    }
    return fits_token(actor) ? arena_printf(arena, "<@%s>", actor)
                             : markup_escaped(arena, actor);
}

char *view_place(struct arena *arena, const char *place) {
    if (!place) {
        return NULL;
    }
    return fits_token(place) ? arena_printf(arena, "<#%s>", place)
                             : markup_escaped(arena, place);
}

void view_time(json_t *view, const char *key, int64_t ms) {
    char token[32];

    if (ms > 0 && ms != NEVER) {
        snprintf(token, sizeof token, "<t:%lld>", (long long)ms);
        json_object_set_new(view, key, json_string(token));
    }
}

void view_duration(json_t *view, const char *key, int64_t ms) {
    if (ms >= SPAN_TOLD_MS) {
        view_rule(view, key, ms);
    }
}

void view_rule(json_t *view, const char *key, int64_t ms) {
    char token[32];

    if (ms > 0 && ms != NEVER) {
        snprintf(token, sizeof token, "<d:%lld>", (long long)ms);
        json_object_set_new(view, key, json_string(token));
    }
}

void view_flag(json_t *view, const char *key, bool value) {
    if (value) {
        json_object_set_new(view, key, json_true());
    }
}

void view_text(json_t *view, const char *key, const char *text) {
    if (!text_is_empty(text)) {
        jsonx_set_string(view, key, text);
    }
}
