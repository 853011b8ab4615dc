/* saying.c: the words of a text. See saying.h. */
#include "core/saying.h"
#include "base/text.h"
#include "core/args_tokens.h"

static bool is_mark(char c) {
    return c != '\0' && strchr(".,;:!?", c);
}

/* Without apostrophes, straight or curly, and without the marks in front and behind. */
static struct said_word read_word(struct arena *arena, const struct token *token) {
    struct said_word word = {"", '\0', token->start, token->len};
    char *plain;
    size_t n = 0;

    if (token->quoted) {
        return word;
    }
    plain = text_lower(arena, arena_strndup(arena, token->start, token->len));
    for (const char *s = plain; *s != '\0'; s++) {
        if (text_starts(s, "\xE2\x80\x99")) {
            s += 2;
        } else if (*s != '\'' && !(n == 0 && strchr("([", *s))) {
            plain[n++] = *s;
        }
    }
    while (n > 0 && (is_mark(plain[n - 1]) || strchr(")]", plain[n - 1]))) {
        word.mark = is_mark(plain[n - 1]) ? plain[n - 1] : word.mark;
        n--;
    }
    plain[n] = '\0';
    word.plain = plain;
    return word;
}

struct saying saying_of(struct arena *arena, const char *text) {
    struct token_reader reader;
    struct token token;
    struct said_word *words;
    size_t n = 0;

    token_start(&reader, text);
    while (token_next(&reader, &token)) {
        n++;
    }
    words = arena_array(arena, n + 1, sizeof *words);
    token_start(&reader, text);
    for (size_t i = 0; i < n && token_next(&reader, &token); i++) {
        words[i] = read_word(arena, &token);
    }
    return (struct saying){words, n};
}

const char *saying_word(const struct saying *saying, size_t i) {
    return i < saying->n ? saying->words[i].plain : "";
}

bool saying_is(const struct saying *saying, size_t i, const char *const *list) {
    return i < saying->n && text_in(saying->words[i].plain, list);
}

bool saying_at(const struct saying *saying, size_t i, const char *words) {
    for (; *words != '\0'; i++) {
        size_t len = strcspn(words, " ");
        const char *word = saying_word(saying, i);

        if (strlen(word) != len || strncmp(word, words, len) != 0) {
            return false;
        }
        words += len + (words[len] == ' ' ? 1 : 0);
    }
    return true;
}

bool saying_any(const struct saying *saying, size_t i, const char *const *list) {
    for (; *list; list++) {
        if (saying_at(saying, i, *list)) {
            return true;
        }
    }
    return false;
}

bool saying_ends(const struct saying *saying, size_t i) {
    return i + 1 >= saying->n || saying->words[i].mark != '\0';
}
