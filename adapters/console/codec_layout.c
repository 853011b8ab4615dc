/* codec_layout.c: text on a screen that is so many columns wide.
 *
 * Terminals break where the row ends, in the middle of a word and at the first column.
 * Here a row ends at a word, and what goes on is indented, so that the beginning of each
 * line can be found. Characters are counted by the columns that they take: two for CJK
 * and most emoji, none for combining marks and for our own escape sequences. */
#define _XOPEN_SOURCE 700 /* wcwidth() */
#include "codec_layout.h"
#include "base/text.h"
#include "codec.h"
#include "codec_line.h"
#include <string.h>
#include <wchar.h>

enum { GAP = 2, NARROWEST = 20 };

/* One character, or one escape sequence, at s[0..len); *ret_columns is what it takes. */
static size_t next_cell(const char *s, size_t len, size_t *ret_columns) {
    uint32_t point;
    size_t key = *s == '\033' ? codec_key(s, len) : 0;
    *ret_columns = 0;
    if (key > 0) {
        return key;
    }
    size_t n = utf8_next(s, len, &point);
    int width = n > 0 ? wcwidth((wchar_t)point) : 1;
    *ret_columns = width < 0 ? 1 : (size_t)width;
    return n > 0 ? n : 1;
}

size_t codec_width(const char *s, size_t len) {
    size_t columns = 0, took;
    for (size_t i = 0; i < len;) {
        i += next_cell(s + i, len - i, &took);
        columns += took;
    }
    return columns;
}

size_t codec_rows(const char *s, size_t len, size_t columns, size_t *ret_column) {
    size_t row = 0, column = 0, took;
    for (size_t i = 0; i < len;) {
        i += next_cell(s + i, len - i, &took);
        if (column + took > columns) { /* a wide one is not split */
            row++;
            column = 0;
        }
        column += took;
    }
    *ret_column = column;
    return row;
}

/* Bytes of the row that begins at s: up to the last place where it may end, which is a
 * space or beside a wide character. A word that is longer than a row stays whole: it is
 * an address, and somebody may want to copy it. */
static size_t row_of(const char *s, size_t len, size_t room) {
    size_t column = 0, fits = 0, took;
    for (size_t i = 0; i < len;) {
        size_t n = next_cell(s + i, len - i, &took);
        bool may_end = s[i] == ' ' || took > 1;
        if (may_end && i > 0 && column <= room) {
            fits = i;
        }
        if (column > room && s[i] == ' ' && fits == 0) {
            return i; /* behind a word that is too long */
        }
        if (column + took > room && fits > 0) {
            return fits;
        }
        column += s[i] == ' ' && column >= room ? 0 : took;
        i += n;
        if (took > 1 && column <= room) {
            fits = i;
        }
    }
    return len;
}

static void add_rows(const char *first, const char *then, const char *line, size_t len,
                     size_t columns, struct strbuf *out) {
    size_t indent = codec_width(then, strlen(then)) + GAP;
    size_t room = codec_width(first, strlen(first));
    room = columns > room + NARROWEST ? columns - room : NARROWEST;
    strbuf_add(out, first);
    for (;;) {
        size_t n = columns == 0 ? len : row_of(line, len, room);
        strbuf_addn(out, line, n);
        strbuf_addc(out, '\n');
        for (line += n, len -= n; len > 0 && *line == ' '; line++, len--) {
        }
        if (len == 0) {
            return;
        }
        strbuf_addf(out, "%s%*s", then, GAP, "");
        room = columns > indent + NARROWEST ? columns - indent : NARROWEST;
    }
}

/* A field of ours: a label in bold that ends in a colon, and a short value. */
static bool is_field(const char *line, size_t len, size_t most) {
    static const char on[] = CODEC_BOLD_ON, off[] = ":" CODEC_BOLD_OFF;
    const char *end = memchr(line, ':', len);
    return text_starts(line, on) && end && text_starts(end, off) &&
           codec_width(line, len) <= most;
}

void codec_lines(const char *first, const char *then, const char *text, size_t columns,
                 struct strbuf *out) {
    size_t indent = codec_width(then, strlen(then));
    size_t half = columns > indent ? (columns - indent) / 2 : 0;
    const char *prefix = first;
    for (const char *line = text; line; prefix = then) {
        size_t len = strcspn(line, "\n");
        const char *next = line[len] == '\n' ? line + len + 1 : NULL;
        size_t more = next ? strcspn(next, "\n") : 0;
        if (prefix == then && half > GAP && is_field(line, len, half - GAP) && next &&
            is_field(next, more, half)) {
            strbuf_addf(out, "%s%.*s%*s%.*s\n", then, (int)len, line,
                        (int)(half - codec_width(line, len)), "", (int)more, next);
            next = next[more] == '\n' ? next + more + 1 : NULL;
        } else {
            add_rows(prefix, then, line, len, columns, out);
        }
        line = next;
    }
}
