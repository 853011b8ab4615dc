/* codec_pieces.c: see codec_pieces.h. */
#include "codec_pieces.h"

#include "base/text.h"
#include <string.h>

#define JOINER "\xE2\x81\xA0" /* a character that nobody sees */

enum { WORD_BACK = 80 }; /* how far back a text ends at a space, not in a word */

void pieces_init(struct pieces *p, struct arena *arena, size_t room) {
    *p = (struct pieces){.arena = arena, .room = room};
    strbuf_init(&p->body, room);
    strbuf_init(&p->html, room);
}

void pieces_free(struct pieces *p) {
    strbuf_free(&p->body);
    strbuf_free(&p->html);
}

/* ---- text ---- */

/* Bytes of the line end at `s`: all that a client may break a line at. */
static size_t line_end(const char *s) {
    static const char *const ends[] = {"\r\n",     "\r",           "\v",          "\f",
                                       "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (text_starts(s, ends[i])) {
            return strlen(ends[i]);
        }
    }
    return 0;
}

char *matrix_clean(struct arena *arena, const char *s) {
    struct strbuf lines;
    char *clean;

    if (!s) {
        return arena_strdup(arena, "");
    }
    strbuf_init(&lines, strlen(s));
    while (*s != '\0') {
        size_t end = line_end(s);
        strbuf_addn(&lines, end > 0 ? "\n" : s, 1);
        s += end > 0 ? end : 1;
    }
    clean = text_clean(arena, lines.ptr, lines.len);
    strbuf_free(&lines);
    return clean;
}

static const char *entity(char c) {
    return c == '&'   ? "&amp;"
           : c == '<' ? "&lt;"
           : c == '>' ? "&gt;"
           : c == '"' ? "&quot;"
                      : NULL;
}

char *matrix_escaped(struct arena *arena, const char *s) {
    struct strbuf out;
    char *copy;

    strbuf_init(&out, 6 * strlen(s));
    for (; *s != '\0'; s++) {
        const char *escaped = entity(*s);
        strbuf_addn(&out, escaped ? escaped : s, escaped ? strlen(escaped) : 1);
    }
    copy = arena_strndup(arena, out.ptr, out.len);
    strbuf_free(&out);
    return copy;
}

size_t matrix_at_word(const char *s, size_t fit) {
    size_t end = fit;

    if (s[fit] == '\0' || s[fit] == ' ' || s[fit] == '\n') {
        return fit;
    }
    while (end > 0 && fit - end < WORD_BACK && s[end - 1] != ' ' && s[end - 1] != '\n') {
        end--;
    }
    if (end <= fit / 2 || fit - end >= WORD_BACK) {
        return fit;
    }
    while (end > 0 && (s[end - 1] == ' ' || s[end - 1] == '\n')) {
        end--;
    }
    return end;
}

/* ---- what a piece costs: bytes of canonical JSON ---- */

static size_t json_cost(const char *s) {
    size_t cost = 0;

    for (; *s != '\0'; s++) {
        cost += *s == '@' ? strlen(JOINER) : 0;
        cost += *s == '"' || *s == '\\' || *s == '\n' || *s == '\t' ? 2
                : (unsigned char)*s < 0x20                          ? 6
                                                                    : 1;
    }
    return cost;
}

/* One byte of text in both: a newline is continued behind a bar. */
static size_t text_cost(char c) {
    const char *escaped = entity(c);

    if (c == '\n') {
        return 2 + strlen("<br>") + 2 * strlen(MATRIX_CONTINUED);
    }
    return (c == '@' ? strlen(JOINER) : 0) +
           (c == '"' || c == '\\' || c == '\t' ? 2 : 1) +
           (escaped                  ? strlen(escaped)
            : c == '\\' || c == '\t' ? 2
                                     : 1);
}

static void pay(struct pieces *p, size_t cost) {
    p->cut = p->cut || cost > p->room;
    p->room -= cost < p->room ? cost : p->room;
}

/* ---- pieces ---- */

/* A homeserver that does not know m.mentions rings everybody when it reads "@room" in a
 * body: it reads something else, and people see the same. */
static void add_body(struct pieces *p, char c, const char *next) {
    strbuf_addc(&p->body, c);
    if (c == '@' && strncasecmp(next, "room", 4) == 0) {
        strbuf_add(&p->body, JOINER);
    }
}

static void add_text(struct pieces *p, const char *s, size_t len) {
    for (size_t i = 0; i < len; i++) {
        const char *escaped = entity(s[i]);
        pay(p, text_cost(s[i]));
        if (s[i] == '\n') {
            strbuf_add(&p->body, "\n" MATRIX_CONTINUED);
            strbuf_add(&p->html, "<br>" MATRIX_CONTINUED);
            continue;
        }
        add_body(p, s[i], s + i + 1);
        strbuf_addn(&p->html, escaped ? escaped : s + i, escaped ? strlen(escaped) : 1);
    }
}

void pieces_text(struct pieces *p, const char *s) {
    const char *clean;
    size_t len, fit = 0, cost = 0;

    if (p->cut) {
        return;
    }
    clean = matrix_clean(p->arena, s);
    len = strlen(clean);
    for (; fit < len && cost <= p->room; fit++) {
        cost += text_cost(clean[fit]);
    }
    if (cost <= p->room) {
        add_text(p, clean, len);
        return;
    }
    p->cut = true;
    add_text(p, clean, matrix_at_word(clean, utf8_floor(clean, len, fit - 1)));
}

void pieces_tag(struct pieces *p, const char *tag) {
    strbuf_add(&p->html, tag);
    pay(p, json_cost(tag));
}

void pieces_whole(struct pieces *p, const char *body, const char *html) {
    size_t cost = json_cost(body) + json_cost(html);

    p->cut = p->cut || cost > p->room;
    if (!p->cut) {
        for (const char *c = body; *c != '\0'; c++) {
            add_body(p, *c, c + 1);
        }
        strbuf_add(&p->html, html);
        pay(p, cost);
    }
}
