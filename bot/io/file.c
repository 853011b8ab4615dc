/* file.c: see file.h. O_NONBLOCK means nothing to a plain file, and keeps the opening of
 * anything else from waiting. */
#include "io/file.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIPE_MS = 5000, NOBODY_MS = 3000 };

static int64_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* False: nothing came in time. */
static bool wait_readable(int fd, int64_t until) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    int64_t left = until - now_ms();
    return left > 0 && poll(&ready, 1, (int)left) > 0;
}

/* Reads to the end, at most `size` bytes. -1 with errno. A pipe that nobody has opened
 * for writing yet looks as if it were at its end: its first byte is waited for. */
static ssize_t slurp(int fd, bool pipe, char *text, size_t size) {
    int64_t began = now_ms();
    size_t len = 0;
    while (len < size) {
        ssize_t n = read(fd, text + len, size - len);
        if (n == 0 && (len > 0 || !pipe)) {
            break;
        }
        if (n == 0 && !wait_readable(fd, began + NOBODY_MS)) {
            errno = ENODATA;
            return -1;
        }
        if (n > 0) {
            len += (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            if (!wait_readable(fd, began + PIPE_MS)) {
                errno = ETIMEDOUT;
                return -1;
            }
        } else if (n < 0 && errno != EINTR) {
            return -1;
        } else if (n == 0) {
            pipe = false; /* somebody came, or has gone: the next 0 is the end */
        }
    }
    return (ssize_t)len;
}

static bool fail(const char *path, int why, struct error *err) {
    return err_set(err, why == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: cannot be read: %s",
                   path,
                   why == ETIMEDOUT ? "it is a pipe, and its end did not come in 5 s"
                   : why == ENODATA ? "it is a pipe, and nobody wrote into it in 3 s"
                   : why == ENOENT  ? "there is no such file; is the path right?"
                   : why == EACCES  ? "this user may not (Permission denied)"
                                    : reason_of(why));
}

static bool right_kind(const char *path, const struct stat *facts, bool pipes,
                       struct error *err) {
    if (S_ISREG(facts->st_mode) || (pipes && S_ISFIFO(facts->st_mode))) {
        return true;
    }
    return err_set(err, ERR_IO, "%s: is not a regular file", path);
}

bool file_read(const char *path, size_t max, bool pipes, struct file_text *ret,
               struct error *err) {
    struct stat facts;
    struct file_text file = {0};
    ssize_t len = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool ok = fd >= 0 && fstat(fd, &facts) == 0;
    if (!ok) {
        fail(path, errno, err);
    } else if ((ok = right_kind(path, &facts, pipes, err))) {
        file.ptr = mem_new(max + 2);
        len = slurp(fd, S_ISFIFO(facts.st_mode), file.ptr, max + 1);
        if (len < 0) {
            ok = fail(path, errno, err);
        } else if ((size_t)len > max) {
            ok = max >= 1024
                     ? err_set(err, ERR_LIMIT, "%s: is larger than %zu KB", path,
                               max / 1024)
                     : err_set(err, ERR_LIMIT, "%s: is larger than %zu bytes", path, max);
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    if (!ok) {
        free(file.ptr);
        return false;
    }
    file.len = (size_t)len;
    file.open_to_all = (facts.st_mode & S_IROTH) != 0;
    *ret = file;
    return true;
}

FILE *file_open(const char *path, struct error *err) {
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    FILE *file = NULL;
    bool there = fd >= 0 && fstat(fd, &facts) == 0;
    if (there && !right_kind(path, &facts, false, err)) {
        (void)close(fd);
        return NULL;
    }
    if (!there || !(file = fdopen(fd, "r"))) {
        fail(path, errno, err);
    }
    if (!file && fd >= 0) {
        (void)close(fd);
    }
    return file;
}

void file_free(struct file_text *file) {
    if (file->ptr) {
        explicit_bzero(file->ptr, file->len);
        free(file->ptr);
    }
    *file = (struct file_text){0};
}
