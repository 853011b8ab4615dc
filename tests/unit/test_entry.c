/* test_entry.c: canonical bytes and their chain against figures computed elsewhere, what
 * cannot be sealed, what is not read, and how old and unknown kinds are read. */
#include "timeline.h"

#include "core/chain.h"
#include "core/entry_bytes.h"
#include "core/entry_kinds.h"
#include "tocsin/limits.h"

/* ---- bytes and hashes ------------------------------------------------------------ */

/* The hashes were computed by another program from the rules in entry.h. */
static void bytes_and_chain(void **state) {
    struct timeline *timeline = timeline_new(3);

    (void)state;
    timeline_add(timeline, 1759132800123, "slack:U7", KIND_SEVERITY,
                 timeline_json(timeline, "{\"to\":1,\"from\":2}"),
                 timeline_json(timeline, "{\"reason\":\"caf\xC3\xA9\"}"));
    timeline_add(timeline, 1759132800124, "slack:U8", KIND_ACKNOWLEDGED, NULL, NULL);

    assert_string_equal(
        timeline->stored[0].bytes,
        "{\"a\":\"slack:U7\",\"at\":1759132800123,\"d\":{\"from\":2,\"to\":1},"
        "\"k\":\"severity.changed\",\"n\":1,\"tx\":"
        "\"026733ea7673ef42686b0710522f2f20139dad951d4aca500c3c893427fc19da\",\"v\":1}");
    assert_string_equal(timeline->stored[0].text,
                        "0102030405060708090a0b0c0d0e0f10{\"reason\":\"caf\\u00E9\"}");
    assert_string_equal(
        timeline->stored[0].hash,
        "1b51ed7c6cb0e772b37c29986f5b7b5315576f5ab09a4a1ed1d7b6ca4460d1e4");
    assert_string_equal(timeline->stored[1].bytes,
                        "{\"a\":\"slack:U8\",\"at\":1759132800124,\"k\":\"incident."
                        "acknowledged\",\"n\":2,\"v\":1}");
    assert_null(timeline->stored[1].text);
    assert_string_equal(
        timeline->stored[1].hash,
        "51d030813b6e987ae183492db5be27d29ec2ec80aca9459f0b97f0f234b08e56");
    timeline_free(timeline);
}

static void start_binds_to_one_incident(void **state) {
    static const struct {
        const char *workspace, *incident;
    } cases[] = {{"a", "c"}, {"b", "c"}, {"a", "d"}, {"", "a"}, {"a", ""}};
    uint8_t hash[5][HASH_SIZE];

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        chain_start(cases[i].workspace, cases[i].incident, hash[i]);
    }
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = i + 1; j < 5; j++) {
            assert_memory_not_equal(hash[i], hash[j], HASH_SIZE);
        }
    }
}

static void read_back(void **state) {
    struct timeline *timeline = timeline_new(1);
    const struct entry *entry = &timeline->entries[0];

    (void)state;
    timeline_write(timeline, 5, "console:ana", KIND_UPDATE, "{\"eta\":7}",
                   "{\"update\":\"caf\xC3\xA9\\n\",\"next\":\"\"}");
    assert_int_equal(entry->n, 1);
    assert_int_equal(entry->at, TIMELINE_START + INT64_C(5) * TIMELINE_MINUTE);
    assert_string_equal(entry->actor, "console:ana");
    assert_string_equal(entry->kind, KIND_UPDATE);
    assert_int_equal(entry->v, 1);
    assert_true(entry->known);
    assert_int_equal(jsonx_int(entry->data, "eta", 0), 7);
    assert_string_equal(jsonx_string(entry->text, "update", NULL), "caf\xC3\xA9\n");
    assert_string_equal(jsonx_string(entry->text, "next", NULL), "");
    timeline_free(timeline);
}

/* ---- what cannot be sealed ------------------------------------------------------- */

static json_t *long_string(size_t len) {
    char *s = malloc(len + 1);
    json_t *json;

    assert_non_null(s);
    memset(s, 'x', len);
    s[len] = '\0';
    json = json_pack("{s:s}", "note", s);
    free(s);
    return json;
}

#define HEAD(number, time, who, what, version)                                           \
    { .n = (number), .at = (time), .actor = (who), .kind = (what), .v = (version) }

static void refused_seals(void **state) {
    char long_actor[LIMIT_ACTOR + 2];
    const struct {
        const char *name;
        struct entry entry;
        json_t *data, *text;
        enum error_code code;
    } cases[] = {
        {"good", HEAD(1, 5, "a:b", KIND_NOTE, 1), NULL, long_string(LIMIT_TEXT), ERR_OK},
        {"long text", HEAD(1, 5, "a:b", KIND_NOTE, 1), NULL, long_string(LIMIT_TEXT + 1),
         ERR_LIMIT},
        {"long data", HEAD(1, 5, "a:b", KIND_NOTE, 1), long_string(LIMIT_ENTRY), NULL,
         ERR_LIMIT},
        {"no kind", HEAD(1, 5, "a:b", "no.kind", 0), NULL, NULL, ERR_INTERNAL},
        {"no actor", HEAD(1, 5, "", KIND_NOTE, 1), NULL, NULL, ERR_INTERNAL},
        {"long actor", HEAD(1, 5, long_actor, KIND_NOTE, 1), NULL, NULL, ERR_INTERNAL},
        {"actor bytes", HEAD(1, 5, "a:\xFF", KIND_NOTE, 1), NULL, NULL, ERR_INTERNAL},
        {"number 0", HEAD(0, 5, "a:b", KIND_NOTE, 1), NULL, NULL, ERR_INTERNAL},
        {"before 1970", HEAD(1, -1, "a:b", KIND_NOTE, 1), NULL, NULL, ERR_INTERNAL},
        {"after 9999", HEAD(1, TIME_MAX + 1, "a:b", KIND_NOTE, 1), NULL, NULL,
         ERR_INTERNAL},
        {"a real", HEAD(1, 5, "a:b", KIND_NOTE, 1), json_pack("{s:f}", "x", 0.5), NULL,
         ERR_INTERNAL},
        {"NUL in data", HEAD(1, 5, "a:b", KIND_NOTE, 1),
         json_pack("{s:[{s:s%}]}", "x", "y", "a\0b", (size_t)3), NULL, ERR_INTERNAL},
        {"NUL in text", HEAD(1, 5, "a:b", KIND_NOTE, 1), NULL,
         json_pack("{s:s%}", "note", "a\0b", (size_t)3), ERR_INTERNAL},
        {"text of a kind without", HEAD(1, 5, "a:b", KIND_ACKNOWLEDGED, 1), NULL,
         json_pack("{s:s}", "note", "x"), ERR_INTERNAL},
        {"text that is a number", HEAD(1, 5, "a:b", KIND_NOTE, 1), NULL,
         json_pack("{s:i}", "note", 1), ERR_INTERNAL},
    };

    (void)state;
    memset(long_actor, 'x', sizeof long_actor - 1);
    long_actor[7] = ':';
    long_actor[LIMIT_ACTOR + 1] = '\0';
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct entry entry = cases[i].entry;
        struct error err = {0};
        uint8_t salt[ENTRY_SALT] = {0};
        char *bytes = NULL, *text = NULL;
        bool ok;

        entry.data = arena_json(arena, cases[i].data);
        entry.text = arena_json(arena, cases[i].text);
        ok = entry_seal(arena, &entry, salt, &bytes, &text, &err);
        if (ok != (cases[i].code == ERR_OK) || err.code != cases[i].code) {
            fail_msg("%s: code %d: %s", cases[i].name, (int)err.code, err.text);
        }
        if (!ok && (bytes != NULL || text != NULL || entry.tx != NULL)) {
            fail_msg("%s: refused, and yet something was returned", cases[i].name);
        }
        arena_free(arena);
    }
}

/* ---- what is not read ------------------------------------------------------------ */

static void refused_bytes(void **state) {
    static const char *const cases[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":1}",
        "{\"a\":7,\"at\":1,\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":\"1\",\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":1.5,\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":-1,\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":253402300800000,\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":0,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":1,\"v\":0}",
        "{\"a\":\"x:y\",\"at\":1,\"d\":[],\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":1,\"tx\":\"ab\",\"v\":1}",
        "{\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":1,\"v\":1,\"w\":1}",
        "{\"a\":\"x:y\",\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x\\u0000\",\"at\":1,\"k\":\"note.added\",\"n\":1,\"v\":1}",
        "{\"a\":\"x:y\",\"at\":1,\"k\":\"note.added\",\"n\":1,\"v\":1} ,",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        struct entry entry = {.n = 77};
        struct error err = {0};

        if (entry_parse(arena, cases[i], strlen(cases[i]), NULL, &entry, &err)) {
            fail_msg("read: %s", cases[i]);
        }
        assert_int_equal(err.code, ERR_CORRUPT);
        assert_int_equal(entry.n, 77);
        arena_free(arena);
    }
}

static void texts(void **state) {
    struct timeline *timeline = timeline_new(2);
    struct arena *arena = timeline->arena;
    const char *good;
    struct entry entry;
    struct error err = {0};

    (void)state;
    timeline_write(timeline, 0, "a:b", KIND_NOTE, NULL, "{\"note\":\"x\"}");
    timeline_write(timeline, 0, "a:b", KIND_ACKNOWLEDGED, NULL, NULL);
    good = timeline->stored[0].text;
    assert_string_equal(good, "0102030405060708090a0b0c0d0e0f10{\"note\":\"x\"}");
    {
        const struct {
            size_t entry;
            const char *text;
            bool ok;
        } cases[] = {
            {0, good, true},
            {0, NULL, true}, /* removed */
            {1, NULL, true},
            {1, good, false},
            {0, "0102030405060708090a0b0c0d0e0f10{\"note\":\"y\"}", false},
            {0, "1102030405060708090a0b0c0d0e0f10{\"note\":\"x\"}", false},
            {0, "0102030405060708090A0B0C0D0E0F10{\"note\":\"x\"}", false},
            {0, "0102030405060708090a0b0c0d0e0f10{\"note\": \"x\"}", false},
            {0, "0102030405060708090a0b0c0d0e0f10", false},
            {0, "0102", false},
            {0, "", false},
        };

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const char *bytes = timeline->stored[cases[i].entry].bytes;

            if (entry_parse(arena, bytes, strlen(bytes), cases[i].text, &entry, &err) !=
                cases[i].ok) {
                fail_msg("case %zu: %s", i, err.text);
            }
            assert_int_equal(cases[i].ok ? ERR_CORRUPT : err.code, ERR_CORRUPT);
        }
    }
    assert_true(entry_parse(arena, timeline->stored[0].bytes,
                            strlen(timeline->stored[0].bytes), NULL, &entry, &err));
    assert_non_null(entry.tx);
    assert_null(entry.text);
    timeline_free(timeline);
}

/* ---- kinds that change ----------------------------------------------------------- */

/* A kind whose version 1 had minutes, version 2 ms, and version 3 another name for them.
 */
static bool lift_snooze(struct arena *arena, struct entry *entry, struct error *err) {
    json_int_t ms = jsonx_int(entry->data, "minutes", -1) * TIMELINE_MINUTE;

    if (entry->v == 1 && ms < 0) {
        err->code = ERR_CORRUPT;
        return false;
    }
    entry->data = arena_json(
        arena, entry->v == 1 ? json_pack("{s:I}", "ms", ms)
                             : json_pack("{s:I}", "for",
                                         (json_int_t)jsonx_int(entry->data, "ms", 0)));
    return true;
}

static void older_and_newer_kinds(void **state) {
    static const struct entry_kind list[] = {
        {"test.lifted", 3, false, lift_snooze},
        {"test.stuck", 2, false, NULL},
        {"test.plain", 1, false, NULL},
    };
    static const struct entry_kinds kinds = {list, 3};
    static const struct {
        const char *kind;
        int64_t v;
        const char *data;
        int64_t lifted;
        bool ok, known;
    } cases[] = {
        {"test.lifted", 1, "{\"minutes\":2}", 120000, true, true},
        {"test.lifted", 2, "{\"ms\":5}", 5, true, true},
        {"test.lifted", 3, "{\"for\":6}", 6, true, true},
        {"test.lifted", 4, "{\"for\":6}", 6, true, false}, /* from the future */
        {"test.lifted", 1, "{}", 0, false, false},
        {"test.stuck", 1, "{}", 0, true, false}, /* no road leads from there */
        {"test.stuck", 2, "{}", 0, true, true},
        {"test.plain", 1, "{}", 0, true, true},
        {"test.unheard", 1, "{\"for\":9}", 9, true, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        char *bytes = arena_printf(
            arena, "{\"a\":\"x:y\",\"at\":1,\"d\":%s,\"k\":\"%s\",\"n\":1,\"v\":%lld}",
            cases[i].data, cases[i].kind, (long long)cases[i].v);
        struct entry entry = {0};
        struct error err = {0};
        bool ok =
            entry_parse_with(&kinds, arena, bytes, strlen(bytes), NULL, &entry, &err);

        if (ok != cases[i].ok || entry.known != cases[i].known ||
            (ok && jsonx_int(entry.data, "for", 0) != cases[i].lifted)) {
            fail_msg("case %zu: %s version %lld: known %d, %lld", i, cases[i].kind,
                     (long long)cases[i].v, (int)entry.known,
                     (long long)jsonx_int(entry.data, "for", 0));
        }
        if (ok && entry.known) {
            assert_int_equal(entry.v, entry_kind_find(&kinds, cases[i].kind)->version);
        }
        arena_free(arena);
    }
}

static void table_of_kinds(void **state) {
    (void)state;
    for (size_t i = 0; i < entry_kinds.n; i++) {
        const struct entry_kind *kind = &entry_kinds.list[i];

        assert_ptr_equal(entry_kind_find(&entry_kinds, kind->name), kind);
        assert_true(kind->version >= 1);
        assert_true(strlen(kind->name) <= LIMIT_WORD);
        /* Older versions were written by somebody: they must be readable. */
        assert_true(kind->version == 1 || kind->upcast != NULL);
        assert_int_equal(entry_kind_version(kind->name), kind->version);
    }
    assert_int_equal(entry_kind_version("no.kind"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_and_chain),
        cmocka_unit_test(start_binds_to_one_incident),
        cmocka_unit_test(read_back),
        cmocka_unit_test(refused_seals),
        cmocka_unit_test(refused_bytes),
        cmocka_unit_test(texts),
        cmocka_unit_test(older_and_newer_kinds),
        cmocka_unit_test(table_of_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
