/* template_lex.c: reading tags.
 *
 * The line of a tag in the template text alone says whether it is standalone: no state is
 * carried from tag to tag. So a section's body is read again for each element of a list by
 * copying the lexer. */
#include "core/template_lex.h"

#include "base/err.h"

static const struct piece OPEN = {"{{", 2};
static const struct piece CLOSE = {"}}", 2};

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool is_space(char c) {
    return is_blank(c) || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

void lexer_init(struct lexer *lexer, const char *text, size_t len) {
    *lexer = (struct lexer){.text = text, .len = len, .open = OPEN, .close = CLOSE};
}

static size_t line_number(const struct lexer *lexer, size_t pos) {
    size_t line = 1;
    for (size_t i = 0; i < pos; i++) {
        line += lexer->text[i] == '\n' ? 1 : 0;
    }
    return line;
}

static struct piece trimmed(const char *ptr, size_t len) {
    while (len > 0 && is_space(*ptr)) {
        ptr++;
        len--;
    }
    while (len > 0 && is_space(ptr[len - 1])) {
        len--;
    }
    return (struct piece){ptr, len};
}

static size_t word_length(struct piece piece) {
    size_t n = 0;
    while (n < piece.len && !is_space(piece.ptr[n])) {
        n++;
    }
    return n;
}

static bool same(struct piece a, struct piece b) {
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Position of the closing delimiter at or after `from`, with `before` ('\0': anything)
 * right in front of it; `len` of the text when there is none. */
static size_t find_close(const struct lexer *lexer, size_t from, char before) {
    for (size_t at = from; at < lexer->len;) {
        const char *found =
            memmem(lexer->text + at, lexer->len - at, lexer->close.ptr, lexer->close.len);
        if (!found) {
            break;
        }
        size_t pos = (size_t)(found - lexer->text);
        if (before == '\0' || (pos > from && lexer->text[pos - 1] == before)) {
            return pos;
        }
        at = pos + 1;
    }
    return lexer->len;
}

/* Widens a tag that is alone on its line to the line. */
static void find_standalone(const struct lexer *lexer, struct tag *tag) {
    size_t start = tag->start;
    while (start > 0 && is_blank(lexer->text[start - 1])) {
        start--;
    }
    if (start > 0 && lexer->text[start - 1] != '\n') {
        return;
    }
    size_t end = tag->end;
    while (end < lexer->len && is_blank(lexer->text[end])) {
        end++;
    }
    if (end + 1 < lexer->len && lexer->text[end] == '\r' &&
        lexer->text[end + 1] == '\n') {
        end++;
    }
    if (end < lexer->len && lexer->text[end] != '\n') {
        return;
    }
    tag->standalone = true;
    tag->indent = (struct piece){lexer->text + start, tag->start - start};
    tag->start = start;
    tag->end = end < lexer->len ? end + 1 : end;
}

static bool set_delimiters(struct lexer *lexer, const struct tag *tag,
                           struct error *err) {
    const struct piece content = tag->name;
    struct piece open = {content.ptr, word_length(content)};
    struct piece rest = trimmed(open.ptr + open.len, content.len - open.len);
    if (open.len == 0 || rest.len == 0 || word_length(rest) != rest.len ||
        memchr(content.ptr, '=', content.len)) {
        return err_set(err, ERR_INVALID,
                       "line %zu: delimiters must be two words without '=', as in "
                       "{{=<%% %%>=}}",
                       line_number(lexer, tag->start));
    }
    lexer->open = open;
    lexer->close = rest;
    return true;
}

static enum tag_kind kind_of(char sign) {
    switch (sign) {
    case '!':
        return TAG_COMMENT;
    case '=':
        return TAG_DELIMITERS;
    case '{':
    case '&':
        return TAG_RAW;
    case '#':
        return TAG_SECTION;
    case '^':
        return TAG_INVERTED;
    case '/':
        return TAG_CLOSE;
    case '>':
        return TAG_PARTIAL;
    default:
        return TAG_NAME;
    }
}

/* Reads the tag whose opening delimiter is at tag->start. */
static bool read_tag(struct lexer *lexer, struct tag *tag, struct error *err) {
    size_t from = tag->start + lexer->open.len;
    while (from < lexer->len && is_space(lexer->text[from])) {
        from++;
    }
    char sign = from < lexer->len ? lexer->text[from] : '\0';
    tag->kind = kind_of(sign);
    from += tag->kind == TAG_NAME ? 0 : 1;
    char twin = sign == '{' ? '}' : sign == '=' ? '=' : '\0';
    size_t close = find_close(lexer, from, twin);
    if (close >= lexer->len) {
        return err_set(err, ERR_INVALID, "line %zu: a tag is opened and never closed",
                       line_number(lexer, tag->start));
    }
    tag->end = close + lexer->close.len;
    tag->name = trimmed(lexer->text + from, close - from - (twin != '\0' ? 1 : 0));
    if (tag->kind == TAG_COMMENT) {
        return true;
    }
    if (tag->kind == TAG_DELIMITERS) {
        return set_delimiters(lexer, tag, err);
    }
    if (tag->name.len == 0) {
        return err_set(err, ERR_INVALID, "line %zu: a tag names nothing",
                       line_number(lexer, tag->start));
    }
    if (word_length(tag->name) != tag->name.len) {
        return err_set(err, ERR_INVALID, "line %zu: \"%.*s\" is not one name",
                       line_number(lexer, tag->start), (int)tag->name.len, tag->name.ptr);
    }
    return true;
}

bool lexer_next(struct lexer *lexer, struct tag *ret_tag, struct error *err) {
    struct tag tag = {.kind = TAG_END, .start = lexer->len, .end = lexer->len};
    const char *open = memmem(lexer->text + lexer->pos, lexer->len - lexer->pos,
                              lexer->open.ptr, lexer->open.len);
    if (open) {
        tag.start = (size_t)(open - lexer->text);
        if (!read_tag(lexer, &tag, err)) {
            return false;
        }
        if (tag.kind != TAG_NAME && tag.kind != TAG_RAW) {
            find_standalone(lexer, &tag);
        }
    }
    lexer->pos = tag.end;
    *ret_tag = tag;
    return true;
}

static bool unclosed(const struct lexer *lexer, const struct tag *open,
                     struct error *err) {
    return err_set(err, ERR_INVALID,
                   "line %zu: section \"%.*s\" is opened and never closed",
                   line_number(lexer, open->start), (int)open->name.len, open->name.ptr);
}

static bool crossed(const struct lexer *lexer, const struct tag *open,
                    const struct tag *closing, struct error *err) {
    return err_set(err, ERR_INVALID,
                   "line %zu: \"%.*s\" is closed, but \"%.*s\" of line %zu is open",
                   line_number(lexer, closing->start), (int)closing->name.len,
                   closing->name.ptr, (int)open->name.len, open->name.ptr,
                   line_number(lexer, open->start));
}

bool lexer_skip_section(struct lexer *lexer, const struct tag *opening,
                        struct error *err) {
    struct tag opened[TEMPLATE_DEPTH];
    size_t depth = 0;
    opened[depth++] = *opening;
    while (depth > 0) {
        struct tag tag;
        if (!lexer_next(lexer, &tag, err)) {
            return false;
        }
        const struct tag *inner = &opened[depth - 1];
        if (tag.kind == TAG_END) {
            return unclosed(lexer, inner, err);
        }
        if (tag.kind == TAG_CLOSE && !same(tag.name, inner->name)) {
            return crossed(lexer, inner, &tag, err);
        }
        if (tag.kind == TAG_CLOSE) {
            depth--;
        }
        if (tag.kind != TAG_SECTION && tag.kind != TAG_INVERTED) {
            continue;
        }
        if (depth == TEMPLATE_DEPTH) {
            return err_set(err, ERR_LIMIT, "line %zu: sections nest deeper than %d",
                           line_number(lexer, tag.start), TEMPLATE_DEPTH);
        }
        opened[depth++] = tag;
    }
    return true;
}

bool template_check(const char *tmpl, size_t len, struct error *err) {
    struct lexer lexer;
    lexer_init(&lexer, tmpl, len);
    for (;;) {
        struct tag tag;
        if (!lexer_next(&lexer, &tag, err)) {
            return false;
        }
        if (tag.kind == TAG_END) {
            return true;
        }
        if (tag.kind == TAG_CLOSE) {
            return err_set(
                err, ERR_INVALID, "line %zu: \"%.*s\" is closed, but no section is open",
                line_number(&lexer, tag.start), (int)tag.name.len, tag.name.ptr);
        }
        if ((tag.kind == TAG_SECTION || tag.kind == TAG_INVERTED) &&
            !lexer_skip_section(&lexer, &tag, err)) {
            return false;
        }
    }
}
