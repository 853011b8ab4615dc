/* fold_read.c: what an entry says, reduced to what a state can hold. */
#include "core/fold_read.h"
#include "base/jsonx.h"
#include "base/text.h"

#define ELLIPSIS "\xE2\x80\xA6"

/* As jansson writes it: escapes of two bytes, \u00XX for the other controls. */
static size_t byte_cost(char c) {
    switch (c) {
    case '"':
    case '\\':
    case '\b':
    case '\f':
    case '\n':
    case '\r':
    case '\t':
        return 2;
    default:
        return (unsigned char)c < 0x20 ? 6 : 1;
    }
}

/* Most leading bytes of `s` that cost at most `max`; no more of it is looked at. */
static size_t fitting(const char *s, size_t max) {
    size_t len = 0, cost = 0;

    while (s[len] != '\0') {
        cost += byte_cost(s[len]);
        if (cost > max) {
            break;
        }
        len++;
    }
    return len;
}

size_t state_cost(const char *s) {
    size_t cost = 0;

    for (; s && *s != '\0'; s++) {
        cost += byte_cost(*s);
    }
    return cost;
}

/* Of the first `len` bytes, those without the word that is cut there, unless it is long. */
static size_t whole_words(const char *s, size_t len) {
    enum { WORD_MOST = 40 };
    size_t end = len;

    while (end > 0 && len - end < WORD_MOST && s[end] != ' ' && s[end] != '\n') {
        end--;
    }
    if (end == 0 || (s[end] != ' ' && s[end] != '\n')) {
        return len;
    }
    while (end > 0 && (s[end - 1] == ' ' || s[end - 1] == '\n')) {
        end--;
    }
    return end > 0 ? end : len;
}

const char *state_text(struct incident *incident, const char *s, size_t max) {
    size_t len, whole;

    if (!s) {
        return NULL;
    }
    whole = fitting(s, max);
    if (s[whole] == '\0') {
        return arena_strndup(incident->arena, s, whole);
    }
    if (max < strlen(ELLIPSIS)) {
        return arena_strdup(incident->arena, "");
    }
    len = whole_words(s, utf8_floor(s, whole + 1, fitting(s, max - strlen(ELLIPSIS))));
    return arena_printf(incident->arena, "%.*s%s", (int)len, s, ELLIPSIS);
}

const char *state_name(struct incident *incident, const char *s, size_t max) {
    return s && s[fitting(s, max)] == '\0' ? arena_strdup(incident->arena, s) : NULL;
}

const char *entry_name(const struct entry *entry, const char *key) {
    return jsonx_string(entry->data, key, NULL);
}

int64_t entry_number(const struct entry *entry, const char *key, int64_t least,
                     int64_t most) {
    int64_t number = jsonx_int(entry->data, key, 0);

    if (number < least) {
        return least;
    }
    return number > most ? most : number;
}

int64_t entry_time(const struct entry *entry, const char *key) {
    return entry_number(entry, key, 0, TIME_MAX);
}

const char *entry_no_text(const struct entry *entry) {
    return entry->missing ? TEXT_MISSING : TEXT_REMOVED;
}

const char *entry_text(const struct entry *entry, const char *key) {
    if (!entry->text && entry->tx) {
        return entry_no_text(entry);
    }
    return jsonx_string(entry->text, key, NULL);
}

const char *entry_text_maybe(const struct entry *entry, const char *key) {
    return jsonx_string(entry->text, key, NULL);
}
