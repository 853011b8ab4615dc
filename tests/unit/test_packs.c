/* The packs of templates: alike in every language, and without error over any view. */
#include "hearing.h"

#include "core/markup_text.h"
#include "core/template.h"
#include "core/view.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *partial_of(void *ctx, const char *name) {
    return messages_find(ctx, name);
}

static struct incident *full_incident(void) {
    struct incident *incident = fixture_incident(4);

    incident->impact = incident->next = incident->workaround = incident->last_update =
        "i";
    incident->resolution = incident->cause = incident->bridge = incident->env = "r";
    incident->eta = T0 + HOURS(1);
    incident->near_miss = true;
    incident->reopened = 1;
    incident->milestones[MILESTONE_RESOLVED] = T0;
    for (int64_t i = 1; i <= 25; i++) {
        fixture_action(incident, i, T0 + i);
    }
    incident->places[0] = (struct bound_place){"console", "console:#inc-1", false};
    incident->nplaces = 1;
    incident->links[0] = (struct incident_link){"INC-2025-09-29-002", "related"};
    incident->nlinks = 1;
    incident->parts[0] = (struct part){"eu", "restored", 45, T0};
    incident->nparts = 1;
    incident->mitigations[0] =
        (struct mitigation){1, "second region", MITIGATION_FAILED, true, T0};
    incident->nmitigations = 1;
    return incident;
}

/* Every template exists in every language, renders over nothing and over everything, and
 * finds the parts it includes. */
static void test_packs(void **state) {
    static const char *const languages[] = {"en", "fr"};
    static const char full_entry[] =
        "{\"by\":\"x\",\"raised\":true,\"from\":{\"name\":\"a\"},\"whom\":\"<@a:b>\","
        "\"first\":{\"is_update\":true,\"due\":\"<t:1>\"},\"late\":\"<d:1>\",\"missed\":"
        "2,"
        "\"deadlines\":[{\"is_update\":true,\"silent\":\"<d:1>\",\"more\":true},"
        "{\"is_action\":true,\"action_title\":\"a\"}],\"to_role\":\"r\",\"acknowledges\":"
        "true,"
        "\"head\":\"h\",\"step\":\"s\",\"who\":\"<@a:b>\",\"reason\":\"r\",\"note\":"
        "\"n\"}";
    struct fixture *fixture = fixture_new();
    struct incident *incident = full_incident();
    json_t *full = incident_view(fixture->arena, &fixture->world, incident);
    json_t *empty = json_object();
    size_t count[2] = {0};

    (void)state;
    json_object_set_new(full, "entry", json_loads(full_entry, 0, NULL));
    json_object_set_new(full, "take", json_true()); /* a button's label */
    for (size_t i = 0; i < fixture->messages.nbuiltin; i++) {
        const struct message_template *one = &fixture->messages.builtin[i];
        struct messages pack = fixture->messages;
        json_t *tree;

        pack.language = one->language;
        count[text_equal(one->language, languages[1]) ? 1 : 0]++;
        for (size_t k = 0; k < 2; k++) {
            struct messages other = fixture->messages;
            struct error err = {0};
            struct strbuf out;
            bool there = false;

            other.language = languages[k];
            for (size_t j = 0; j < other.nbuiltin; j++) {
                there = there || (text_equal(other.builtin[j].name, one->name) &&
                                  text_equal(other.builtin[j].language, languages[k]));
            }
            if (!there) {
                fail_msg("%s is missing in %s", one->name, languages[k]);
            }
            strbuf_init(&out, LIMIT_RENDERED);
            if (!template_render(one->text, strlen(one->text), k == 0 ? empty : full,
                                 markup_escape, partial_of, &pack, &out, &err)) {
                fail_msg("%s/%s: %s", one->language, one->name, err.text);
            }
            assert_null(strstr(out.ptr, "{{"));
            strbuf_free(&out);
        }
        tree = messages_render(&pack, one->name, full);
        assert_silent_on(markup_plain(fixture->arena, tree), "template");
        json_decref(tree);
    }
    /* What does not fit is counted. */
    assert_says(
        markup_plain(fixture->arena,
                     arena_json(fixture->arena,
                                messages_render(&fixture->messages, "summary", full))),
        "and 5 more");
    assert_true(count[0] > 0);
    assert_int_equal(count[0], count[1]);
    json_decref(empty);
    json_decref(full);
    incident_free(incident);
    fixture_free(fixture);
}

/* ---- the two languages say the same ---- */

enum { TAGS_MAX = 600 };

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What a template takes from the view, what it includes and what it gives to type, sorted:
 * "{{#impact}}", "{{{place}}}", "<!update". */
static size_t tags_of(struct arena *arena, const char *text, const char **ret) {
    size_t n = 0;

    for (const char *at = text; *at != '\0'; at++) {
        size_t len = strncmp(at, "{{", 2) == 0   ? strcspn(at, "}")
                     : strncmp(at, "<!", 2) == 0 ? strcspn(at, " {>")
                                                 : 0;

        if (len > 0) {
            assert_true(n < TAGS_MAX);
            ret[n++] = arena_strndup(arena, at, len);
            at += len - 1;
        }
    }
    qsort(ret, n, sizeof *ret, by_text);
    return n;
}

/* A field that one language forgets is a fact that its readers do not hear. */
static void test_twins(void **state) {
    struct fixture *fixture = fixture_new();
    const char *tags[TAGS_MAX], *twin_tags[TAGS_MAX];
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < fixture->messages.nbuiltin; i++) {
        const struct message_template *one = &fixture->messages.builtin[i];
        struct messages other = fixture->messages;
        size_t n, m;

        if (!text_equal(one->language, "en")) {
            continue;
        }
        other.language = "fr";
        n = tags_of(fixture->arena, one->text, tags);
        m = tags_of(fixture->arena, messages_find(&other, one->name), twin_tags);
        for (size_t k = 0; k < n || k < m; k++) {
            const char *a = k < n ? tags[k] : "nothing",
                       *b = k < m ? twin_tags[k] : "nothing";

            if (!text_equal(a, b)) {
                print_error("%s: en has %s where fr has %s\n", one->name, a, b);
                wrong++;
                break;
            }
        }
    }
    assert_int_equal(wrong, 0);
    fixture_free(fixture);
}

/* French sets a space before ":", ";", "?", "!" and inside its quotation marks, on which no
 * line may break; it elides before a vowel and says "des" and "du". Bold that ends before
 * such a space is none on Slack, and a button says what it does, not what was done. */
static void test_french(void **state) {
    static const char *const never[] = {
        " :",        " ;",        " ?",           " !",
        "\xC2\xAB ", " \xC2\xBB", "de une",       "de le service",
        "que il",    "si il",     " de {{entry.", "*\xC2\xA0"};
    struct fixture *fixture = fixture_new();
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < fixture->messages.nbuiltin; i++) {
        const struct message_template *one = &fixture->messages.builtin[i];

        for (size_t k = 0; text_equal(one->language, "fr") && k < COUNT(never); k++) {
            const char *at = strstr(one->text, never[k]);

            if (at != NULL) {
                fail_msg("fr/%s: \"%s\" in %.40s", one->name, never[k], at);
            }
            seen++;
        }
        if (text_equal(one->language, "fr") && text_equal(one->name, "button")) {
            assert_null(strstr(one->text, "Résolu{{"));
            assert_null(strstr(one->text, "Vérifié{{"));
        }
    }
    assert_true(seen > 0);
    fixture_free(fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_french),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
