/* known_file.c: see known_file.h.
 *
 * It is written without waiting for the disk, because it is written while people wait for
 * answers: after a power cut it may be older than the database, which harms nobody. */
#include "cli/known_file.h"
#include "base/err.h"
#include "base/jsonx.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/file.h"
#include "runtime/known.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "known.json"

enum { WRITE_MS = 2000, FILE_MAX = 16 * 1024 * 1024, FILE_MODE = 0600 };

struct known_file {
    const struct loop *loop;
    const struct bot *bot;
    struct loop_timer *timer;
    char path[PATH_MAX], part[PATH_MAX];
    char *written; /* what the file holds; NULL: unknown */
};

/* ---- reading ---- */

json_t *known_file_read(const char *folder) {
    char path[PATH_MAX];
    struct file_text file = {0};
    struct error err = {0};
    int len = snprintf(path, sizeof path, "%s/" NAME, folder);
    if (len < 0 || len >= (int)sizeof path ||
        !file_read(path, FILE_MAX, false, &file, &err)) {
        if (err.code && err.code != ERR_NOT_FOUND) {
            log_event(LOG_LEVEL_WARN, "known.unread", "why", err.text, NULL);
        }
        return NULL;
    }
    json_t *known = jsonx_parse(file.ptr, file.len);
    file_free(&file);
    if (!json_is_object(known)) {
        log_event(LOG_LEVEL_WARN, "known.unread", "why", "it is not as tocsin writes it",
                  NULL);
        json_decref(known);
        known = NULL;
    }
    return known;
}

int64_t known_file_given(const json_t *known) {
    const char *day;
    json_t *last;
    int64_t sum = 0;
    json_object_foreach(json_object_get(known, "days"), day, last) {
        sum += json_integer_value(last);
    }
    return sum;
}

const json_t *known_file_open(const json_t *known) {
    return json_object_get(known, "open");
}

/* ---- writing ---- */

static bool write_all(const char *path, const char *text) {
    size_t left = strlen(text);
    (void)unlink(path); /* of one that ended while it wrote */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    bool ok = fd >= 0;
    while (ok && left > 0) {
        ssize_t n = write(fd, text, left);
        ok = n > 0 || (n < 0 && errno == EINTR);
        text += n > 0 ? n : 0;
        left -= n > 0 ? (size_t)n : 0;
    }
    return fd >= 0 && close(fd) == 0 && ok;
}

void known_file_write(struct known_file *known) {
    json_t *now = known ? bot_known(known->bot) : NULL;
    char *text = now ? json_dumps(now, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(now);
    if (!text || (known->written && !strcmp(text, known->written) &&
                  access(known->path, F_OK) == 0)) {
        free(text);
        return;
    }
    free(known->written);
    known->written = NULL;
    if (write_all(known->part, text) && rename(known->part, known->path) == 0) {
        known->written = text;
        return;
    }
    free(text); /* no room, no folder: that is said elsewhere, and this is tried again */
    (void)unlink(known->part);
}

static void write_due(void *ctx) {
    struct known_file *known = ctx;
    known_file_write(known);
    known->loop->timer_start(known->timer, WRITE_MS);
}

struct known_file *known_file_watch(const struct loop *loop, const struct bot *bot,
                                    const char *folder) {
    struct known_file *known = mem_new(sizeof *known);
    *known = (struct known_file){.loop = loop, .bot = bot};
    int len = snprintf(known->path, sizeof known->path, "%s/" NAME, folder);
    if (len >= 0 && len + 5 < (int)sizeof known->part) {
        snprintf(known->part, sizeof known->part, "%.*s.part", len, known->path);
    }
    known->timer = loop->timer(loop->self, write_due, known);
    loop->timer_start(known->timer, WRITE_MS);
    return known;
}

void known_file_free(struct known_file *known) {
    if (known) {
        known->loop->timer_free(known->timer);
        free(known->written);
        free(known);
    }
}
