/* fuzz_entry.c: what lies in a timeline: each line of the input is an entry's bytes, with its
 * text behind a tab. Whatever parses is folded, and what was folded can be shown and stored:
 * nothing of it is trusted because it is ours. */
#include "fuzz.h"

#include "base/jsonx.h"
#include "core/entry.h"
#include "core/entry_bytes.h"
#include "core/fold.h"
#include "core/history.h"
#include "core/incident.h"
#include "core/incident_json.h"
#include "core/record.h"

enum { FUZZ_ENTRIES = 64 };

static void fuzz_entry_shown(const struct incident *state, const uint8_t *data,
                             size_t size) {
    struct arena *arena = arena_new();
    json_t *json = incident_to_json(state);
    FUZZ_CHECK(json_is_object(json) && *record_yaml(arena, state) != '\0');
    json_decref(json);
    json = record_json(state);
    FUZZ_CHECK(json_is_object(json));
    json_decref(json);
    arena_free(arena);
}

static void fuzz_entry(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    struct incident *state = incident_new("INC-2025-09-29-001");
    struct entry entries[FUZZ_ENTRIES];
    size_t n = 0;
    const char *rest = arena_strndup(arena, (const char *)data, size);
    while (*rest != '\0' && n < FUZZ_ENTRIES) {
        size_t line = strcspn(rest, "\n"), bytes = strcspn(rest, "\t\n");
        const char *text = bytes < line
                               ? arena_strndup(arena, rest + bytes + 1, line - bytes - 1)
                               : NULL;
        struct error err = {0};
        if (entry_parse(arena, rest, bytes, text, &entries[n], &err) ||
            entry_parse(arena, rest, bytes, NULL, &entries[n], &err)) {
            FUZZ_CHECK(entries[n].n >= 1 && entries[n].at >= 0 &&
                       entries[n].kind != NULL);
            n++;
        }
        rest += line + (rest[line] == '\n');
    }
    history_mark(arena, entries, n);
    for (size_t i = 0; i < n; i++) {
        struct error err = {0};
        if (!incident_apply(state, &entries[i], &err))
            break;
        FUZZ_CHECK(state->version == (int64_t)i + 1);
    }
    if (state->version > 0)
        fuzz_entry_shown(state, data, size);
    incident_free(state);
    arena_free(arena);
}

FUZZ_TARGET(fuzz_entry)
