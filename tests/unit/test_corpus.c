/* The bodies of the fuzz targets in the ordinary suite: every file of the corpus through
 * every body, then a million generated strings shared out among them. TOCSIN_SEED repeats
 * a run. */
#define FUZZ_BODIES_ONLY
/* NOLINTBEGIN(bugprone-suspicious-include): the bodies, without their entry points */
#include "../fuzz/fuzz_command.c"
#include "../fuzz/fuzz_entry.c"
#include "../fuzz/fuzz_head.c"
#include "../fuzz/fuzz_markup.c"
#include "../fuzz/fuzz_slack.c"
#include "../fuzz/fuzz_snapshot.c"
#include "../fuzz/fuzz_stored.c"
#include "../fuzz/fuzz_template.c"
#include "../fuzz/fuzz_text.c"
/* NOLINTEND(bugprone-suspicious-include) */

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { GENERATED = 1000 * 1000, HOSTILE_MAX = 256, FILE_MAX = 1024 * 1024 };

static const struct {
    const char *name; /* also the folder of its seeds */
    void (*body)(const uint8_t *data, size_t size);
} targets[] = {
    {"command", fuzz_command}, {"entry", fuzz_entry},       {"head", fuzz_head},
    {"markup", fuzz_markup},   {"slack", fuzz_slack},       {"snapshot", fuzz_snapshot},
    {"stored", fuzz_stored},   {"template", fuzz_template}, {"text", fuzz_text},
};

/* ---- the corpus ---- */

static size_t replay(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s cannot be read", path);
        return 0;
    }
    uint8_t *data = malloc(FILE_MAX);
    assert_non_null(data);
    size_t size = fread(data, 1, FILE_MAX, file);
    fclose(file);
    /* Exactly as long as the file, so that reading past its end is seen. */
    data = realloc(data, size > 0 ? size : 1);
    assert_non_null(data);
    for (size_t t = 0; t < COUNT(targets); t++)
        targets[t].body(data, size);
    free(data);
    return 1;
}

static void every_seed(void **state) {
    (void)state;
    for (size_t t = 0; t < COUNT(targets); t++) {
        char folder[1024];
        snprintf(folder, sizeof(folder), "%s/fuzz/corpus/%s", TESTS_DIR, targets[t].name);
        DIR *dir = opendir(folder);
        if (dir == NULL) {
            fail_msg("there is no corpus in %s", folder);
            return;
        }
        size_t files = 0;
        for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
            char path[2048];
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
            if (entry->d_name[0] != '.')
                files += replay(path);
        }
        closedir(dir);
        assert_in_range(files, 1, 10000);
    }
}

/* ---- what every command answers ---- */

static void typed(const char *command, const char *more) {
    char line[HOSTILE_MAX];

    snprintf(line, sizeof line, "%s%s", command, more);
    fuzz_command((const uint8_t *)line, strlen(line));
}

/* Alone, with a word, asked for help; so that no command waits for luck to be tried. */
static void every_command(void **state) {
    (void)state;
    for (size_t i = 0; i < command_table.n; i++) {
        const struct command *command = command_table.list[i];

        typed(command->name, "");
        typed(command->name, " x");
        typed(command->name, " help");
    }
    typed("what", ""); /* the menu */
}

/* ---- generated ---- */

/* NOLINTBEGIN(misc-misleading-bidirectional): meant to mislead */
static const char *const pieces[] = {
    /* tags */
    "{{a}}", "{{{a}}}", "{{&b.c}}", "{{#l}}", "{{/l}}", "{{^n}}", "{{/n}}", "{{#t}}\n",
    "{{/t}}\n", "{{>p}}", "{{! ", "{{=| |=}}", "{{=<% %>=}}", "|a|", "<%a%>", "{{", "}}",
    "{", "}", "{{.}}",
    /* marks */
    "*", "`", "[", "](https://x.y)", "[l](http://z)", "<@slack:U7>", "<#c:#i>", "<t:5>",
    "<d:-6>", "<!ack>", "<", ">", "\\", "# ", "- ", "(", ")",
    /* typed */
    "20m", "1h30m", " 2 hours", "2025-09-29", "T10:15", ":03Z", "resolve", "sev1",
    "impact: ", "service=payments", "@ana", "INC-2025-09-29-001", "\"", "'", "=", ",",
    "0", "9", " ",
    /* hostile */
    "\n", "\r\n", "\t", "\x01", "\x1B[2J", "\x7F", "\xC3", "\xC0\x80", "\xED\xA0\x80",
    "\xF4\x90\x80\x80", "\xFF", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\xA8",
    "\xC2\x85", "\xEF\xBB\xBF", "\xCC\x81", "\xF0\x9F\x94\xA5", "%s%n", "\xE2\x82\xAC",
    "$(x)", "\xC2\xA0"};
/* NOLINTEND(misc-misleading-bidirectional) */

/* splitmix64: the n-th string of a seed does not depend on the others. */
static uint64_t next_random(uint64_t *seed) {
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static size_t generate(uint64_t seed, uint8_t *buf) {
    size_t len = 0;
    size_t bytes_of_100 = next_random(&seed) % 30;
    for (size_t n = next_random(&seed) % 16; n > 0; n--) {
        if (next_random(&seed) % 100 < bytes_of_100) {
            buf[len++] = (uint8_t)next_random(&seed);
            continue;
        }
        const char *piece = pieces[next_random(&seed) % COUNT(pieces)];
        if (len + strlen(piece) >= HOSTILE_MAX)
            break;
        for (; *piece != '\0'; piece++)
            buf[len++] = (uint8_t)*piece;
    }
    return len;
}

static uint64_t chosen_seed(void) {
    const char *given = getenv("TOCSIN_SEED");
    uint64_t seed;
    if (given != NULL)
        return strtoull(given, NULL, 10);
    hash_random(&seed, sizeof(seed));
    return seed;
}

static void a_million_hostile_strings(void **state) {
    (void)state;
    uint64_t seed = chosen_seed();
    print_message("TOCSIN_SEED=%llu, %d strings\n", (unsigned long long)seed, GENERATED);
    for (uint64_t i = 0; i < GENERATED; i++) {
        uint8_t buf[HOSTILE_MAX];
        size_t size = generate(seed + i * COUNT(pieces), buf);
        targets[i % COUNT(targets)].body(buf, size);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_seed),
        cmocka_unit_test(every_command),
        cmocka_unit_test(a_million_hostile_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
