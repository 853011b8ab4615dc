/* entry_words.c: the words that people choose and that are data all the same: the names of
 * services, environments, owners and parts. They are looked up by, and they may be what
 * should never have been written (a password as a service). So where an entry is stored
 * they lie in its text, under one key that no text has, and go with it when it is removed.
 * Nobody else sees that: whoever seals or parses an entry has them in its data. */
#include "core/entry_words.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "core/entry.h"

#define WORDS_KEY "="

static const struct {
    const char *kind;
    const char *const *members;
} words[] = {
    {KIND_OPENED, (const char *const[]){"services", "env", NULL}},
    {KIND_CHANGED, (const char *const[]){"services", "env", "from", NULL}},
    {KIND_ACTION_ADDED, (const char *const[]){"owner", NULL}},
    {KIND_MITIGATED, (const char *const[]){"part", NULL}},
    {KIND_PART, (const char *const[]){"part", NULL}},
};

static const char *const *members_of(const char *kind) {
    static const char *const none[] = {NULL};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_equal(words[i].kind, kind)) {
            return words[i].members;
        }
    }
    return none;
}

static bool says_something(const json_t *value) {
    return json_is_string(value)  ? json_string_length(value) > 0
           : json_is_array(value) ? json_array_size(value) > 0
                                  : json_object_size(value) > 0;
}

void entry_words_split(struct arena *arena, const struct entry *entry,
                       struct entry *ret_stored) {
    json_t *apart = arena_json(arena, json_object()), *data, *text;

    *ret_stored = *entry;
    for (const char *const *member = members_of(entry->kind); *member; member++) {
        json_t *value = json_object_get(entry->data, *member);

        if (says_something(value)) {
            json_object_set(apart, *member, value);
        }
    }
    if (json_object_size(apart) == 0) {
        return;
    }
    data = arena_json(arena, json_copy((json_t *)entry->data));
    text =
        arena_json(arena, entry->text ? json_copy((json_t *)entry->text) : json_object());
    for (const char *const *member = members_of(entry->kind); *member; member++) {
        if (json_object_get(apart, *member)) {
            json_object_del(data, *member);
        }
    }
    jsonx_set_string(text, WORDS_KEY, jsonx_canonical(arena, apart));
    ret_stored->data = data;
    ret_stored->text = text;
}

bool entry_words_merge(struct arena *arena, struct entry *entry) {
    const char *stored = jsonx_string(entry->text, WORDS_KEY, NULL);
    json_t *apart, *data, *text;

    if (!stored) {
        return true;
    }
    apart = jsonx_parse(stored, strlen(stored));
    if (!json_is_object(apart)) {
        json_decref(apart);
        return false;
    }
    data =
        arena_json(arena, entry->data ? json_copy((json_t *)entry->data) : json_object());
    text = arena_json(arena, json_copy((json_t *)entry->text));
    json_object_update(data, apart);
    json_decref(apart);
    json_object_del(text, WORDS_KEY);
    entry->data = data;
    entry->text = text;
    return true;
}

void entry_remove_text(struct arena *arena, struct entry *entry) {
    struct entry stored;

    entry_words_split(arena, entry, &stored);
    entry->data = stored.data;
    entry->text = NULL;
}

/* ---- all of them ---- */

static void add_strings(json_t *texts, const json_t *value) {
    const char *key;
    json_t *member;
    size_t i;

    if (json_is_string(value) && says_something(value)) {
        json_object_set(texts, json_string_value(value), (json_t *)value);
    }
    json_array_foreach((json_t *)value, i, member) {
        add_strings(texts, member);
    }
    json_object_foreach((json_t *)value, key, member) {
        add_strings(texts, member);
    }
}

json_t *entry_words_all(const struct entry *entry) {
    json_t *texts = json_object();

    json_object_update(texts, (json_t *)entry->text);
    for (const char *const *member = members_of(entry->kind); *member; member++) {
        add_strings(texts, json_object_get(entry->data, *member));
    }
    return texts;
}
