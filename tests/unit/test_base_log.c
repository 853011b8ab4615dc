/* Log lines as they reach standard error: quoting, levels, and secrets that never do. */
#include "base/log.h"
#include "base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static int real_stderr;
static int captured;

static void begin_capture(void) {
    fflush(stderr);
    captured = memfd_create("log", 0);
    real_stderr = dup(STDERR_FILENO);
    dup2(captured, STDERR_FILENO);
}

/* What was written since; `buf` holds it up to its size. */
static size_t end_capture(char *buf, size_t size) {
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    ssize_t n = pread(captured, buf, size - 1, 0);
    close(captured);
    assert_true(n >= 0);
    buf[n] = '\0';
    return (size_t)n;
}

/* What follows the time stamp, which is checked for its shape. */
static const char *after_time(const char *line) {
    static const char shape[] = "ts=0000-00-00T00:00:00.000Z ";
    for (size_t i = 0; shape[i] != '\0'; i++) {
        bool digit = line[i] >= '0' && line[i] <= '9';
        assert_true(shape[i] == '0' ? digit : line[i] == shape[i]);
    }
    return line + strlen(shape);
}

static void values_are_quoted_where_needed(void **state) {
    (void)state;
    static const struct {
        const char *value, *expected;
    } table[] = {
        {"plain", "plain"},
        {"7.0.15", "7.0.15"},
        {"", "\"\""},
        {NULL, ""},
        {"two words", "\"two words\""},
        {"a=b", "\"a=b\""},
        {"say \"hi\"", "\"say \\\"hi\\\"\""},
        {"back\\slash", "\"back\\\\slash\""},
        {"line\nbreak", "\"line\\x0abreak\""},
        {"\x1B[31m", "\"\\x1b[31m\""},
        {"caf\xC3\xA9", "\"caf\xC3\xA9\""},
        {"bad\xFF", "\"bad\\xff\""},
        {"\xC2\x9B", "\"\\xc2\\x9b\""}, /* a control sequence introducer, in UTF-8 */
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        char line[512];
        char expected[512];
        begin_capture();
        log_event(LOG_LEVEL_WARN, "test.event", "key", table[i].value, "n", "1", NULL);
        end_capture(line, sizeof(line));
        snprintf(expected, sizeof(expected), "level=warn event=test.event key=%s n=1\n",
                 table[i].expected);
        assert_string_equal(after_time(line), expected);
    }
}

static void levels_filter(void **state) {
    (void)state;
    char lines[512];
    begin_capture();
    log_set_level(LOG_LEVEL_WARN);
    log_event(LOG_LEVEL_INFO, "hidden", NULL);
    log_event(LOG_LEVEL_ERROR, "shown", NULL);
    log_set_level(LOG_LEVEL_INFO);
    log_event(LOG_LEVEL_DEBUG, "hidden", NULL);
    end_capture(lines, sizeof(lines));
    assert_string_equal(after_time(lines), "level=error event=shown\n");
}

static void secrets_never_appear(void **state) {
    (void)state;
    char lines[1024];
    log_secret("xoxb-1234-longer");
    log_secret("xoxb-1234"); /* the beginning of another one */
    log_secret("pass word");
    log_secret("");
    log_secret(NULL);
    begin_capture();
    log_event(LOG_LEVEL_INFO, "a", "why", "token xoxb-1234-longer refused", NULL);
    log_event(LOG_LEVEL_INFO, "b", "url", "redis://:pass word@h", "k", "xoxb-1234", NULL);
    log_event(LOG_LEVEL_INFO, "c", "twice", "xoxb-1234xoxb-1234", NULL);
    end_capture(lines, sizeof(lines));
    assert_null(strstr(lines, "xoxb"));
    assert_null(strstr(lines, "longer"));
    assert_null(strstr(lines, "word"));
    assert_non_null(strstr(lines, "event=a why=\"token [redacted] refused\"\n"));
    assert_non_null(strstr(lines, "url=redis://:[redacted]@h k=[redacted]\n"));
    assert_non_null(strstr(lines, "twice=[redacted][redacted]\n"));
    log_forget_secrets();
    begin_capture();
    log_event(LOG_LEVEL_INFO, "d", "k", "xoxb-1234", NULL);
    end_capture(lines, sizeof(lines));
    assert_non_null(strstr(lines, "k=xoxb-1234\n"));
}

static void a_long_line_is_cut_and_ends(void **state) {
    (void)state;
    static char value[20000];
    static char line[30000];
    memset(value, 'v', sizeof(value) - 1);
    begin_capture();
    log_event(LOG_LEVEL_INFO, "long", "k", value, "after", "x", NULL);
    size_t len = end_capture(line, sizeof(line));
    assert_in_range(len, 1000, 4097);
    assert_int_equal(line[len - 1], '\n');
    assert_ptr_equal(strchr(line, '\n'), line + len - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_quoted_where_needed),
        cmocka_unit_test(levels_filter),
        cmocka_unit_test(secrets_never_appear),
        cmocka_unit_test(a_long_line_is_cut_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
