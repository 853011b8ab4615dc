/* reading.c: see reading.h. */
#include "core/reading.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/stored.h"
#include "base/text.h"
#include "core/entry_bytes.h"
#include "core/fold.h"
#include "core/history.h"
#include "core/incident_json.h"

/* ---- the stream ---- */

const json_t *element_field(const json_t *element, const char *name) {
    const json_t *fields = json_array_get(element, 1);

    for (size_t i = 0; i + 1 < json_array_size(fields); i += 2) {
        if (text_equal(json_string_value(json_array_get(fields, i)), name)) {
            return json_array_get(fields, i + 1);
        }
    }
    return NULL;
}

int64_t element_number(const json_t *element) {
    const char *id = stored_text(json_array_get(element, 0));
    size_t len = id ? strcspn(id, "-") : 0;
    char digits[24];
    int64_t number = 0;

    if (len == 0 || len >= sizeof digits) {
        return 0;
    }
    memcpy(digits, id, len);
    digits[len] = '\0';
    return stored_number(digits, 1, STORED_VERSION_MAX, &number) ? number : 0;
}

/* ---- entries ---- */

enum entry_found entry_read(struct arena *arena, const json_t *bytes, const json_t *text,
                            struct entry *ret, struct error *err) {
    const char *stored = stored_text(text), *written = stored_text(bytes);
    bool none = !text || json_is_null(text);

    if (!written) {
        err_set(err, ERR_CORRUPT, "it is no text");
        return ENTRY_DAMAGED;
    }
    if ((stored || none) && entry_parse(arena, written, json_string_length(bytes),
                                        arena_strdup(arena, stored), ret, err)) {
        return ENTRY_WHOLE;
    }
    if (none || !entry_parse(arena, written, json_string_length(bytes), NULL, ret, err)) {
        return ENTRY_DAMAGED;
    }
    return ENTRY_TEXTLESS;
}

bool reading_timeline(struct arena *arena, const char *id, const json_t *stream,
                      const json_t *texts, struct entry **ret_entries, size_t *ret_n,
                      struct error *err) {
    size_t n = json_array_size(stream);
    struct entry *entries = arena_array(arena, n + 1, sizeof *entries);

    for (size_t i = 0; i < n; i++) {
        const json_t *bytes = element_field(json_array_get(stream, i), "b");
        const char *number = arena_printf(arena, "%zu", i + 1);
        const json_t *text = json_object_get(texts, number);

        text = json_is_string(text) ? text : NULL;
        if (entry_read(arena, bytes, text, &entries[i], err) != ENTRY_WHOLE) {
            return err_set(err, ERR_CORRUPT, "entry %zu of %s is damaged", i + 1, id);
        }
    }
    history_mark(arena, entries, n);
    *ret_entries = entries;
    *ret_n = n;
    return true;
}

/* ---- incidents ---- */

void reading_damaged(struct reading *reading, const char *why) {
    if (!reading->damage) {
        reading->damage = arena_strdup(reading->arena, why);
    }
}

static void take_snapshot(struct reading *reading, const char *snapshot) {
    json_t *json = snapshot ? jsonx_parse(snapshot, strlen(snapshot)) : NULL;
    struct incident *state = json ? incident_from_json(json) : NULL;

    json_decref(json);
    if (state && (state->version < 1 || state->version > STORED_VERSION_MAX ||
                  !text_equal(state->id, reading->id))) {
        incident_free(state); /* folding again is always right */
        state = NULL;
    }
    reading->state = state ? state : incident_new(reading->id);
}

/* How far the timeline goes: what head and stream agree upon, else what is there. */
static void take_version(struct reading *reading, const json_t *version, int64_t last) {
    struct arena *arena = reading->arena;

    if (!stored_number(stored_text(version), 1, STORED_VERSION_MAX, &reading->version)) {
        reading->version = last;
        reading_damaged(reading, !version || json_is_null(version)
                                     ? "it has entries and no head"
                                     : arena_printf(arena, "its head says version %s",
                                                    stored_shown(arena, version)));
    } else if (last > reading->version) {
        reading_damaged(
            reading,
            arena_printf(arena,
                         "it has %lld entries and its head counts %lld: the last "
                         "commit is only partly written",
                         (long long)last, (long long)reading->version));
    } else if (last < reading->version) {
        reading_damaged(
            reading,
            arena_printf(arena,
                         "its head counts %lld entries and the last one there is %lld",
                         (long long)reading->version, (long long)last));
        reading->version = last;
    }
}

/* The next entry is chained to it: it must be that of the last one. */
static void take_hash(struct reading *reading, const json_t *head,
                      const json_t *element) {
    const char *hash = stored_text(head);
    const char *last = stored_text(element_field(element, "h"));
    uint8_t bytes[HASH_SIZE];

    reading->chain = arena_strdup(reading->arena, hash ? hash : "");
    if (head && (!hash || !hash_unhex(hash, bytes, HASH_SIZE))) {
        reading_damaged(reading, "its head has no hash");
    } else if (head && last && !text_equal(hash, last)) {
        reading_damaged(reading, "the hash of its head is not that of its last entry");
    }
}

/* Nothing is missing any more. */
static void complete(struct reading *reading) {
    reading->state->chain = arena_strdup(reading->state->arena, reading->chain);
}

bool reading_head(struct reading *reading, const json_t *head, const json_t *last) {
    const json_t *version = json_array_get(head, 0);
    int64_t number = element_number(last);

    if ((!version || json_is_null(version)) && number == 0 && !reading->damage) {
        return false;
    }
    take_snapshot(reading, stored_text(json_array_get(head, 2)));
    take_version(reading, version, number);
    take_hash(reading, json_array_get(head, 1), last);
    if (!reading_wants(reading)) { /* newer than what is left */
        complete(reading);
    }
    return true;
}

bool reading_wants(const struct reading *reading) {
    return reading->state->version <= reading->version;
}

bool reading_entries(struct reading *reading, const struct entry *entries, size_t n) {
    struct error err = {0};

    if (reading->state->version > 0 &&
        history_reaches(entries, n, reading->state->version)) {
        /* What was folded before them no longer counts as it was. */
        incident_free(reading->state);
        reading->state = incident_new(reading->id);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!incident_apply(reading->state, &entries[i], &err)) {
            reading_damaged(reading, arena_printf(reading->arena,
                                                  "entry %lld does not follow (%s)",
                                                  (long long)entries[i].n, err.text));
            break;
        }
    }
    if (reading->state->version != reading->version) {
        reading_damaged(reading, "its timeline is incomplete");
    }
    complete(reading);
    return true;
}
