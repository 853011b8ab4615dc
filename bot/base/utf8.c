/* utf8.c: strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * Everything that looks at characters goes through utf8_next(), so that there is one
 * opinion about what a character is. */
#include "base/text.h"

#include "base/strbuf.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define ELLIPSIS "\xE2\x80\xA6"

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0U) == 0x80U;
}

size_t utf8_next(const char *s, size_t len, uint32_t *ret_point) {
    static const struct {
        unsigned char mask, lead;
        uint32_t least; /* smaller values are overlong forms */
    } forms[] = {
        {0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    if (len == 0) {
        return 0;
    }
    unsigned char first = (unsigned char)s[0];
    for (size_t more = 0; more < sizeof(forms) / sizeof(forms[0]); more++) {
        if ((first & forms[more].mask) != forms[more].lead) {
            continue;
        }
        if (len <= more) {
            return 0;
        }
        uint32_t point = first & (uint32_t)(unsigned char)~forms[more].mask;
        for (size_t i = 1; i <= more; i++) {
            if (!is_continuation(s[i])) {
                return 0;
            }
            point = point << 6 | ((unsigned char)s[i] & 0x3FU);
        }
        if (point < forms[more].least || point > 0x10FFFF ||
            (point >= 0xD800 && point <= 0xDFFF)) {
            return 0;
        }
        *ret_point = point;
        return more + 1;
    }
    return 0;
}

bool utf8_valid(const char *s, size_t len) {
    for (size_t i = 0; i < len;) {
        uint32_t point;
        size_t n = utf8_next(s + i, len - i, &point);
        if (n == 0) {
            return false;
        }
        i += n;
    }
    return true;
}

size_t utf8_floor(const char *s, size_t len, size_t max) {
    if (max >= len) {
        return len;
    }
    size_t n = max;
    /* A character has at most three continuation bytes; more of them are no character,
     * and cutting between them harms nothing. */
    while (n > 0 && max - n < 4 && is_continuation(s[n])) {
        n--;
    }
    return max - n < 4 && !is_continuation(s[n]) ? n : max;
}

static bool is_unwanted(uint32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') ||
           (point >= 0x7F && point <= 0x9F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

/* Marks that turn the direction of what follows: a word of somebody's could show the
 * bot's own words in another order. */
static bool is_direction_mark(uint32_t point) {
    return point == 0x200E || point == 0x200F || point == 0x061C;
}

/* Some terminals and pagers break lines at these as well. */
static bool is_line_break(uint32_t point) {
    return point == 0x85 || point == 0x2028 || point == 0x2029;
}

static char *clean(struct arena *arena, const char *s, size_t len, bool screen) {
    struct strbuf out;
    strbuf_init(&out, len * strlen(REPLACEMENT));
    for (size_t i = 0; i < len;) {
        uint32_t point;
        size_t n = utf8_next(s + i, len - i, &point);
        if (screen && n > 0 && is_line_break(point)) {
            strbuf_addc(&out, '\n');
        } else if (n == 0 || is_unwanted(point) || (screen && is_direction_mark(point))) {
            strbuf_add(&out, REPLACEMENT);
        } else {
            strbuf_addn(&out, s + i, n);
        }
        i += n == 0 ? 1 : n;
    }
    char *result = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return result;
}

char *text_clean(struct arena *arena, const char *s, size_t len) {
    return clean(arena, s, len, false);
}

char *text_line(struct arena *arena, const char *s) {
    char *line = clean(arena, s ? s : "", s ? strlen(s) : 0, true);
    for (char *c = line; *c; c++) {
        *c = *c == '\n' || *c == '\t' ? ' ' : *c;
    }
    return line;
}

char *text_screen(struct arena *arena, const char *s, size_t len) {
    return clean(arena, s, len, true);
}

char *text_cut(struct arena *arena, const char *s, size_t max, bool *ret_cut) {
    size_t len = strlen(s);
    bool cut = len > max;
    if (ret_cut) {
        *ret_cut = cut;
    }
    if (!cut) {
        return arena_strndup(arena, s, len);
    }
    size_t mark = strlen(ELLIPSIS);
    if (max < mark) {
        return arena_strndup(arena, s, utf8_floor(s, len, max));
    }
    size_t keep = utf8_floor(s, len, max - mark);
    return arena_printf(arena, "%.*s%s", (int)keep, s, ELLIPSIS);
}

char *text_cut_word(struct arena *arena, const char *s, size_t max, bool *ret_cut) {
    enum { LONG_WORD = 40 }; /* so much of the end may be lost */
    bool cut;
    char *text = text_cut(arena, s, max, &cut);
    const char *space = cut ? strrchr(text, ' ') : NULL;
    size_t len = strlen(text);

    if (ret_cut) {
        *ret_cut = cut;
    }
    return space && (size_t)(space - text) >
                        len - (len < 2 * (size_t)LONG_WORD ? len / 2 : LONG_WORD)
               ? arena_printf(arena, "%.*s%s", (int)(space - text), text, ELLIPSIS)
               : text;
}

size_t utf8_count(const char *s, size_t len) {
    size_t count = 0;
    for (size_t i = 0; i < len; count++) {
        uint32_t point;
        size_t n = utf8_next(s + i, len - i, &point);
        i += n > 0 ? n : 1;
    }
    return count;
}
