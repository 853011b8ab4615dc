/* What messages give to type has words in it that stand for one's own ("what we know now").
 * Sent as they stand, at three in the morning, they must not be published: in no language
 * that messages have, and in no state in which they can be read. */
#include "harness.h"

#include "fixture.h"

enum { LINE_BYTES = 512 };

static const char *const situations[][5] = {
    {"declare sev2 web is slow", "ack", "role take", NULL},
    {"declare sev2 web is slow", "ack", "resolve the cache was cold", NULL},
    {"declare sev2 web is slow", "ack", "restore pages load", NULL},
    {"declare sev2 web is slow", "resolve the cache was cold", "restore pages load",
     "verify by hand", NULL},
    {"declare sev2 web is slow", "resolve the cache was cold", "restore pages load",
     NULL},
};

/* The line between "<!" and ">", without what a template fills in. */
static void read_hint(const char *at, char *ret) {
    size_t n = 0;

    while (*at != '>' && *at != '\0' && n + 1 < LINE_BYTES) {
        if (strncmp(at, "{{", 2) == 0) {
            at += strcspn(at, "}");
            at += strspn(at, "}");
        } else if (*at == ' ' && (n == 0 || ret[n - 1] == ' ')) {
            at++;
        } else {
            ret[n++] = *at++;
        }
    }
    ret[n] = '\0';
}

/* Was something of somebody's own to be written there, and is it published as it stands? */
static bool publishes(struct bench *bench, const char *line) {
    for (size_t i = 0; i < bench->nadded; i++) {
        const char *key;
        json_t *value;

        json_object_foreach((json_t *)bench->added[i].text, key, value) {
            if (json_is_string(value) && json_string_length(value) > 0 &&
                strstr(line, json_string_value(value)) != NULL) {
                return true;
            }
        }
    }
    return false;
}

static bool check(const char *const *situation, const char *language, const char *name,
                  const char *line) {
    struct bench *bench = bench_new();
    bool wrong;

    for (size_t i = 0; situation[i] != NULL; i++) {
        assert_true(bench_say(bench, "ana", situation[i]));
    }
    bench_say(bench, "ben", line);
    wrong = publishes(bench, line);
    if (wrong) {
        print_error("%s/%s: \"%s\" is published as it stands\n", language, name, line);
    }
    bench_free(bench);
    return !wrong;
}

static void hints_are_not_published(void **state) {
    struct fixture *fixture = fixture_new();
    size_t tried = 0, wrong = 0;

    (void)state;
    for (size_t i = 0; i < fixture->messages.nbuiltin; i++) {
        const struct message_template *one = &fixture->messages.builtin[i];

        for (const char *at = one->text; (at = strstr(at, "<!")) != NULL; at += 2) {
            char line[LINE_BYTES];

            read_hint(at + 2, line);
            for (size_t k = 0; k < sizeof situations / sizeof *situations; k++) {
                wrong += check(situations[k], one->language, one->name, line) ? 0 : 1;
                tried++;
            }
        }
    }
    assert_true(tried > 100);
    assert_int_equal(wrong, 0);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hints_are_not_published),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
