/* markup.c: from markup to the tree, in one pass and linear time.
 *
 * The text is repaired to valid UTF-8 first, so that everything after works on bytes and
 * only ever cuts at ASCII marks. The leftmost construct wins. Whatever does not close is
 * text, and is not looked at twice: hostile input costs no more than honest input. A
 * grammar with precedence rules was rejected: templates need six marks, and each rule
 * more is one more way for text to become structure. */
#include "core/markup.h"

#include "base/text.h"
#include "tocsin/limits.h"
#include "tocsin/tree.h"

enum { INTEGER_DIGITS = 18 /* always fits into int64_t */ };

#define REPLACEMENT "\xEF\xBF\xBD"

/* One line of markup; `\`-newline does not end it. */
struct line {
    const char *s;
    size_t pos;
    size_t end;
};

/* Nodes are made member by member: json_pack() reads its format anew for each of them,
 * and the text was repaired before, so that it need not be checked again. */
static json_t *node_new(enum tree_kind kind) {
    json_t *node = json_object();

    json_object_set_new_nocheck(node, "k", json_string_nocheck(tree_word(kind)));
    return node;
}

static json_t *text_node(enum tree_kind kind, const struct strbuf *text) {
    json_t *node = node_new(kind);

    json_object_set_new_nocheck(node, "s", json_stringn_nocheck(text->ptr, text->len));
    return node;
}

static json_t *parent_node(enum tree_kind kind, json_t *children) {
    json_t *node = node_new(kind);

    json_object_set_new_nocheck(node, "c", children);
    return node;
}

static void flush(struct strbuf *text, json_t *out) {
    if (text->len > 0) {
        json_array_append_new(out, text_node(TREE_TEXT, text));
    }
    strbuf_clear(text);
}

/* Position of the first character of `marks` at or after `from` that is not escaped, or
 * the end of the line. */
static size_t find_mark(const struct line *line, size_t from, const char *marks) {
    for (size_t i = from; i < line->end; i++) {
        if (line->s[i] == '\\') {
            i++;
        } else if (strchr(marks, line->s[i])) {
            return i;
        }
    }
    return line->end;
}

/* The text of s[from..to) without its backslashes. The caller frees it. */
static struct strbuf unescaped(const struct line *line, size_t from, size_t to) {
    struct strbuf text;
    strbuf_init(&text, to - from);
    for (size_t i = from; i < to; i++) {
        if (line->s[i] == '\\' && i + 1 < to) {
            i++;
        }
        strbuf_addc(&text, line->s[i]);
    }
    return text;
}

/* No white space, control character or angle bracket: what a network takes as an id. */
static bool is_token(const char *s, size_t len, size_t max) {
    if (len == 0 || len > max) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c <= ' ' || c == 0x7F || c == '<' || c == '>') {
            return false;
        }
    }
    return true;
}

static bool is_url(const struct strbuf *url) {
    static const char *const schemes[] = {"https://", "http://"};
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        size_t len = strlen(schemes[i]);
        if (strncasecmp(url->ptr, schemes[i], len) == 0) {
            return url->len > len && is_token(url->ptr, url->len, LIMIT_URL) &&
                   !strchr(url->ptr, '"');
        }
    }
    return false;
}

static bool is_command(const struct strbuf *command) {
    if (text_is_empty(command->ptr) || command->len > LIMIT_INPUT) {
        return false;
    }
    for (const char *c = command->ptr; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            return false;
        }
    }
    return true;
}

static bool read_integer(const char *s, json_int_t *ret_value) {
    bool negative = *s == '-';
    const char *digits = s + (negative ? 1 : 0);
    size_t n = strspn(digits, "0123456789");
    if (n == 0 || n > INTEGER_DIGITS || digits[n] != '\0') {
        return false;
    }
    *ret_value = strtoll(s, NULL, 10);
    return true;
}

/* `code`; NULL: it does not close or holds nothing. At most one backtick of a line finds
 * no other, so that looking for one stays linear. */
static json_t *read_code(struct line *line) {
    size_t close = find_mark(line, line->pos + 1, "`");
    if (close == line->end || close == line->pos + 1) {
        return NULL;
    }
    struct strbuf code = unescaped(line, line->pos + 1, close);
    json_t *node = text_node(TREE_CODE, &code);
    strbuf_free(&code);
    line->pos = close + 1;
    return node;
}

/* [label](url). A label or address that meets another bracket ends there, which is what
 * keeps a line of brackets linear. */
static json_t *read_link(struct line *line) {
    size_t label_end = find_mark(line, line->pos + 1, "[]");
    if (label_end + 1 >= line->end || line->s[label_end] != ']' ||
        line->s[label_end + 1] != '(') {
        return NULL;
    }
    size_t url_end = find_mark(line, label_end + 2, ")[ ");
    if (url_end == line->end || line->s[url_end] != ')') {
        return NULL;
    }
    json_t *node = NULL;
    struct strbuf url = unescaped(line, label_end + 2, url_end);
    if (is_url(&url)) {
        struct strbuf label = unescaped(line, line->pos + 1, label_end);
        const struct strbuf *shown = label.len > 0 ? &label : &url;
        node = json_pack("{s:s, s:s%, s:s%}", "k", tree_word(TREE_LINK), "s", shown->ptr,
                         shown->len, "u", url.ptr, url.len);
        strbuf_free(&label);
        line->pos = url_end + 1;
    }
    strbuf_free(&url);
    return node;
}

/* <@user> <#channel> <t:ms> <d:ms> <!command> */
static json_t *read_token(struct line *line) {
    size_t close = find_mark(line, line->pos + 1, "<>");
    if (close == line->end || line->s[close] != '>') {
        return NULL;
    }
    struct strbuf whole = unescaped(line, line->pos + 1, close);
    struct strbuf body; /* without its sign */
    strbuf_init(&body, whole.len);
    json_t *node = NULL;
    json_int_t ms;
    if (whole.len > 0) {
        strbuf_addn(&body, whole.ptr + 1, whole.len - 1);
    }
    switch (whole.ptr[0]) {
    case '@':
        if (is_token(body.ptr, body.len, LIMIT_PLACE)) {
            node = text_node(TREE_PERSON, &body);
        }
        break;
    case '#':
        if (is_token(body.ptr, body.len, LIMIT_PLACE)) {
            node = text_node(TREE_PLACE, &body);
        }
        break;
    case '!':
        if (is_command(&body)) {
            node = text_node(TREE_COMMAND, &body);
        }
        break;
    case 't':
    case 'd':
        if (body.ptr[0] == ':' && read_integer(body.ptr + 1, &ms)) {
            node = node_new(whole.ptr[0] == 't' ? TREE_TIME : TREE_DURATION);
            json_object_set_new_nocheck(node, "ms", json_integer(ms));
        }
        break;
    default:
        break;
    }
    if (node) {
        line->pos = close + 1;
    }
    strbuf_free(&body);
    strbuf_free(&whole);
    return node;
}

static bool read_inlines(struct line *line, json_t *out, bool in_bold);

/* *bold*, at the opening mark. What follows an opening mark that never closes has already
 * been read, and is the same without it: it is taken over as it is. */
static void read_bold(struct line *line, struct strbuf *text, json_t *out) {
    json_t *children = json_array();
    line->pos++;
    if (read_inlines(line, children, true)) {
        flush(text, out);
        json_array_append_new(out, parent_node(TREE_BOLD, children));
        return;
    }
    strbuf_addc(text, '*');
    json_t *first = json_array_get(children, 0);
    if (tree_is(first, TREE_TEXT)) {
        json_t *s = json_object_get(first, "s");
        strbuf_addn(text, json_string_value(s), json_string_length(s));
        json_array_remove(children, 0);
    }
    flush(text, out);
    json_array_extend(out, children);
    json_decref(children);
}

/* Reads up to the end of the line, or in bold up to its closing mark: true. */
static bool read_inlines(struct line *line, json_t *out, bool in_bold) {
    struct strbuf text;
    strbuf_init(&text, line->end - line->pos + 1);
    bool closed = false;
    while (line->pos < line->end && !closed) {
        char c = line->s[line->pos];
        bool next_is_star = line->pos + 1 < line->end && line->s[line->pos + 1] == '*';
        json_t *node = c == '`'   ? read_code(line)
                       : c == '[' ? read_link(line)
                       : c == '<' ? read_token(line)
                                  : NULL;
        if (node) {
            flush(&text, out);
            json_array_append_new(out, node);
        } else if (c == '*' && in_bold) {
            line->pos++;
            closed = true;
        } else if (c == '*' && next_is_star) {
            strbuf_add(&text, "**"); /* bold of nothing */
            line->pos += 2;
        } else if (c == '*') {
            read_bold(line, &text, out);
        } else {
            if (c == '\\' && line->pos + 1 < line->end) {
                line->pos++;
            }
            strbuf_addc(&text, line->s[line->pos++]);
        }
    }
    flush(&text, out);
    strbuf_free(&text);
    return closed;
}

/* Where the line that begins at `from` ends: at a newline that is not escaped. */
static size_t line_end(const char *s, size_t len, size_t from) {
    const struct line rest = {.s = s, .end = len};
    return find_mark(&rest, from, "\n");
}

/* Drops the return of a template that was written with CR LF, unless it is escaped. */
static size_t without_return(const char *s, size_t from, size_t end) {
    if (end == from || s[end - 1] != '\r') {
        return end;
    }
    size_t backslashes = 0;
    while (end - 1 - backslashes > from && s[end - 2 - backslashes] == '\\') {
        backslashes++;
    }
    return backslashes % 2 == 0 ? end - 1 : end;
}

static void read_block(const char *s, size_t from, size_t end, json_t *tree) {
    struct line line = {.s = s, .pos = from, .end = without_return(s, from, end)};
    enum tree_kind kind = TREE_PARAGRAPH;
    if (line.end - line.pos >= 2 && s[line.pos + 1] == ' ') {
        kind = s[line.pos] == '#' ? TREE_HEADING : s[line.pos] == '-' ? TREE_ITEM : kind;
        line.pos += kind == TREE_PARAGRAPH ? 0 : 2;
    }
    if (strspn(s + line.pos, " \t") >= line.end - line.pos) {
        return;
    }
    json_t *inlines = json_array();
    read_inlines(&line, inlines, false);
    json_array_append_new(tree, parent_node(kind, inlines));
}

/* Copy in which what is no character, and NUL, became U+FFFD. */
static struct strbuf repaired(const char *s, size_t len) {
    struct strbuf out;
    strbuf_init(&out, len * strlen(REPLACEMENT));
    for (size_t i = 0; i < len;) {
        uint32_t point;
        size_t n = utf8_next(s + i, len - i, &point);
        if (n == 0 || point == 0) {
            strbuf_add(&out, REPLACEMENT);
        } else {
            strbuf_addn(&out, s + i, n);
        }
        i += n == 0 ? 1 : n;
    }
    return out;
}

json_t *markup_parse(const char *markup, size_t len) {
    struct strbuf text = repaired(markup, len);
    json_t *tree = json_array();
    for (size_t from = 0; from < text.len;) {
        size_t end = line_end(text.ptr, text.len, from);
        read_block(text.ptr, from, end, tree);
        from = end + 1;
    }
    strbuf_free(&text);
    return tree;
}
