/* args_text.c: what counts as a text.
 *
 * A text that is quoted as a whole is what stands between the quotes, whatever it looks
 * like: that is how a number, a name=value or a label is said to be text. A text in which
 * nothing can be seen is none: an update that says nothing must not keep a promise. */
#include "core/args_text.h"
#include "base/text.h"
#include "core/args_tokens.h"

/* Characters that are no white space and yet show nothing: soft hyphen, joiners, marks of
 * direction, fillers of Hangul and Braille, variation selectors, tags. */
static bool is_unseen(uint32_t point) {
    return point == 0xAD || point == 0x34F || point == 0x61C || point == 0x115F ||
           point == 0x1160 || point == 0x17B4 || point == 0x17B5 || point == 0x180E ||
           (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || point == 0x2800 || point == 0x3164 ||
           (point >= 0xFE00 && point <= 0xFE0F) || point == 0xFEFF || point == 0xFFA0 ||
           point == 0xFFFD || (point >= 0xE0000 && point <= 0xE0FFF);
}

static bool shows_nothing(const char *s) {
    for (s = token_skip_space(s); *s != '\0'; s = token_skip_space(s)) {
        uint32_t point = 0;
        size_t n = utf8_next(s, strnlen(s, 4), &point);

        if (n > 0 && !is_unseen(point)) {
            return false;
        }
        s += n > 0 ? n : 1;
    }
    return true;
}

const char *args_unquoted(struct arena *arena, const char *text) {
    struct token_reader reader;
    struct token token;

    token_start(&reader, text);
    if (!token_next(&reader, &token) || !token.quoted ||
        *token_skip_space(reader.at) != '\0') {
        return text;
    }
    return token_trim(arena, token.value, token.value_len);
}

const char *args_quoted(struct arena *arena, const char *text) {
    static const char *const marks[] = {"\"", "'"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *quoted = arena_printf(arena, "%s%s%s", marks[i], text, marks[i]);

        if (text_equal(args_unquoted(arena, quoted), text)) {
            return quoted;
        }
    }
    return NULL;
}

bool args_was_quoted(const struct turn *turn, const char *text) {
    static const char *const marks[] = {
        "\"", "'", "\xE2\x80\x9C", "\xE2\x80\x9E", "\xE2\x80\x98", NULL};
    const char *at = turn->rest && text ? strstr(turn->rest, text) : NULL;
    const char *name;
    json_t *field;

    json_object_foreach((json_t *)turn->input->fields, name, field) { /* of a form */
        const char *typed = json_string_value(field);
        const char *plain = typed ? args_unquoted(turn->arena, typed) : NULL;

        if (plain != typed && text_equal(plain, text)) {
            return true;
        }
    }

    for (size_t i = 0; at && marks[i]; i++) {
        size_t len = strlen(marks[i]);

        if ((size_t)(at - turn->rest) >= len && text_starts(at - len, marks[i])) {
            return true;
        }
    }
    return false;
}

bool args_blank(struct arena *arena, const char *text) {
    return shows_nothing(args_unquoted(arena, text));
}
