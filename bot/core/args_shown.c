/* args_shown.c: what somebody typed, as an answer shows it. See args_shown.h. */
#include "core/args_shown.h"
#include "base/text.h"
#include "core/markup_text.h"

enum { SHOWN_BYTES = 60 };

char *arg_shown(struct arena *arena, const char *text) {
    return markup_escaped(arena, text_cut_word(arena, text, SHOWN_BYTES, NULL));
}

char *arg_room(struct arena *arena, const char *text, size_t most) {
    size_t len = strlen(text);

    return arena_printf(arena, "of its %zu characters %zu fit", utf8_count(text, len),
                        utf8_count(text, utf8_floor(text, len, most)));
}
