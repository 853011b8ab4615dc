/* tocsin.yaml: defaults without it, every key of it, its example and its reference. */
#include "config_fixture.h"

#include "io/config_load.h"
#include "io/config_options.h"
#include "io/config_raw.h"
#include "tocsin/limits.h"
#include <sys/stat.h>

/* A folder of its own for each test; also the working directory, without tocsin.yaml. */
struct place {
    char folder[64];
    char file[96];
};

static int set_up(void **state) {
    struct place *place = calloc(1, sizeof(*place));
    assert_non_null(place);
    snprintf(place->folder, sizeof(place->folder), "/tmp/tocsin-config-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    assert_int_equal(chdir(place->folder), 0);
    snprintf(place->file, sizeof(place->file), "%s/x.yaml", place->folder);
    *state = place;
    return 0;
}

static int tear_down(void **state) {
    struct place *place = *state;
    unlink(place->file);
    unlink("tocsin.yaml");
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(place->folder), 0);
    free(place);
    return 0;
}

static struct config *load(const struct place *place, const char *text) {
    return load_text(place->file, text);
}

static void assert_defaults(const struct config *config) {
    const struct directory *directory = &config->directory;
    assert_string_equal(directory->workspace, "default");
    assert_string_equal(directory->language, "en");
    assert_string_equal(directory->zone, "UTC");
    assert_null(directory->status_page);
    assert_null(directory->support);
    assert_words(directory->announce, "console:#incidents");
    assert_words(directory->leadership, "console:#leadership");
    assert_int_equal(directory->npeople, 0);
    assert_string_equal(config->civil.zone, "UTC");
    assert_words(config->civil.holidays, "");
    assert_int_equal(config->civil.weekend, 0);
    assert_string_equal(config->policy, "default");
    assert_null(config->templates);
    assert_string_equal(config->data, "./tocsin-data");
    assert_int_equal(config->redis, REDIS_EMBEDDED);
    assert_null(config->redis_password_file);
    assert_string_equal(config->redis_server, "redis-server");
    assert_false(config->allow_volatile);
    assert_string_equal(config->log_level, "info");
    assert_int_equal(config->commands_per_minute, LIMIT_COMMANDS_PER_MINUTE);
}

static void test_without_file(void **state) {
    (void)state;
    struct error err = {0};
    struct config *config = config_load(NULL, config_networks, &err);
    assert_non_null(config);
    assert_null(config->path);
    assert_defaults(config);
    config_free(config);
    config_free(NULL);
}

static void test_empty_file(void **state) {
    const char *const texts[] = {"", "# nothing yet\n", "{}\n",
                                 "redis: {}\nlimits: {}\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct config *config = load(*state, texts[i]);
        assert_defaults(config);
        config_free(config);
    }
}

static void test_file_of_the_folder(void **state) {
    (void)state;
    struct error err = {0};
    write_file("tocsin.yaml", "workspace: here\ndata: kept\npolicy: ./mine.yaml\n");
    struct config *config = config_load(NULL, config_networks, &err);
    assert_non_null(config);
    assert_string_equal(config->path, "tocsin.yaml");
    assert_string_equal(config->directory.workspace, "here");
    assert_string_equal(config->data, "kept");
    assert_string_equal(config->policy, "./mine.yaml");
    config_free(config);
    write_file("tocsin.yaml", "workspce: here\n");
    assert_null(config_load(NULL, config_networks, &err));
    assert_true(text_starts(err.text, "tocsin.yaml:1: workspce: there is no such key"));
}

/* The example is the reference people copy: with its comment signs removed it must load
 * and say what it says; as it stands it must be the defaults. */
static void test_example(void **state) {
    struct place *place = *state;
    char line[512], text[8192] = "";
    size_t len = 0;
    struct error err = {0};
    struct config *config =
        config_load(DEPLOY_DIR "/tocsin.yaml.example", config_networks, &err);
    assert_non_null(config);
    assert_defaults(config);
    config_free(config);
    FILE *file = fopen(DEPLOY_DIR "/tocsin.yaml.example", "re");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        len += (size_t)snprintf(
            text + len, sizeof(text) - len, "%s",
            line[0] == '#' && (line[1] != ' ' || line[2] == ' ') ? line + 1 : line);
    }
    fclose(file);
    config = load(place, text);
    assert_string_equal(config->directory.support, "help@example.org, extension 4711");
    assert_int_equal(config->directory.npeople, 2);
    assert_words(config->directory.people[0].groups, "admin leadership");
    assert_words(config->directory.people[1].groups, "");
    assert_words(config->directory.announce, "console:#incidents");
    assert_int_equal(config->redis, REDIS_EMBEDDED);
    assert_int_equal(config->commands_per_minute, LIMIT_COMMANDS_PER_MINUTE);
    config_free(config);
}

static const char everything[] = "workspace: acme-1\n"
                                 "language: fr\n"
                                 "zone: Europe/Paris\n"
                                 "holidays: [2025-12-25, 2026-01-01]\n"
                                 "weekend: [friday, saturday]\n"
                                 "status_page: https://status.acme.example\n"
                                 "support: \"call 4711\"\n"
                                 "policy: moko\n"
                                 "templates: ./words\n"
                                 "data: /var/lib/tocsin\n"
                                 "redis:\n"
                                 "  url: redis://10.0.0.5:6380\n"
                                 "  password_file: secret\n"
                                 "  server: ./bin/redis-server\n"
                                 "  allow_volatile: true\n"
                                 "announce: [\"slack:C1\", \"matrix:!a:acme.example\"]\n"
                                 "leadership: []\n"
                                 "people:\n"
                                 "  - name: Ana Lopes\n"
                                 "    identities: [\"console:ana\", \"slack:U7\"]\n"
                                 "    groups: [admin, leadership]\n"
                                 "  - name: Bo Lind\n"
                                 "    identities: [\"console:bo\"]\n"
                                 "log_level: debug\n"
                                 "limits:\n"
                                 "  commands_per_minute: 60\n";

static void test_everything(void **state) {
    struct place *place = *state;
    char path[128];
    struct config *config = load(place, everything);
    const struct directory *directory = &config->directory;
    unlink(place->file); /* nothing of it may be needed any more */
    assert_string_equal(config->path, place->file);
    assert_string_equal(directory->workspace, "acme-1");
    assert_string_equal(directory->language, "fr");
    assert_string_equal(directory->zone, "Europe/Paris");
    assert_string_equal(directory->status_page, "https://status.acme.example");
    assert_string_equal(directory->support, "call 4711");
    assert_words(directory->announce, "slack:C1 matrix:!a:acme.example");
    assert_words(directory->leadership, "");
    assert_int_equal(directory->npeople, 2);
    assert_string_equal(directory->people[0].name, "Ana Lopes");
    assert_words(directory->people[0].identities, "console:ana slack:U7");
    assert_words(directory->people[0].groups, "admin leadership");
    assert_string_equal(directory->people[1].name, "Bo Lind");
    assert_words(directory->people[1].identities, "console:bo");
    assert_words(directory->people[1].groups, "");
    assert_string_equal(config->civil.zone, "Europe/Paris");
    assert_words(config->civil.holidays, "2025-12-25 2026-01-01");
    assert_int_equal(config->civil.weekend, 1 << 5 | 1 << 6);
    assert_string_equal(config->policy, "moko");
    snprintf(path, sizeof(path), "%s/words", place->folder);
    assert_string_equal(config->templates, path);
    assert_string_equal(config->data, "/var/lib/tocsin");
    assert_int_equal(config->redis, REDIS_TCP);
    assert_string_equal(config->redis_host, "10.0.0.5");
    assert_int_equal(config->redis_port, 6380);
    snprintf(path, sizeof(path), "%s/secret", place->folder);
    assert_string_equal(config->redis_password_file, path);
    snprintf(path, sizeof(path), "%s/bin/redis-server", place->folder);
    assert_string_equal(config->redis_server, path);
    assert_true(config->allow_volatile);
    assert_string_equal(config->log_level, "debug");
    assert_int_equal(config->commands_per_minute, 60);
    config_free(config);
}

static void test_redis_url(void **state) {
    static const struct {
        const char *url, *where;
        enum redis_kind kind;
        int port;
    } cases[] = {
        {"embedded", NULL, REDIS_EMBEDDED, 0},
        {"unix:/run/redis.sock", "/run/redis.sock", REDIS_UNIX, 0},
        {"unix:/run/a@b.sock", "/run/a@b.sock", REDIS_UNIX, 0},
        {"redis://localhost", "localhost", REDIS_TCP, 6379},
        {"redis://localhost/", "localhost", REDIS_TCP, 6379},
        {"redis://10.0.0.5:1", "10.0.0.5", REDIS_TCP, 1},
        {"redis://[::1]:65535", "::1", REDIS_TCP, 65535},
        {"redis://[fe80::1]", "fe80::1", REDIS_TCP, 6379},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[256];
        snprintf(text, sizeof(text), "redis: {url: \"%s\"}\n", cases[i].url);
        struct config *config = load(*state, text);
        assert_int_equal(config->redis, cases[i].kind);
        if (cases[i].kind == REDIS_UNIX)
            assert_string_equal(config->redis_path, cases[i].where);
        if (cases[i].kind == REDIS_TCP) {
            assert_string_equal(config->redis_host, cases[i].where);
            assert_int_equal(config->redis_port, cases[i].port);
        }
        config_free(config);
    }
}

/* ---- the table of options --------------------------------------------------------- */

/* "a.b" with a value, as it is written; of a person, in the first of a list. */
static void write_option(char *text, size_t size, const char *name, const char *value) {
    const char *of_person = text_after(name, CONFIG_PERSON);
    size_t n = 0;
    int depth = 0;
    if (of_person != NULL) {
        bool is_name = text_equal(of_person, "name");
        bool is_identity = text_equal(of_person, "identities");
        snprintf(text, size,
                 "people:\n  - name: %s\n    identities: %s\n    groups: %s\n",
                 is_name ? value : "Ana", is_identity ? value : "[net:ana]",
                 is_name || is_identity ? "[]" : value);
        return;
    }
    for (const char *at = name; *at != '\0'; depth++) {
        size_t len = strcspn(at, ".");
        n += (size_t)snprintf(text + n, size - n, "%*s%.*s:%s", 2 * depth, "", (int)len,
                              at, at[len] == '.' ? "\n" : " ");
        at += len + (at[len] == '.');
    }
    snprintf(text + n, size - n, "%s\n", value);
}

/* A value that the row refuses, or NULL: it has none of that kind. */
static const char *too_much(char *text, size_t size, const struct config_option *row) {
    size_t n = 0;
    switch (row->shape) {
    case OPTION_TEXT:
    case OPTION_PATH:
        assert_true(row->most + 2 < size);
        memset(text, 'a', row->most + 1);
        text[row->most + 1] = '\0';
        return text;
    case OPTION_LIST:
        assert_true(2 * row->most + 8 < size);
        n += (size_t)snprintf(text, size, "[a");
        for (unsigned i = 0; i < row->most; i++)
            n += (size_t)snprintf(text + n, size - n, ",a");
        snprintf(text + n, size - n, "]");
        return text;
    case OPTION_NUMBER:
        snprintf(text, size, "%u", row->most + 1);
        return text;
    case OPTION_SWITCH:
        return "maybe";
    case OPTION_WORD:
        return "nothing";
    case OPTION_WORDS:
        return "[nothing]";
    }
    return NULL;
}

/* Each row stands for a key, and its range is what is asked: what is beyond is refused, and
 * the refusal names the key. */
static void test_options(void **state) {
    static char value[16 * 1024], text[20 * 1024];
    const struct place *place = *state;
    struct arena *arena = arena_new();
    const struct config_row *row = config_rows(arena, config_networks);
    for (; row->option != NULL; row++) {
        const struct config_option *it = row->option;
        struct error err = {0};
        char key[64];
        assert_false(text_is_empty(it->type));
        assert_false(text_is_empty(it->help));
        if (row->network == 0)
            assert_ptr_equal(config_option(it->name), it);
        write_option(text, sizeof text, it->name, too_much(value, sizeof value, it));
        write_file(place->file, text);
        assert_null(config_load(place->file, config_networks, &err));
        snprintf(key, sizeof key, "%s%s",
                 text_starts(it->name, "people") ? "people[0]." : "",
                 text_starts(it->name, "people") ? text_after(it->name, CONFIG_PERSON)
                                                 : it->name);
        if (strstr(err.text, key) == NULL)
            fail_msg("%s: %s", it->name, err.text);
    }
    arena_free(arena);
}

/* What is written arrives where the row says, and what stands for it when nothing is. */
static void test_values_arrive(void **state) {
    static const struct {
        const char *name, *value;
    } given[] = {{"zone", "Europe/Paris"},
                 {"data", "/tmp/there"},
                 {"limits.commands_per_minute", "77"},
                 {"log_level", "warn"},
                 {"redis.allow_volatile", "true"},
                 {"announce", "[\"net:a\"]"}};
    struct config *without = config_load(NULL, config_networks, NULL);
    assert_non_null(without);
    for (size_t i = 0; i < COUNT(given); i++) {
        char text[256];
        const struct config_option *row = config_option(given[i].name);
        write_option(text, sizeof text, given[i].name, given[i].value);
        struct config *config = load(*state, text);
        const void *is = (const char *)config + row->at;
        const void *was = (const char *)without + row->at;
        switch (row->shape) {
        case OPTION_NUMBER:
            assert_int_equal(*(const int64_t *)is, strtol(given[i].value, NULL, 10));
            assert_int_equal(*(const int64_t *)was, strtol(row->otherwise, NULL, 10));
            break;
        case OPTION_SWITCH:
            assert_true(*(const bool *)is);
            assert_false(*(const bool *)was);
            break;
        case OPTION_LIST:
            assert_string_equal(**(const char *const *const *)is, "net:a");
            assert_string_equal(**(const char *const *const *)was, row->otherwise);
            break;
        default:
            assert_string_equal(*(const char *const *)is, given[i].value);
            assert_string_equal(*(const char *const *)was, row->otherwise);
        }
        config_free(config);
    }
    config_free(without);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_without_file), TEST(test_empty_file),    TEST(test_file_of_the_folder),
        TEST(test_example),      TEST(test_everything),    TEST(test_redis_url),
        TEST(test_options),      TEST(test_values_arrive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
