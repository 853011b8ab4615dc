/* log.c: one event, one line, one write(2).
 *
 * A line is built whole and written at once, so that lines of several processes never mix
 * and nothing waits in a buffer when the process is killed. Secrets are looked for before
 * quoting: an escaped secret would no longer look like one. */
#include "base/log.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <errno.h>
#include <unistd.h>

enum { LOG_LINE = 4096, LOG_SECRETS = 32 };
#define REDACTED "[redacted]"

static enum log_level least_level = LOG_LEVEL_INFO;
static char *secrets[LOG_SECRETS];
static size_t nsecrets;

void log_set_level(enum log_level level) {
    least_level = level;
}

void log_secret(const char *value) {
    if (!value || value[0] == '\0') {
        return;
    }
    for (size_t i = 0; i < nsecrets; i++) {
        if (text_equal(secrets[i], value)) {
            return;
        }
    }
    if (nsecrets == LOG_SECRETS) {
        abort(); /* a secret that cannot be hidden must not be used */
    }
    secrets[nsecrets++] = mem_copy(value);
}

void log_forget_secrets(void) {
    while (nsecrets > 0) {
        char *secret = secrets[--nsecrets];
        explicit_bzero(secret, strlen(secret));
        free(secret);
        secrets[nsecrets] = NULL;
    }
}

/* Length of the longest secret that begins at s, or 0. */
static size_t secret_at(const char *s) {
    size_t longest = 0;
    for (size_t i = 0; i < nsecrets; i++) {
        if (text_starts(s, secrets[i]) && strlen(secrets[i]) > longest) {
            longest = strlen(secrets[i]);
        }
    }
    return longest;
}

static void redact(struct strbuf *out, const char *s) {
    while (*s != '\0') {
        size_t len = secret_at(s);
        if (len > 0) {
            strbuf_add(out, REDACTED);
            s += len;
        } else {
            strbuf_addc(out, *s++);
        }
    }
}

/* Controls, and what breaks a line or turns its direction in some viewers of logs. */
static bool forges(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x061C ||
           point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

static void add_quoted(struct strbuf *line, const char *s, size_t len) {
    strbuf_addc(line, '"');
    for (size_t i = 0; i < len;) {
        uint32_t point;
        size_t n = utf8_next(s + i, len - i, &point);
        if (n == 0 || forges(point)) {
            for (size_t end = i + (n == 0 ? 1 : n); i < end; i++) {
                strbuf_addf(line, "\\x%02x", (unsigned)(unsigned char)s[i]);
            }
            continue;
        }
        if (point == '"' || point == '\\') {
            strbuf_addc(line, '\\');
        }
        strbuf_addn(line, s + i, n);
        i += n;
    }
    strbuf_addc(line, '"');
}

static bool is_bare(const char *s) {
    for (; *s != '\0'; s++) {
        if (*s <= ' ' || *s == '"' || *s == '=' || *s == '\\' || *s == 0x7F) {
            return false; /* char may be signed: bytes above 0x7F are quoted as well */
        }
    }
    return true;
}

static void add_value(struct strbuf *line, const char *s) {
    if (!s) {
        return;
    }
    struct strbuf shown;
    strbuf_init(&shown, LOG_LINE);
    redact(&shown, s);
    if (shown.len > 0 && is_bare(shown.ptr)) {
        strbuf_add(line, shown.ptr);
    } else {
        add_quoted(line, shown.ptr, shown.len);
    }
    strbuf_free(&shown);
}

static void add_time(struct strbuf *line) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct tm tm;
    gmtime_r(&now.tv_sec, &tm);
    char text[sizeof("2025-09-29T10:15:03")];
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
    strbuf_addf(line, "ts=%s.%03dZ", text, (int)(now.tv_nsec / 1000000));
}

static void write_line(const char *s, size_t len) {
    ssize_t n;
    do {
        n = write(STDERR_FILENO, s, len);
    } while (n < 0 && errno == EINTR);
}

void log_event(enum log_level level, const char *event, ...) {
    static const char *const names[] = {"debug", "info", "warn", "error"};
    if (level < least_level) {
        return;
    }
    struct strbuf line;
    strbuf_init(&line, LOG_LINE);
    add_time(&line);
    strbuf_addf(&line, " level=%s event=", names[level]);
    add_value(&line, event);
    va_list args;
    va_start(args, event);
    for (const char *key; (key = va_arg(args, const char *)) != NULL;) {
        strbuf_addf(&line, " %s=", key);
        add_value(&line, va_arg(args, const char *));
    }
    va_end(args);
    line.max++; /* a line that was cut still ends */
    line.cut = false;
    strbuf_addc(&line, '\n');
    write_line(line.ptr, line.len);
    strbuf_free(&line);
}
