/* What is read back from the database: numbers within bounds, texts that are ones. */
#include "harness.h"

#include "base/stored.h"

static void numbers_have_bounds(void **state) {
    static const struct {
        const char *text;
        bool good;
        int64_t number;
    } rows[] = {
        {"1", true, 1},
        {"0", true, 0},
        {"100000", true, 100000},
        {"100001", false, 0},
        {"4000000000", false, 0},
        {"9223372036854775807", false, 0},
        {"99999999999999999999", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {"007", false, 0},
        {"1e3", false, 0},
        {" 1", false, 0},
        {"1 ", false, 0},
        {"", false, 0},
        {"many", false, 0},
        {NULL, false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t number = -7;
        bool good = stored_number(rows[i].text, 0, STORED_VERSION_MAX, &number);
        if (good != rows[i].good || number != (good ? rows[i].number : -7)) {
            fail_msg("\"%s\": %d, %lld", rows[i].text ? rows[i].text : "(NULL)", good,
                     (long long)number);
        }
    }
    int64_t number = -7;
    assert_false(stored_number("0", 1, 9, &number));
    assert_true(stored_number("9", 1, 9, &number));
}

static void moments_have_bounds(void **state) {
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"1759140000000", true},
        {"1.75914e12", true},
        {"0", true},
        {"-1", false},
        {"inf", false},
        {"-inf", false},
        {"nan", false},
        {"1e300", false},
        {"", false},
        {"x", false},
        {NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t moment = -7;
        assert_int_equal(stored_moment(rows[i].text, &moment), rows[i].good);
        assert_int_equal(moment == -7, !rows[i].good);
    }
}

static void texts_and_bytes(void **state) {
    static const char odd[] = "\xff\x00z";
    (void)state;
    struct arena *arena = arena_new();
    json_t *bytes = stored_of_bytes(odd, 3), *text = json_string("a\nb");
    json_t *nul = json_stringn("a\0b", 3);
    struct blob blob;
    assert_null(stored_text(bytes));
    assert_null(stored_text(nul));
    assert_null(stored_text(json_null()));
    assert_string_equal(stored_text(text), "a\nb");
    assert_true(stored_bytes(arena, bytes, &blob));
    assert_int_equal(blob.len, 3);
    assert_memory_equal(blob.ptr, odd, 3);
    assert_true(stored_bytes(arena, nul, &blob));
    assert_int_equal(blob.len, 3);
    assert_false(stored_bytes(arena, json_null(), &blob));
    assert_string_equal(stored_shown(arena, bytes), "0xff007a");
    assert_null(strchr(stored_shown(arena, text), '\n'));
    json_decref(bytes);
    json_decref(text);
    json_decref(nul);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_bounds),
        cmocka_unit_test(moments_have_bounds),
        cmocka_unit_test(texts_and_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
