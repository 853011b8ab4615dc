/* codec_typed.c: what Slack sends for typed text: three entities, and between `<` and `>`
 * what it has recognised. */
#include "codec_typed.h"
#include "codec_text.h"

#include "base/strbuf.h"
#include "base/text.h"

/* Appends text with its entities as characters. */
static void add_typed(struct strbuf *out, const char *s, size_t len) {
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;"};
    static const char characters[] = "&<>";
    for (size_t i = 0; i < len;) {
        size_t e = 0;
        while (e < 3 && (strlen(entities[e]) > len - i ||
                         memcmp(s + i, entities[e], strlen(entities[e])) != 0)) {
            e++;
        }
        strbuf_addc(out, e < 3 ? characters[e] : s[i]);
        i += e < 3 ? strlen(entities[e]) : 1;
    }
}

/* s[0..len) is what stands between `<` and `>`. */
static void add_token(struct strbuf *out, const char *s, size_t len) {
    const char *bar = memchr(s, '|', len);
    size_t head = bar ? (size_t)(bar - s) : len;
    const char *label = bar ? bar + 1 : s + len;
    size_t label_len = bar ? len - head - 1 : 0;
    if (len > 0 && *s == '@' && slack_is_id(s + 1, head - 1)) {
        strbuf_add(out, "@" SLACK_NETWORK ":");
        strbuf_addn(out, s + 1, head - 1);
    } else if (len > 0 && *s == '#' && slack_is_id(s + 1, head - 1)) {
        /* Some clients send no name; core knows places by "network:channel". */
        strbuf_add(out, label_len > 0 ? "#" : "#" SLACK_NETWORK ":");
        add_typed(out, label_len > 0 ? label : s + 1,
                  label_len > 0 ? label_len : head - 1);
    } else if (len > 0 && *s == '!') {
        bool said = label_len > 0 && memchr(s, '^', head);
        if (!said) {
            strbuf_addc(out, '@');
        }
        add_typed(out, said ? label : s + 1, said ? label_len : head - 1);
    } else if (!memchr(s, ':', head)) { /* nothing that Slack makes */
        strbuf_addc(out, '<');
        add_typed(out, s, len);
        strbuf_addc(out, '>');
    } else {
        size_t scheme = head > 7 && memcmp(s, "mailto:", 7) == 0 ? 7
                        : head > 4 && memcmp(s, "tel:", 4) == 0  ? 4
                                                                 : 0;
        add_typed(out, s + scheme, head - scheme);
    }
}

char *slack_unescape(struct arena *arena, const char *s) {
    if (!s) {
        return NULL;
    }
    if (!utf8_valid(s, strlen(s))) {
        s = text_clean(arena, s, strlen(s));
    }
    struct strbuf out;
    strbuf_init(&out, 3 * strlen(s)); /* "<@U>" and "<#C>" grow most */
    while (*s != '\0') {
        size_t plain = strcspn(s, "<");
        add_typed(&out, s, plain);
        s += plain;
        size_t inner = *s == '<' ? strcspn(s + 1, "<>") : 0;
        if (inner > 0 && s[1 + inner] == '>') {
            add_token(&out, s + 1, inner);
            s += inner + 2;
        } else if (*s == '<') {
            strbuf_addc(&out, *s++);
        }
    }
    char *text = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return text;
}
