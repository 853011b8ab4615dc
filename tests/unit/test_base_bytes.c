/* Hashes, canonical JSON and error texts: known answers. */
#include "base/err.h"
#include "base/hash.h"
#include "base/jsonx.h"
#include "base/reason.h"
#include "base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void sha256_known_answers(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        const char *hex; /* FIPS 180-4 examples */
    } table[] = {
        {"", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"a", "bc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct hash_part parts[] = {{table[i].a, strlen(table[i].a)},
                                          {table[i].b, strlen(table[i].b)}};
        uint8_t hash[HASH_SIZE];
        char hex[HASH_HEX];
        hash_sha256(parts, COUNT(parts), hash);
        hash_hex(hash, sizeof(hash), hex);
        assert_string_equal(hex, table[i].hex);
    }
    char id[HASH_SHORT_HEX];
    hash_short("abc", id);
    assert_string_equal(id, "ba7816bf8f01cfea414140de5dae2223");
}

static void hexadecimal(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool valid;
    } table[] = {
        {"00ff7A", true},  {"00ff7", false},  {"00ff7a0", false}, {"", false},
        {"00fg7a", false}, {"0 ff7a", false}, {NULL, false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        uint8_t bytes[3] = {1, 2, 3};
        assert_int_equal(hash_unhex(table[i].hex, bytes, 3), table[i].valid);
        assert_memory_equal(bytes, table[i].valid ? "\x00\xFF\x7A" : "\x01\x02\x03", 3);
    }
}

static void randomness_differs(void **state) {
    (void)state;
    uint8_t a[16];
    uint8_t b[16];
    hash_random(a, sizeof(a));
    hash_random(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
}

static void canonical_bytes(void **state) {
    (void)state;
    static const struct {
        const char *json, *expected; /* NULL: refused */
    } table[] = {
        {"{\"b\": 1, \"a\": [true, null, -3], \"B\": \"x\"}",
         "{\"B\":\"x\",\"a\":[true,null,-3],\"b\":1}"},
        {"{\"a\":\"\\u00e9\\u2028/\\ud83d\\udd25\"}",
         "{\"a\":\"\\u00E9\\u2028/\\uD83D\\uDD25\"}"},
        {"9223372036854775807", "9223372036854775807"},
        {"\"word\"", "\"word\""},
        {"{}", "{}"},
        {"1.0", NULL},
        {"[1, [2, {\"x\": 0.5}]]", NULL},
        {"{\"x\": {\"y\": [1e3]}}", NULL},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT(table); i++) {
        json_t *json = jsonx_parse(table[i].json, strlen(table[i].json));
        assert_non_null(json);
        char *bytes = jsonx_canonical(arena, json);
        if (!text_equal(bytes, table[i].expected))
            fail_msg("row %zu: %s", i, bytes == NULL ? "refused" : bytes);
        json_decref(json);
    }
    assert_null(jsonx_canonical(arena, NULL));
    arena_free(arena);
}

static void parsing_takes_the_whole_text(void **state) {
    (void)state;
    static const char *const bad[] = {"",         "{",  "{} x", "{\"a\":1,\"a\":2}",
                                      "\"\xFF\"", "nul"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_null(jsonx_parse(bad[i], strlen(bad[i])));
    assert_null(jsonx_parse(NULL, 0));
    json_t *json = jsonx_parse("[1]garbage", 3);
    assert_int_equal(json_array_size(json), 1);
    json_decref(json);
}

static void members_have_defaults(void **state) {
    (void)state;
    static const char text[] = "{\"s\":\"x\",\"n\":5,\"t\":true,\"z\":null}";
    json_t *json = jsonx_parse(text, strlen(text));
    assert_non_null(json);
    assert_string_equal(jsonx_string(json, "s", "-"), "x");
    assert_string_equal(jsonx_string(json, "n", "-"), "-");
    assert_string_equal(jsonx_string(NULL, "s", "-"), "-");
    assert_int_equal(jsonx_int(json, "n", -1), 5);
    assert_int_equal(jsonx_int(json, "t", -1), -1);
    assert_true(jsonx_bool(json, "t", false));
    assert_true(jsonx_bool(json, "z", true));
    jsonx_set_string(json, "new", "y");
    jsonx_set_string(json, "none", NULL);
    jsonx_set_int(json, "big", INT64_MAX);
    assert_string_equal(jsonx_string(json, "new", "-"), "y");
    assert_null(json_object_get(json, "none"));
    assert_true(jsonx_int(json, "big", 0) == INT64_MAX);
    json_decref(json);
}

static void errors_say_and_prefix(void **state) {
    (void)state;
    struct error err = {.code = ERR_OK};
    assert_false(err_set(&err, ERR_LIMIT, "%d actions are open", 200));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_false(err_prefix(&err, "INC-%d", 7));
    assert_string_equal(err.text, "INC-7: 200 actions are open");
    assert_int_equal(err.code, ERR_LIMIT);
    assert_false(err_set(&err, ERR_IO, "again: %s", err.text)); /* its own text */
    assert_string_equal(err.text, "again: INC-7: 200 actions are open");
    assert_false(err_set(NULL, ERR_IO, "nobody reads this"));
    assert_false(err_prefix(NULL, "nor this"));
}

static void a_reason_is_never_success(void **state) {
    (void)state;
    assert_string_equal(reason_of(ENOSPC), "No space left on device");
    assert_string_equal(reason_of(0), "the system gives no reason");
    assert_string_equal(reason_of(99999), "the system gives no reason");
}

static void errors_are_cut_between_characters(void **state) {
    (void)state;
    static const char *const characters[] = {"x", "\xC3\xA9", "\xE2\x82\xAC",
                                             "\xF0\x9F\x94\xA5"};
    for (size_t c = 0; c < COUNT(characters); c++) {
        for (int pad = 0; pad < 4; pad++) {
            char text[4 * sizeof(((struct error *)0)->text)] = "";
            size_t len = 0;
            while (len + 5 < sizeof(text)) {
                memcpy(text + len, characters[c], strlen(characters[c]) + 1);
                len += strlen(characters[c]);
            }
            struct error err;
            err_set(&err, ERR_INVALID, "%.*s%s", pad, "...", text);
            assert_true(utf8_valid(err.text, strlen(err.text)));
            assert_in_range(strlen(err.text), sizeof(err.text) - 5, sizeof(err.text) - 1);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_known_answers),
        cmocka_unit_test(hexadecimal),
        cmocka_unit_test(randomness_differs),
        cmocka_unit_test(canonical_bytes),
        cmocka_unit_test(parsing_takes_the_whole_text),
        cmocka_unit_test(members_have_defaults),
        cmocka_unit_test(errors_say_and_prefix),
        cmocka_unit_test(a_reason_is_never_success),
        cmocka_unit_test(errors_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
