/* args_tokens.c: words, quotes and name=value.
 *
 * Chat programs improve what people type: straight quotes become curly ones, "--" becomes
 * a dash, a space becomes a no-break space. All of these are read as what was meant. A
 * quote only counts where a word begins and where something closes it at the end of a
 * word, so that an apostrophe or a lone inch sign stays text. */
#include "core/args_tokens.h"
#include "base/text.h"

enum quote { QUOTE_NONE, QUOTE_SINGLE, QUOTE_DOUBLE };

static bool is_space(uint32_t point) {
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200B) || point == 0x2028 ||
           point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000 ||
           point == 0xFEFF;
}

static enum quote quote_of(uint32_t point) {
    if (point == '"' || (point >= 0x201C && point <= 0x201F)) {
        return QUOTE_DOUBLE;
    }
    return point == '\'' || (point >= 0x2018 && point <= 0x201B) ? QUOTE_SINGLE
                                                                 : QUOTE_NONE;
}

/* Character at s, which ends with a NUL; its length, 0 at the end. What is no character
 * is one byte of no meaning. */
static size_t look(const char *s, uint32_t *ret_point) {
    size_t len = strnlen(s, 4);
    size_t n = utf8_next(s, len, ret_point);

    if (n == 0 && len > 0) {
        *ret_point = 0xFFFD;
        n = 1;
    }
    return n;
}

/* White space at s, or its end? */
static bool at_gap(const char *s) {
    uint32_t point;

    return look(s, &point) == 0 || is_space(point);
}

const char *token_skip_space(const char *s) {
    uint32_t point;
    size_t n;

    while ((n = look(s, &point)) > 0 && is_space(point)) {
        s += n;
    }
    return s;
}

char *token_trim(struct arena *arena, const char *s, size_t len) {
    const char *end = s + len;
    const char *first = token_skip_space(s);
    const char *last = first;
    uint32_t point;
    size_t n;

    if (first >= end) {
        return arena_strdup(arena, "");
    }
    for (const char *c = first; c < end; c += n) {
        n = look(c, &point);
        if (!is_space(point)) {
            last = c + n;
        }
    }
    return arena_strndup(arena, first, (size_t)(last - first));
}

/* The quote that closes `kind`, at or after s; *ret_after is behind it. That there is
 * none is remembered: otherwise a text full of opening quotes would be read again for
 * each. */
static const char *closing(struct token_reader *reader, enum quote kind, const char *s,
                           const char **ret_after) {
    uint32_t point;
    size_t n;

    if ((reader->unclosed & (1U << kind)) != 0) {
        return NULL;
    }
    for (; (n = look(s, &point)) > 0; s += n) {
        if (quote_of(point) == kind && at_gap(s + n)) {
            *ret_after = s + n;
            return s;
        }
    }
    reader->unclosed |= 1U << kind;
    return NULL;
}

static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_';
}

/* A quoted value at s: fills the token up to its closing quote. */
static bool read_quoted(struct token_reader *reader, struct token *token, const char *s) {
    uint32_t point = 0;
    size_t n = look(s, &point);
    enum quote kind = n > 0 ? quote_of(point) : QUOTE_NONE;
    const char *after;
    const char *end;

    if (kind == QUOTE_NONE) {
        return false;
    }
    end = closing(reader, kind, s + n, &after);
    if (!end) {
        token->unclosed = token->key > 0;
        return false;
    }
    token->value = s + n;
    token->value_len = (size_t)(end - token->value);
    token->len = (size_t)(after - token->start);
    return true;
}

void token_start(struct token_reader *reader, const char *text) {
    *reader = (struct token_reader){.at = text};
}

bool token_next(struct token_reader *reader, struct token *ret_token) {
    const char *start = token_skip_space(reader->at);
    const char *end = start;
    struct token token = {.start = start};

    if (*start == '\0') {
        return false;
    }
    token.quoted = read_quoted(reader, &token, start);
    if (!token.quoted) {
        while (is_name_char(*end)) {
            end++;
        }
        token.key = *end == '=' ? (size_t)(end - start) : 0;
        if (token.key == 0 || !read_quoted(reader, &token, end + 1)) {
            uint32_t point;

            while (!at_gap(end)) {
                end += look(end, &point);
            }
            token.len = (size_t)(end - start);
            token.value = token.key > 0 ? start + token.key + 1 : start;
            token.value_len = (size_t)(end - token.value);
        }
    }
    reader->at = start + token.len;
    *ret_token = token;
    return true;
}

size_t token_dashes(const char *s) {
    static const char *const marks[] = {"--", "\xE2\x80\x93", "\xE2\x80\x94"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (text_starts(s, marks[i])) {
            return strlen(marks[i]);
        }
    }
    return 0;
}
