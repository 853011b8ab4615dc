/* fuzz_text.c: what people type as words, durations and times, and bytes taken for JSON.
 */
#include "fuzz.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/text.h"
#include "tocsin/limits.h"

static void fuzz_time(struct arena *arena, const char *s, const uint8_t *data,
                      size_t size) {
    int64_t ms;
    int64_t again;
    if (duration_parse(s, &ms)) {
        FUZZ_CHECK(ms >= 0);
        FUZZ_CHECK(duration_parse(duration_format(arena, ms), &again));
        FUZZ_CHECK(again <= ms + 30000 && ms <= again + 30000); /* nothing is cut */
    }
    if (time_parse_utc(s, &ms)) {
        FUZZ_CHECK(time_parse_utc(time_format_utc(arena, ms), &again));
        FUZZ_CHECK(again == ms);
    }
    ms = 0;
    memcpy(&ms, data, size < sizeof(ms) ? size : sizeof(ms));
    FUZZ_CHECK(duration_format(arena, ms) != NULL);
    FUZZ_CHECK(time_format_utc(arena, ms) != NULL);
}

static void fuzz_words(struct arena *arena, const char *s, const uint8_t *data,
                       size_t size) {
    static const char *const list[] = {"ack", "declare", "resolve", "update", NULL};
    size_t len = strlen(s);
    bool cut;
    const char *part = text_cut(arena, s, size / 2, &cut);
    FUZZ_CHECK(strlen(part) <= size / 2 && utf8_valid(part, strlen(part)));
    FUZZ_CHECK(cut == (len > size / 2));
    FUZZ_CHECK(utf8_valid(s, utf8_floor(s, len, size / 3)));
    FUZZ_CHECK(strlen(text_trim(arena, s)) <= len);
    FUZZ_CHECK(text_equal_nocase(text_lower(arena, s), s));
    FUZZ_CHECK(!text_is_word(s) || len <= LIMIT_WORD);
    const char *nearest = text_nearest(s, list);
    FUZZ_CHECK(nearest == NULL || len <= LIMIT_WORD);
    for (size_t i = 0; list[i] != NULL; i++)
        FUZZ_CHECK(text_distance(s, list[i], 2) == text_distance(list[i], s, 2));
    struct error err;
    err_set(&err, ERR_INVALID, "%s", s);
    err_prefix(&err, "%s", s);
    FUZZ_CHECK(utf8_valid(err.text, strlen(err.text)));
}

static void fuzz_text(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new();
    const char *raw = arena_strndup(arena, (const char *)data, size);
    const char *clean = text_clean(arena, (const char *)data, size);
    FUZZ_CHECK(utf8_valid(clean, strlen(clean)));
    FUZZ_CHECK(text_equal(text_clean(arena, clean, strlen(clean)), clean));
    fuzz_time(arena, raw, data, size);
    fuzz_words(arena, clean, data, size);

    uint8_t bytes[4];
    char hex[2 * sizeof(bytes) + 1];
    if (hash_unhex(raw, bytes, sizeof(bytes))) {
        hash_hex(bytes, sizeof(bytes), hex);
        FUZZ_CHECK(text_equal_nocase(hex, raw));
    }
    json_t *json = jsonx_parse((const char *)data, size);
    const char *canonical = jsonx_canonical(arena, json);
    if (canonical != NULL) {
        json_t *again = jsonx_parse(canonical, strlen(canonical));
        FUZZ_CHECK(json_equal(json, again));
        FUZZ_CHECK(text_equal(jsonx_canonical(arena, again), canonical));
        json_decref(again);
    }
    json_decref(json);
    arena_free(arena);
}

FUZZ_TARGET(fuzz_text)
