/* strbuf.c: a string that grows to its ceiling and no further.
 *
 * Once something was cut nothing more is appended: a text with a hole in its middle would
 * read as if it were whole. Growth doubles; the ceiling bounds it, so that hostile input
 * costs at most what its owner allowed. */
#include "base/strbuf.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>

enum { STRBUF_FIRST = 64 };

static void set_cap(struct strbuf *sb, size_t cap) {
    sb->ptr = mem_grow(sb->ptr, cap, 1);
    sb->cap = cap;
}

void strbuf_init(struct strbuf *sb, size_t max) {
    if (max == SIZE_MAX) {
        abort(); /* no room for the NUL: the ceiling was not meant */
    }
    memset(sb, 0, sizeof(*sb));
    sb->max = max;
    set_cap(sb, max < STRBUF_FIRST ? max + 1 : STRBUF_FIRST);
    sb->ptr[0] = '\0';
}

void strbuf_free(struct strbuf *sb) {
    free(sb->ptr);
    memset(sb, 0, sizeof(*sb));
}

void strbuf_clear(struct strbuf *sb) {
    sb->len = 0;
    sb->cut = false;
    sb->ptr[0] = '\0';
}

/* Makes room for `len` more bytes and the NUL; `len` is known to be below the ceiling. */
static void reserve(struct strbuf *sb, size_t len) {
    size_t need = sb->len + len + 1;
    if (need <= sb->cap) {
        return;
    }
    size_t cap = sb->cap;
    while (cap < need) {
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    }
    if (cap > sb->max + 1) {
        cap = sb->max + 1;
    }
    set_cap(sb, cap);
}

void strbuf_addn(struct strbuf *sb, const char *s, size_t len) {
    if (!s || len == 0 || sb->cut) {
        return;
    }
    size_t room = sb->max - sb->len;
    if (len > room) {
        len = utf8_floor(s, len, room);
        sb->cut = true;
    }
    reserve(sb, len);
    memcpy(sb->ptr + sb->len, s, len);
    sb->len += len;
    sb->ptr[sb->len] = '\0';
}

void strbuf_add(struct strbuf *sb, const char *s) {
    if (s) {
        strbuf_addn(sb, s, strlen(s));
    }
}

void strbuf_addc(struct strbuf *sb, char c) {
    strbuf_addn(sb, &c, 1);
}

void strbuf_vaddf(struct strbuf *sb, const char *format, va_list args) {
    if (sb->cut) {
        return;
    }
    va_list again;
    va_copy(again, args);
    size_t spare = sb->cap - sb->len;
    int n = vsnprintf(sb->ptr + sb->len, spare, format, args);
    if (n < 0) {
        abort(); /* a format that is none: a mistake of the program */
    }
    size_t len = (size_t)n;
    if (len < spare) {
        sb->len += len;
    } else {
        sb->ptr[sb->len] = '\0';
        char *whole = mem_new(len + 1);
        vsnprintf(whole, len + 1, format, again);
        strbuf_addn(sb, whole, len);
        free(whole);
    }
    va_end(again);
}

void strbuf_addf(struct strbuf *sb, const char *format, ...) {
    va_list args;
    va_start(args, format);
    strbuf_vaddf(sb, format, args);
    va_end(args);
}
