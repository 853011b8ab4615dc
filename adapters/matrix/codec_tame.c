/* codec_tame.c: see codec_tame.h. */
#include "codec_tame.h"

#include "base/strbuf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MOST = 18 }; /* of a whole number: always fits into 64 bits */

static json_t *parse(const char *s, size_t len) {
    return json_loadb(s, len, JSON_DECODE_ANY, NULL);
}

struct taming {
    const char *at, *end;
    struct strbuf out;
};

/* Value of "\uXXXX" at `s`; -1: it is none. */
static long unit_at(const char *s, const char *end) {
    char hex[5] = "";
    if (end - s < 6 || s[0] != '\\' || s[1] != 'u' ||
        strspn(s + 2, "0123456789abcdefABCDEF") < 4) {
        return -1;
    }
    memcpy(hex, s + 2, 4);
    return strtol(hex, NULL, 16);
}

/* An escape that may not stand alone becomes U+FFFD. */
static void tame_escape(struct taming *t) {
    long unit = unit_at(t->at, t->end), other = unit_at(t->at + 6, t->end);
    size_t len = unit >= 0 ? 6 : 2;
    bool high = unit >= 0xD800 && unit <= 0xDBFF;
    bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (high && other >= 0xDC00 && other <= 0xDFFF) {
        strbuf_addn(&t->out, t->at, 12);
        t->at += 12;
        return;
    }
    len = len < (size_t)(t->end - t->at) ? len : (size_t)(t->end - t->at);
    if (unit == 0 || high || low) {
        strbuf_add(&t->out, "\\ufffd");
    } else {
        strbuf_addn(&t->out, t->at, len);
    }
    t->at += len;
}

/* At its first quote; stops behind the last one. */
static void tame_string(struct taming *t) {
    strbuf_addc(&t->out, *t->at++);
    while (t->at < t->end && *t->at != '"') {
        if (*t->at == '\\') {
            if (t->end - t->at < 8) { /* too short to look ahead: it is no JSON anyway */
                strbuf_addc(&t->out, *t->at++);
                if (t->at < t->end) {
                    strbuf_addc(&t->out, *t->at++);
                }
                continue;
            }
            tame_escape(t);
        } else {
            strbuf_addc(&t->out, *t->at++);
        }
    }
    if (t->at < t->end) {
        strbuf_addc(&t->out, *t->at++);
    }
}

/* Nobody here asks for a number that is not whole. */
static void tame_number(struct taming *t) {
    size_t len = strspn(t->at, "0123456789+-.eE");
    bool whole = strcspn(t->at, ".eE") >= len;
    if (whole && len <= DIGITS_MOST) {
        strbuf_addn(&t->out, t->at, len);
    } else {
        strbuf_addc(&t->out, '0');
    }
    t->at += len;
}

/* At the bracket that opens it; stops behind the one that ends it. Strings within may hold
 * brackets. */
static void skip(struct taming *t) {
    size_t depth = 0;
    do {
        if (*t->at == '"') {
            for (t->at++; t->at < t->end && *t->at != '"'; t->at++) {
                t->at += *t->at == '\\' && t->at + 1 < t->end ? 1 : 0;
            }
        }
        depth += t->at < t->end && strchr("[{", *t->at) && *t->at ? 1 : 0;
        depth -= t->at < t->end && strchr("]}", *t->at) && *t->at ? 1 : 0;
        t->at += t->at < t->end ? 1 : 0;
    } while (t->at < t->end && depth > 0);
    strbuf_add(&t->out, "null");
}

static void tame(struct taming *t) {
    size_t depth = 0;
    while (t->at < t->end) {
        char c = *t->at;
        if (c == '"') {
            tame_string(t);
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            tame_number(t);
        } else if ((c == '[' || c == '{') && depth == TAME_DEPTH) {
            skip(t);
        } else {
            depth += c == '[' || c == '{' ? 1 : 0;
            depth -= (c == ']' || c == '}') && depth > 0 ? 1 : 0;
            strbuf_addc(&t->out, c);
            t->at++;
        }
    }
}

json_t *matrix_json(const char *s, size_t len) {
    json_t *json = s ? parse(s, len) : NULL;
    if (json || !s) {
        return json;
    }
    struct taming t = {.at = s, .end = s + len};
    strbuf_init(&t.out, 2 * len + 16);
    tame(&t);
    json = parse(t.out.ptr, t.out.len);
    strbuf_free(&t.out);
    return json;
}
