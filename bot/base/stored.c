/* stored.c: see stored.h. */
#include "base/stored.h"

#include "base/hash.h"
#include "base/jsonx.h"
#include "base/mem.h"
#include "base/text.h"

#include <math.h>

enum { DIGITS_MAX = 18, SHOWN_BYTES = 60 };

bool stored_number(const char *text, int64_t least, int64_t most, int64_t *ret_number) {
    size_t digits = text ? strspn(text, "0123456789") : 0;
    int64_t number = 0;
    if (digits == 0 || digits > DIGITS_MAX || text[digits] != '\0' ||
        (text[0] == '0' && digits > 1)) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        number = number * 10 + (text[i] - '0');
    }
    if (number < least || number > most) {
        return false;
    }
    *ret_number = number;
    return true;
}

bool stored_moment(const char *text, int64_t *ret_moment) {
    char *end = NULL;
    double score = text && *text ? strtod(text, &end) : -1;
    if (!end || *end != '\0' || isnan(score) || score < 0 ||
        score > (double)STORED_TIME_MAX) {
        return false;
    }
    *ret_moment = (int64_t)score;
    return true;
}

const char *stored_text(const json_t *value) {
    const char *text = json_string_value(value);
    return text && strlen(text) == json_string_length(value) ? text : NULL;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool stored_bytes(struct arena *arena, const json_t *value, struct blob *ret) {
    const char *hex = jsonx_string(value, "bytes", NULL);
    if (json_is_string(value)) {
        *ret = (struct blob){json_string_value(value), json_string_length(value)};
        return true;
    }
    if (!hex || strlen(hex) % 2 != 0) {
        return false;
    }
    size_t len = strlen(hex) / 2;
    char *bytes = arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (char)(high * 16 + low);
    }
    *ret = (struct blob){bytes, len};
    return true;
}

char *stored_shown(struct arena *arena, const json_t *value) {
    const char *hex = jsonx_string(value, "bytes", NULL);
    bool cut = false;
    if (hex) {
        return arena_printf(arena, "0x%.40s%s", hex, strlen(hex) > 40 ? "…" : "");
    }
    if (!json_is_string(value)) {
        return arena_strdup(arena, "(no text)");
    }
    char *clean = text_clean(arena, json_string_value(value), json_string_length(value));
    return text_cut(arena, text_line(arena, clean), SHOWN_BYTES, &cut);
}

json_t *stored_of_bytes(const char *ptr, size_t len) {
    static const char digits[] = "0123456789abcdef";
    char *hex = mem_new(2 * len + 1);
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = digits[((unsigned char)ptr[i]) >> 4];
        hex[2 * i + 1] = digits[((unsigned char)ptr[i]) & 15];
    }
    hex[2 * len] = '\0';
    json_t *value = json_pack("{s:s}", "bytes", hex);
    free(hex);
    return value;
}
