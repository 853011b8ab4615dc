/* test_missing.c: a refusal says when all that is wrong is that a part is not there yet: then
 * whoever typed it can be asked for that, and what they answer goes behind it. */
#include "rows.h"

static void what_is_typed_behind_makes_it_whole(void **state) {
    static const struct {
        const struct command *command;
        const char *typed, *field; /* NULL: it is not what is missing */
        const char *more, *args;
    } rows[] = {
        {&declare, "", "summary", "it burns", "summary=it burns"},
        {&declare, "sev1", "summary", "it burns", "severity=1 | summary=it burns"},
        {&declare, "service=x", "summary", "it burns", "service=x | summary=it burns"},
        {&note, "", "note", "seen", "note=seen"},
        {&declare, "sev9 it burns", NULL, NULL, NULL},
        {&declare, "sev9", NULL, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct desk desk;

        desk_open(&desk, NULL, NULL);
        assert_null(parse(&desk, rows[i].command, rows[i].typed));
        if (desk.err.missing != (rows[i].field != NULL)) {
            fail_msg("%s %s: %s", rows[i].command->name, rows[i].typed, desk.err.text);
        }
        if (rows[i].field) {
            assert_string_equal(desk.err.field, rows[i].field);
            check_row(rows[i].command,
                      &(struct row){arena_printf(desk.fixture->arena, "%s %s",
                                                 rows[i].typed, rows[i].more),
                                    rows[i].args, NULL});
        }
        desk_close(&desk);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_behind_makes_it_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
