/* fold_read.c: what an entry says, reduced to what a state can hold. */
#include "base/jsonx.h"
#include "base/text.h"
#include "core/fold.h"

#define ELLIPSIS "\xE2\x80\xA6"

/* As jansson writes it: escapes of two bytes, \u00XX for the other controls. */
static size_t byte_cost(char c) {
    if (c == '"' || c == '\\' || (c != '\0' && strchr("\b\f\n\r\t", c) != NULL)) {
        return 2;
    }
    return (unsigned char)c < 0x20 ? 6 : 1;
}

static size_t cost_of(const char *s, size_t len) {
    size_t cost = 0;

    for (size_t i = 0; i < len; i++) {
        cost += byte_cost(s[i]);
    }
    return cost;
}

size_t state_cost(const char *s) {
    return s != NULL ? cost_of(s, strlen(s)) : 0;
}

const char *state_text(struct incident *incident, const char *s, size_t max) {
    size_t len = 0, cost = 0;

    if (s == NULL || state_cost(s) <= max) {
        return arena_strdup(incident->arena, s);
    }
    if (max < strlen(ELLIPSIS)) {
        return arena_strdup(incident->arena, "");
    }
    while (cost + byte_cost(s[len]) <= max - strlen(ELLIPSIS)) {
        cost += byte_cost(s[len++]);
    }
    len = utf8_floor(s, strlen(s), len);
    return arena_printf(incident->arena, "%.*s%s", (int)len, s, ELLIPSIS);
}

const char *state_name(struct incident *incident, const char *s, size_t max) {
    return s != NULL && state_cost(s) <= max ? arena_strdup(incident->arena, s) : NULL;
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

const char *entry_text(const struct entry *entry, const char *key) {
    if (entry->text == NULL && entry->tx != NULL) {
        return TEXT_REMOVED;
    }
    return jsonx_string(entry->text, key, NULL);
}

const char *entry_text_maybe(const struct entry *entry, const char *key) {
    return jsonx_string(entry->text, key, NULL);
}
