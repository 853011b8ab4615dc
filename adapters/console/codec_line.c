/* codec_line.c: what somebody typed.
 *
 * A line belongs to tocsin ("/inc ..."), to the console itself ("/join ...") or is talk.
 * The console's own commands are one table, from which help and completion derive. */
#include "codec_line.h"
#include "base/text.h"

const struct local_spec codec_locals[LOCALS] = {
    [LOCAL_AS] = {"/as", "<user>", "speak as somebody else"},
    [LOCAL_CHANNELS] = {"/channels", "", "list the channels and their topics"},
    [LOCAL_CLOCK] = {"/clock", "[+15m]", "show the time, or let it pass (virtual clock)"},
    [LOCAL_HELP] = {"/help", "", "show this list"},
    [LOCAL_JOIN] = {"/join", "#channel", "go to a channel"},
    [LOCAL_PINNED] = {"/pinned", "", "show what is pinned in this channel"},
    [LOCAL_QUIT] = {"/quit", "", "leave"},
    [LOCAL_STEP] = {"/step", "+15m|-15m",
                    "set the clock as a wall clock is set: nothing happens in between "
                    "(virtual clock)"},
    [LOCAL_WHO] = {"/who", "", "show who and where you are"},
};

static const char *const prefixes[] = {"/inc", "/incident", "inc", NULL};

static bool is_space(char c) {
    return c == ' ' || c == '\t';
}

/* What follows `word` in `s`: "" at its end, NULL when `s` begins with another word. */
static const char *after_word(const char *s, const char *word) {
    if (!text_starts(s, word)) {
        return NULL;
    }
    const char *rest = s + strlen(word);
    if (*rest == '\0') {
        return rest;
    }
    return is_space(*rest) ? rest + 1 : NULL;
}

void codec_line(struct arena *arena, const char *s, size_t len, struct line *ret) {
    char *text = utf8_valid(s, len) && !memchr(s, '\0', len)
                     ? arena_strndup(arena, s, len)
                     : text_clean(arena, s, len);
    text = text_trim(arena, text);
    *ret = (struct line){.kind = LINE_SAID, .text = text};
    if (*text == '\0') {
        ret->kind = LINE_EMPTY;
    } else if (text_equal(text, "#") || text_starts(text, "# ")) {
        ret->kind = LINE_COMMENT;
    }
    if (ret->kind != LINE_SAID) {
        return;
    }
    for (size_t i = 0; prefixes[i]; i++) {
        const char *rest = after_word(text, prefixes[i]);
        /* A bare "inc" is talk: only with something after it, it is a command. */
        if (!rest || (*prefixes[i] != '/' && *rest == '\0')) {
            continue;
        }
        *ret = (struct line){.kind = LINE_COMMAND, .text = text_trim(arena, rest)};
        return;
    }
    for (size_t i = 0; i < LOCALS; i++) {
        const char *rest = after_word(text, codec_locals[i].name);
        if (!rest) {
            continue;
        }
        *ret = (struct line){LINE_LOCAL, (enum local_command)i, text_trim(arena, rest)};
        return;
    }
    if (*text == '/') {
        ret->kind = LINE_UNKNOWN;
    }
}

bool codec_span(struct arena *arena, const char *s, int64_t *ret_ms) {
    char *word = text_trim(arena, s);
    bool back = *word == '-';
    int64_t ms;
    if (*word == '+' || back) {
        word++;
    }
    if (!duration_parse(word, &ms) || ms == 0) {
        return false;
    }
    *ret_ms = back ? -ms : ms;
    return true;
}

static size_t add_matching(const char *word, const char *candidate, const char **ret,
                           size_t n, size_t max) {
    if (n < max && text_starts(candidate, word)) {
        ret[n++] = candidate;
    }
    return n;
}

const char *codec_after_prefix(const char *line) {
    for (size_t i = 0; prefixes[i]; i++) {
        const char *rest = after_word(line, prefixes[i]);
        if (rest && rest != line + strlen(prefixes[i])) {
            return rest;
        }
    }
    return NULL;
}

size_t codec_complete(const char *line, const char **ret, size_t max) {
    size_t n = 0;
    if (*line != '/' || strchr(line, ' ')) {
        return 0;
    }
    n = add_matching(line, "/inc", ret, n, max);
    for (size_t i = 0; i < LOCALS; i++) {
        n = add_matching(line, codec_locals[i].name, ret, n, max);
    }
    return n;
}

static size_t utf8_size(unsigned char lead) {
    return lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
}

size_t codec_key(const char *bytes, size_t len) {
    enum { ESCAPE = 0x1B, QUOTE = 0x16, PREFIX = 0x18 };
    if (len == 0) {
        return 0;
    }
    unsigned char first = (unsigned char)bytes[0];
    size_t need = utf8_size(first);
    if (first == QUOTE || first == PREFIX || first == ESCAPE) {
        need = 2;
    }
    if (first != ESCAPE || len < 2) {
        return len < need ? 0 : need;
    }
    if (bytes[1] == 'O') {
        return len < 3 ? 0 : 3;
    }
    if (bytes[1] != '[') {
        return 2;
    }
    /* A control sequence ends with its first byte from '@' to '~'. */
    for (size_t i = 2; i < len; i++) {
        if (bytes[i] >= '@' && bytes[i] <= '~') {
            return i + 1;
        }
    }
    return 0;
}
