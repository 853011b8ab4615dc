/* codec_mend.c: JSON that is right but for characters that no text can hold.
 *
 * `\u0000` and half of a surrogate pair are JSON, and no UTF-8: the parser refuses the
 * whole frame. What somebody typed or pasted would then never be acknowledged and come
 * again and again. Each becomes U+FFFD. */
#include "codec_mend.h"

static int hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The unit of "\uXXXX" at `s`, or -1: there is none. */
static int unit_at(const char *s, const char *end) {
    int unit = 0;
    if (end - s < 6 || s[0] != '\\' || s[1] != 'u') {
        return -1;
    }
    for (int i = 2; i < 6; i++) {
        if (hex(s[i]) < 0) {
            return -1;
        }
        unit = unit * 16 + hex(s[i]);
    }
    return unit;
}

static bool is_high(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

char *slack_mended(struct arena *arena, const char *s, size_t len) {
    const char *end = s + len;
    char *copy = arena_strndup(arena, s, len), *at = copy;
    bool mended = false;
    while (s < end) {
        int unit = unit_at(s, end);
        size_t n = *s == '\\' && s + 1 < end ? 2 : 1; /* an escaped backslash is no \u */
        if (is_high(unit) && is_low(unit_at(s + 6, end))) {
            n = 12;
        } else if (unit == 0 || is_high(unit) || is_low(unit)) {
            /* Six bytes of the copy, not a string. */
            for (size_t i = 0; i < 6; i++) {
                at[i] = "\\uFFFD"[i];
            }
            mended = true;
            n = 6;
        } else if (unit > 0) {
            n = 6;
        }
        s += n;
        at += n;
    }
    return mended ? copy : NULL;
}
