/* entry_bytes.c: canonical bytes, written once and read for ever.
 *
 * What is sealed must be readable again. So what JSON or Redis would not give back as it was
 * is refused before it is hashed: NUL inside a string, bytes that are no UTF-8, a text in a
 * kind that has none. Afterwards it could only be reported as damage. */
#include "core/entry_bytes.h"
#include "core/entry.h"
#include "core/entry_kinds.h"
#include "core/entry_words.h"

#include "base/err.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

enum { SALT_HEX = 2 * ENTRY_SALT };

/* ---- writing ---- */

/* jansson can hold strings that it refuses to parse. */
static bool holds_nul(const json_t *json) {
    if (json_is_string(json)) {
        return strlen(json_string_value(json)) != json_string_length(json);
    }
    if (json_is_array(json)) {
        for (size_t i = 0; i < json_array_size(json); i++) {
            if (holds_nul(json_array_get(json, i))) {
                return true;
            }
        }
    }
    if (json_is_object(json)) {
        const char *key;
        json_t *member;

        json_object_foreach((json_t *)json, key, member) {
            if (holds_nul(member)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_name(const char *s, size_t max) {
    return !text_is_empty(s) && strlen(s) <= max && utf8_valid(s, strlen(s));
}

static bool check_text(const struct entry *entry, struct error *err) {
    const struct entry_kind *kind = entry_kind_find(&entry_kinds, entry->kind);
    const char *key;
    json_t *value;

    if (!kind || !kind->text) {
        return err_set(err, ERR_INTERNAL, "An entry %s cannot have a text.", entry->kind);
    }
    json_object_foreach((json_t *)entry->text, key, value) {
        if (!json_is_string(value)) {
            return err_set(err, ERR_INTERNAL, "The text \"%s\" of %s is not a string.",
                           key, entry->kind);
        }
        if (json_string_length(value) > LIMIT_TEXT) {
            return err_set(err, ERR_LIMIT,
                           "This text has %zu bytes, and %d is the limit. Shorten it, or "
                           "link to where it is.",
                           json_string_length(value), LIMIT_TEXT);
        }
    }
    return true;
}

static bool check(const struct entry *entry, struct error *err) {
    if (!is_name(entry->kind, LIMIT_WORD) || !is_name(entry->actor, LIMIT_ACTOR) ||
        entry->n < 1 || entry->v < 1 || entry->at < 0 || entry->at > TIME_MAX) {
        return err_set(err, ERR_INTERNAL,
                       "An entry needs a kind, an actor, a number and a time.");
    }
    if (holds_nul(entry->data) || holds_nul(entry->text)) {
        return err_set(err, ERR_INTERNAL, "An entry cannot hold a NUL character.");
    }
    return json_object_size(entry->text) == 0 || check_text(entry, err);
}

static void text_hash(const uint8_t salt[ENTRY_SALT], const char *text, char *ret_hex) {
    const struct hash_part parts[] = {{salt, ENTRY_SALT}, {text, strlen(text)}};
    uint8_t hash[HASH_SIZE];

    hash_sha256(parts, sizeof parts / sizeof *parts, hash);
    hash_hex(hash, HASH_SIZE, ret_hex);
}

static char *canonical(struct arena *arena, const struct entry *entry, const char *tx) {
    json_t *json = json_object();
    char *bytes;

    jsonx_set_string(json, "a", entry->actor);
    jsonx_set_int(json, "at", entry->at);
    if (json_object_size(entry->data) > 0) {
        json_object_set(json, "d", (json_t *)entry->data);
    }
    jsonx_set_string(json, "in", entry->in);
    jsonx_set_string(json, "k", entry->kind);
    jsonx_set_int(json, "n", entry->n);
    jsonx_set_string(json, "tx", tx);
    jsonx_set_int(json, "v", entry->v);
    bytes = jsonx_canonical(arena, json);
    json_decref(json);
    return bytes;
}

bool entry_seal(struct arena *arena, struct entry *entry, const uint8_t salt[ENTRY_SALT],
                char **ret_bytes, char **ret_text, struct error *err) {
    char salt_hex[SALT_HEX + 1], tx[HASH_HEX], *bytes, *text = NULL;
    struct entry stored;
    bool has_text;

    if (!check(entry, err)) {
        return false;
    }
    entry_words_split(arena, entry, &stored);
    has_text = json_object_size(stored.text) > 0;
    if (has_text) {
        text = jsonx_canonical(arena, stored.text);
        if (!text) {
            return err_set(err, ERR_INTERNAL, "A text cannot be written as JSON.");
        }
        text_hash(salt, text, tx);
        hash_hex(salt, ENTRY_SALT, salt_hex);
        text = arena_printf(arena, "%s%s", salt_hex, text);
    }
    bytes = canonical(arena, &stored, has_text ? tx : NULL);
    if (!bytes) {
        return err_set(err, ERR_INTERNAL,
                       "The data of %s hold something else than "
                       "strings, integers and lists of them.",
                       entry->kind);
    }
    if (strlen(bytes) > LIMIT_ENTRY) {
        return err_set(err, ERR_LIMIT,
                       "This makes an entry of %zu bytes, and %d is the limit. Say it in "
                       "several.",
                       strlen(bytes), LIMIT_ENTRY);
    }
    entry->tx = has_text ? arena_strdup(arena, tx) : NULL;
    *ret_bytes = bytes;
    *ret_text = text;
    return true;
}

/* ---- reading ---- */

/* Strictly as hash_hex() writes it: another spelling of the same bytes is a change. */
static bool is_hex(const char *s, size_t len) {
    return strspn(s, "0123456789abcdef") >= len;
}

static bool corrupt(struct error *err, int64_t n, const char *what) {
    return err_set(err, ERR_CORRUPT, "Entry %lld: %s.", (long long)n, what);
}

static bool read_text(struct arena *arena, struct entry *entry, const char *stored,
                      struct error *err) {
    uint8_t salt[ENTRY_SALT];
    char tx[HASH_HEX];
    const char *key;
    json_t *value;

    if (!entry->tx) {
        return corrupt(err, entry->n, "a text is stored for it, but it never had one");
    }
    if (!is_hex(stored, SALT_HEX) ||
        !hash_unhex(arena_strndup(arena, stored, SALT_HEX), salt, ENTRY_SALT)) {
        return corrupt(err, entry->n, "the salt before its text is damaged");
    }
    text_hash(salt, stored + SALT_HEX, tx);
    if (!text_equal(tx, entry->tx)) {
        return corrupt(err, entry->n, "its text is not the one that was written");
    }
    entry->text =
        arena_json(arena, jsonx_parse(stored + SALT_HEX, strlen(stored) - SALT_HEX));
    if (!json_is_object(entry->text)) {
        return corrupt(err, entry->n, "its text is not in the form of one");
    }
    json_object_foreach((json_t *)entry->text, key, value) {
        if (!json_is_string(value)) {
            return corrupt(err, entry->n, "its text is not in the form of one");
        }
    }
    if (!entry_words_merge(arena, entry)) {
        return corrupt(err, entry->n, "its text is not in the form of one");
    }
    return true;
}

static bool read_members(struct arena *arena, const char *bytes, size_t len,
                         struct entry *entry, struct error *err) {
    json_t *json = arena_json(arena, jsonx_parse(bytes, len));
    json_t *data = NULL;
    json_int_t at, n;

    if (json_unpack_ex(json, NULL, JSON_STRICT,
                       "{s:s, s:I, s?o, s?s, s:s, s:I, s?s, s:i}", "a", &entry->actor,
                       "at", &at, "d", &data, "in", &entry->in, "k", &entry->kind, "n",
                       &n, "tx", &entry->tx, "v", &entry->v) != 0) {
        return err_set(err, ERR_CORRUPT, "The bytes are not those of an entry.");
    }
    entry->at = at;
    entry->n = n;
    entry->data = data;
    if (n < 1 || n > LIMIT_ENTRIES || at < 0 || at > TIME_MAX || entry->v < 1 ||
        (data && !json_is_object(data)) ||
        (entry->tx &&
         (strlen(entry->tx) != HASH_HEX - 1 || !is_hex(entry->tx, HASH_HEX - 1)))) {
        return err_set(err, ERR_CORRUPT, "The bytes are not those of an entry.");
    }
    return true;
}

/* Leaves `known` false when no road leads from the stored version to ours. */
static bool upcast(const struct entry_kinds *kinds, struct arena *arena,
                   struct entry *entry, struct error *err) {
    const struct entry_kind *kind = entry_kind_find(kinds, entry->kind);

    if (!kind || entry->v > kind->version ||
        (entry->v < kind->version && !kind->upcast)) {
        return true;
    }
    while (entry->v < kind->version) {
        if (!kind->upcast(arena, entry, err)) {
            return err_prefix(err, "Entry %lld, %s version %d", (long long)entry->n,
                              entry->kind, entry->v);
        }
        entry->v++;
    }
    entry->known = true;
    return true;
}

bool entry_parse_with(const struct entry_kinds *kinds, struct arena *arena,
                      const char *bytes, size_t len, const char *text,
                      struct entry *ret_entry, struct error *err) {
    struct entry entry = {0};

    if (!read_members(arena, bytes, len, &entry, err) ||
        (text && !read_text(arena, &entry, text, err)) ||
        !upcast(kinds, arena, &entry, err)) {
        return false;
    }
    *ret_entry = entry;
    return true;
}

bool entry_parse(struct arena *arena, const char *bytes, size_t len, const char *text,
                 struct entry *ret_entry, struct error *err) {
    return entry_parse_with(&entry_kinds, arena, bytes, len, text, ret_entry, err);
}
