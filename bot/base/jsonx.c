/* jsonx.c: canonical bytes, and members read without asking first. */
#include "base/jsonx.h"

#include "base/mem.h"

static bool has_real(const json_t *json) {
    if (json_is_array(json)) {
        for (size_t i = 0; i < json_array_size(json); i++) {
            if (has_real(json_array_get(json, i))) {
                return true;
            }
        }
    }
    if (json_is_object(json)) {
        const char *key;
        json_t *member;
        json_object_foreach((json_t *)json, key, member) {
            if (has_real(member)) {
                return true;
            }
        }
    }
    return json_is_real(json);
}

char *jsonx_canonical(struct arena *arena, const json_t *json) {
    if (!json || has_real(json)) {
        return NULL;
    }
    char *bytes = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII |
                                       JSON_ENCODE_ANY);
    char *copy = arena_strdup(arena, bytes);
    free(bytes);
    return copy;
}

char *jsonx_text(struct arena *arena, const json_t *json) {
    char *bytes = mem_got(json_dumps(json, JSON_COMPACT));
    char *text = arena_strdup(arena, bytes);
    free(bytes);
    return text;
}

json_t *jsonx_parse(const char *s, size_t len) {
    if (!s) {
        return NULL;
    }
    return json_loadb(s, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
}

const char *jsonx_string(const json_t *object, const char *key, const char *otherwise) {
    const json_t *member = json_object_get(object, key);
    return json_is_string(member) ? json_string_value(member) : otherwise;
}

int64_t jsonx_int(const json_t *object, const char *key, int64_t otherwise) {
    const json_t *member = json_object_get(object, key);
    return json_is_integer(member) ? (int64_t)json_integer_value(member) : otherwise;
}

bool jsonx_bool(const json_t *object, const char *key, bool otherwise) {
    const json_t *member = json_object_get(object, key);
    return json_is_boolean(member) ? json_is_true(member) : otherwise;
}

void jsonx_set_string(json_t *object, const char *key, const char *value) {
    if (value) {
        json_object_set_new(object, key, json_string(value));
    }
}

void jsonx_set_int(json_t *object, const char *key, int64_t value) {
    json_object_set_new(object, key, json_integer(value));
}
