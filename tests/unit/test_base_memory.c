/* Arenas and string builders: alignment, ceilings, and who lets go of what. */
#include "base/arena.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void arena_hands_out_zeroed_aligned_memory(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 7, 16, 33, 4096, 5000, 70000, 3, 1000000, 64};
    struct arena *arena = arena_new();
    for (int round = 0; round < 3; round++) {
        size_t total = 0;
        unsigned char *ptrs[COUNT(sizes)];
        for (size_t i = 0; i < COUNT(sizes); i++) {
            ptrs[i] = arena_alloc(arena, sizes[i]);
            assert_int_equal((uintptr_t)ptrs[i] % alignof(max_align_t), 0);
            for (size_t j = 0; j < sizes[i]; j++)
                assert_int_equal(ptrs[i][j], 0);
            memset(ptrs[i], 0x40 + (int)i, sizes[i]);
            total += sizes[i];
        }
        for (size_t i = 0; i < COUNT(sizes); i++) {
            for (size_t j = 0; j < sizes[i]; j++)
                assert_int_equal(ptrs[i][j], 0x40 + i);
        }
        assert_int_equal(arena_used(arena), total);
        arena_reset(arena);
        assert_int_equal(arena_used(arena), 0);
    }
    arena_free(arena);
    arena_free(NULL);
}

static void arena_copies(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_null(arena_strdup(arena, NULL));
    assert_null(arena_strndup(arena, NULL, 3));
    assert_string_equal(arena_strdup(arena, "abc"), "abc");
    assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_printf(arena, "%s-%03d", "INC", 7), "INC-007");
    int *numbers = arena_array(arena, 10, sizeof(int));
    assert_int_equal(numbers[9], 0);
    arena_free(arena);
}

static void arena_lets_go_of_json(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    json_t *first = json_string("first");
    json_t *second = json_object();
    json_incref(first);
    json_incref(second);
    assert_ptr_equal(arena_json(arena, first), first);
    assert_null(arena_json(arena, NULL));
    arena_reset(arena);
    assert_int_equal(first->refcount, 1);
    arena_json(arena, second);
    arena_free(arena);
    assert_int_equal(second->refcount, 1);
    assert_int_equal(first->refcount, 1);
    json_decref(first);
    json_decref(second);
}

static void strbuf_stops_at_its_ceiling(void **state) {
    (void)state;
    static const struct {
        size_t max;
        const char *pieces[4];
        const char *expected;
        bool cut;
    } table[] = {
        {5, {"abc", "de"}, "abcde", false},
        {5, {"abc", "def"}, "abcde", true},
        {0, {""}, "", false},
        {0, {"a"}, "", true},
        {4, {"abc", "\xC3\xA9"}, "abc", true},      /* half a character is none */
        {4, {"abc", "\xC3\xA9", "d"}, "abc", true}, /* and no hole before the rest */
        {3, {"a", NULL, "b"}, "a", false},          /* the table ends at NULL */
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct strbuf sb;
        strbuf_init(&sb, table[i].max);
        for (size_t j = 0; j < 4 && table[i].pieces[j] != NULL; j++)
            strbuf_add(&sb, table[i].pieces[j]);
        assert_string_equal(sb.ptr, table[i].expected);
        assert_int_equal(sb.len, strlen(table[i].expected));
        assert_int_equal(sb.cut, table[i].cut);
        strbuf_free(&sb);
    }
}

static void strbuf_formats_at_any_fill(void **state) {
    (void)state;
    for (size_t max = 0; max < 200; max++) {
        struct strbuf sb;
        strbuf_init(&sb, max);
        char expected[256] = "";
        for (int i = 0; i < 20; i++) {
            strbuf_addf(&sb, "%d-%s;", i, "wort");
            size_t len = strlen(expected);
            snprintf(expected + len, sizeof(expected) - len, "%d-wort;", i);
        }
        bool cut = strlen(expected) > max;
        assert_int_equal(sb.cut, cut);
        assert_int_equal(sb.len, cut ? max : strlen(expected));
        assert_memory_equal(sb.ptr, expected, sb.len);
        assert_int_equal(sb.ptr[sb.len], '\0');
        strbuf_clear(&sb);
        assert_false(sb.cut);
        assert_int_equal(sb.len, 0);
        strbuf_free(&sb);
    }
}

static void strbuf_takes_bytes(void **state) {
    (void)state;
    struct strbuf sb;
    strbuf_init(&sb, 100);
    strbuf_add(&sb, NULL);
    strbuf_addn(&sb, NULL, 0);
    strbuf_addn(&sb, "a\0b", 3);
    strbuf_addc(&sb, '!');
    assert_int_equal(sb.len, 4);
    assert_memory_equal(sb.ptr, "a\0b!", 5);
    strbuf_free(&sb);
}

static void memory_of_its_own(void **state) {
    unsigned char *zeroed = mem_new(1000);
    char *copy = mem_copy("text");

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(zeroed[i], 0);
    }
    assert_string_equal(copy, "text");
    assert_null(mem_copy(NULL));
    free(zeroed);
    free(copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_hands_out_zeroed_aligned_memory),
        cmocka_unit_test(arena_copies),
        cmocka_unit_test(memory_of_its_own),
        cmocka_unit_test(arena_lets_go_of_json),
        cmocka_unit_test(strbuf_stops_at_its_ceiling),
        cmocka_unit_test(strbuf_formats_at_any_fill),
        cmocka_unit_test(strbuf_takes_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
