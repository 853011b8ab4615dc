/* config_fixture.h: a tocsin.yaml of one's own, written and loaded. */
#ifndef TOCSIN_TESTS_IO_CONFIG_FIXTURE_H
#define TOCSIN_TESTS_IO_CONFIG_FIXTURE_H

#include "base/text.h"
#include "io/config.h"
#include "io/config_load.h"
#include "slack/network.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct network *const config_networks[] = {&network_slack, NULL};

/* Test setup and teardown: *state is the path of a file. */
static inline int file_set_up(void **state) {
    static char path[64];
    snprintf(path, sizeof(path), "/tmp/tocsin-config-XXXXXX");
    int fd = mkstemp(path);
    *state = path;
    return fd < 0 ? -1 : close(fd);
}

static inline int file_tear_down(void **state) {
    return unlink(*state);
}

static inline void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Must be right; the caller frees. */
static inline struct config *load_text(const char *path, const char *text) {
    struct error err = {0};
    write_file(path, text);
    struct config *config = config_load(path, config_networks, &err);
    if (config == NULL)
        fail_msg("%s", err.text);
    return config;
}

struct broken {
    const char *text;
    const char *error; /* after the file's name and a colon */
};

/* Each is refused with just that error. */
static inline void assert_broken(const char *path, const struct broken *broken,
                                 size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct error err = {0};
        char expected[1200];
        write_file(path, broken[i].text);
        if (config_load(path, config_networks, &err) != NULL)
            fail_msg("accepted: %s", broken[i].text);
        snprintf(expected, sizeof(expected), "%s:%s", path, broken[i].error);
        assert_string_equal(err.text, expected);
        assert_int_equal(err.code, ERR_INVALID);
        assert_null(strstr(err.text, "secret"));
    }
}

/* The words of a NULL-terminated list, separated by spaces. */
static inline void assert_words(const char *const *words, const char *expected) {
    char text[1024] = "";
    size_t len = 0;
    for (size_t i = 0; words[i] != NULL; i++) {
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? " " : "",
                                words[i]);
    }
    assert_string_equal(text, expected);
}

#endif
