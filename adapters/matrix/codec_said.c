/* codec_said.c: see codec_said.h.
 *
 * A client writes a mention twice: into the body as a bare name, and into the formatted body
 * as a link to matrix.to. The link says who is meant, so the name in the body is replaced by
 * the id it leads to, as people type it. Nothing else of the formatted body is read. */
#include "codec_said.h"
#include "codec_ids.h"

#include "base/jsonx.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define TO "https://matrix.to/#/"
#define BLANK " \t\r\n\xC2\xA0"

enum { PILLS = 16, TEXT_MOST = 64 * 1024 };

/* ---- what it replies to ---- */

const char *matrix_without_quote(struct arena *arena, const json_t *content) {
    const char *body = jsonx_string(content, "body", "");
    const json_t *relates = json_object_get(content, "m.relates_to");
    (void)arena;
    if (!json_is_object(json_object_get(relates, "m.in_reply_to")) ||
        !text_starts(body, "> ")) {
        return body;
    }
    while (text_starts(body, "> ") || text_starts(body, ">\n")) {
        body += strcspn(body, "\n");
        body += *body ? 1 : 0;
    }
    return body + strspn(body, "\r\n");
}

/* ---- whom it mentions ---- */

struct pill {
    const char *id;    /* "@ana:example.org" */
    const char *label; /* as it stands in the body */
};

static int digit(char c) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) % 16 : -1;
}

static const char *decoded(struct arena *arena, const char *s, size_t len) {
    char *out = arena_strndup(arena, s, len);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        int high = s[i] == '%' && i + 2 < len ? digit(s[i + 1]) : -1;
        int low = high >= 0 ? digit(s[i + 2]) : -1;
        if (low >= 0) {
            out[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[n++] = s[i];
        }
    }
    out[n] = '\0';
    return utf8_valid(out, n) && strlen(out) == n ? out : "";
}

/* The few entities that a name in HTML needs. */
static const char *plain(struct arena *arena, const char *s, size_t len) {
    static const struct {
        const char *entity, *is;
    } entities[] = {{"&amp;", "&"},   {"&lt;", "<"},  {"&gt;", ">"},
                    {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}};
    char *out = arena_strndup(arena, s, len), *to = out;
    for (const char *from = out; *from;) {
        size_t i = 0, n = sizeof entities / sizeof *entities;
        while (i < n && !text_starts(from, entities[i].entity)) {
            i++;
        }
        *to++ = i < n ? *entities[i].is : *from;
        from += i < n ? strlen(entities[i].entity) : 1;
    }
    *to = '\0';
    return out;
}

/* `<a href="https://matrix.to/#/@ana:example.org">Ana</a>`, from *at on. */
static bool next_pill(struct arena *arena, const char **at, struct pill *ret) {
    static const char opens[] = "<a href=";
    for (const char *s = *at; (s = strstr(s, opens)) != NULL; s += sizeof opens - 1) {
        const char *url = s + sizeof opens - 1;
        char quote = *url++;
        const char *id = text_after(url, TO);
        size_t len = id ? strcspn(id, quote == '\'' ? "'?/" : "\"?/") : 0;
        const char *label = id ? strchr(id, '>') : NULL;
        size_t label_len = label ? strcspn(label + 1, "<") : 0;
        if (!strchr("\"'", quote) || !label || label_len == 0 ||
            !text_starts(label + 1 + label_len, "</a>")) {
            continue;
        }
        ret->id = decoded(arena, id, len);
        ret->label = plain(arena, label + 1, label_len);
        *at = label + label_len;
        if (matrix_is_id(ret->id, '@') && *matrix_server(ret->id)) {
            return true;
        }
    }
    return false;
}

static size_t read_pills(struct arena *arena, const json_t *content,
                         struct pill pills[PILLS]) {
    const char *html = jsonx_string(content, "formatted_body", NULL);
    size_t n = 0;
    if (!text_equal(jsonx_string(content, "format", NULL), "org.matrix.custom.html")) {
        return 0;
    }
    while (html && n < PILLS && next_pill(arena, &html, &pills[n])) {
        n++;
    }
    return n;
}

/* Each name in its order, from where the one before it ended. */
static const char *with_ids(struct arena *arena, const char *text,
                            const struct pill *pills, size_t n) {
    struct strbuf out;
    strbuf_init(&out, TEXT_MOST);
    for (size_t i = 0; i < n; i++) {
        const char *at = strstr(text, pills[i].label);
        if (at) {
            at -= at > text && at[-1] == '@' ? 1 : 0;
            strbuf_addn(&out, text, (size_t)(at - text));
            strbuf_add(&out, pills[i].id);
            text = at + (*at == '@' && *pills[i].label != '@' ? 1 : 0) +
                   strlen(pills[i].label);
        }
    }
    strbuf_add(&out, text);
    const char *ret = arena_strdup(arena, out.ptr);
    strbuf_free(&out);
    return ret;
}

/* ---- to us ---- */

static const char *skip_blank(const char *s) {
    for (;;) {
        size_t n = text_starts(s, "\xC2\xA0") ? 2 : strspn(s, " \t\r\n");
        if (n == 0) {
            return s;
        }
        s += n;
    }
}

/* What follows `word` when that is a word of its own there, else NULL. Any case. */
static const char *after_word(const char *s, const char *word) {
    size_t n = strlen(word);
    return strncasecmp(s, word, n) == 0 && (s[n] == '\0' || strchr(BLANK, s[n])) ? s + n
                                                                                 : NULL;
}

static const char *after_prefix(const char *body) {
    static const char *const words[] = {"!incident", "!inc", "/incident", "/inc", NULL};
    for (const char *const *word = words; *word; word++) {
        const char *after = after_word(body, *word);
        if (after) {
            return after;
        }
    }
    return NULL;
}

/* What follows a name, with or without "@" before it, and one of ":" "," behind it. */
static const char *after_name(const char *body, const char *name) {
    size_t n = strlen(name);
    body += *body == '@' && *name != '@' ? 1 : 0;
    if (n == 0 || strncasecmp(body, name, n) != 0) {
        return NULL;
    }
    body += n;
    if (*body && !strchr(":," BLANK, *body)) {
        return NULL;
    }
    return body + strspn(body, ":,");
}

static bool mentions(const json_t *content, const char *user) {
    const json_t *list =
        json_object_get(json_object_get(content, "m.mentions"), "user_ids");
    size_t i;
    json_t *id;
    json_array_foreach(list, i, id) {
        if (text_equal(json_string_value(id), user)) {
            return true;
        }
    }
    return false;
}

/* Our id as it is, or when the message says that it means us our name there: what the link
 * is called, or the part before the server. */
static const char *after_mention(struct arena *arena, const json_t *content,
                                 const char *body, const char *own,
                                 const struct pill *pills, size_t n) {
    const char *after = after_name(body, own);
    bool pilled = n > 0 && text_equal(pills[0].id, own);
    if (!after && pilled) {
        after = after_name(body, pills[0].label);
    }
    if (!after && (pilled || mentions(content, own))) {
        after = after_name(body,
                           arena_strndup(arena, own + 1, matrix_before_server(own + 1)));
    }
    return after;
}

const char *matrix_said_to(struct arena *arena, const json_t *content, const char *body,
                           const char *own) {
    struct pill pills[PILLS];
    size_t n = read_pills(arena, content, pills);
    const char *start = skip_blank(body);
    const char *after = after_prefix(start);
    const char *named =
        after ? NULL : after_mention(arena, content, start, own, pills, n);
    if (named) { /* "@tocsin !inc status" as well */
        const char *both = after_prefix(skip_blank(named));
        after = both ? both : named;
    }
    if (!after) {
        return NULL;
    }
    bool first = named && n > 0 && text_equal(pills[0].id, own);
    const char *said = with_ids(arena, skip_blank(after), pills + first, n - first);
    return text_trim(arena, said);
}

const char *matrix_said_directly(struct arena *arena, const char *body) {
    return text_trim(arena, body);
}
