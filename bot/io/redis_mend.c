/* redis_mend.c: redis-check-aof, asked twice: how much it would cut, and then to do it.
 * (It asks "Continue? [y/N]" before it cuts, but what it says into a pipe comes when it
 * ends: so the amount must be known before.) */
#include "io/redis_mend.h"

#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "io/redis_spawn.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST "appendonlydir/appendonly.aof.manifest"

struct redis_mend {
    struct loop *loop;
    const char *program;
    const struct redis_folder *folder;
    uv_process_t process;
    uv_pipe_t pipe; /* what it says; the second time, what it is answered */
    int open;       /* handles that libuv has not closed */
    bool cutting;   /* the second time */
    uv_write_t write;
    char yes[2];
    char said[4096]; /* the end of it */
    size_t len;
    long long cut; /* bytes; -1: not known */
    void (*done)(void *ctx,
                 const struct error *err); /* NULL: it was called, or dropped */
    void *ctx;
};

bool redis_mend_wanted(const char *last_words) {
    return strstr(last_words, "Unexpected end of file reading the append only file");
}

#define WAY_OUT                                                                          \
    "Copy the folder, then restore a backup, or let redis-check-aof --fix " MANIFEST     \
    " there cut all of that off"

bool redis_mend_words(const struct redis_folder *folder, const char *program,
                      const char *kind, int number, struct error *err) {
    char words[256];
    redis_folder_last_words(folder, words, sizeof words);
    if (strstr(words, "Bad file format reading the append only file")) {
        return err_set(
            err, ERR_CORRUPT,
            "the append-only file in %s is damaged, and what stands behind the damage "
            "may have been answered as saved. " WAY_OUT,
            folder->path);
    }
    if (strstr(words, "AOF manifest")) { /* redis_files.h says what it had */
        return err_set(err, ERR_CORRUPT,
                       "%s/" MANIFEST
                       " is damaged, and Redis does not begin with it. Move "
                       "it away (mv) and start again: that says how it is written anew",
                       folder->path);
    }
    if (!words[0]) {
        return err_set(err, ERR_UNAVAILABLE,
                       "%s ended while starting (%s %d) without a word: is it a "
                       "redis-server, 7 or later? (redis.server)",
                       program, kind, number);
    }
    return err_set(err, ERR_UNAVAILABLE,
                   "%s ended while starting (%s %d), its last words: %s (%s/redis.log)",
                   program, kind, number, words, folder->path);
}

static bool call(struct redis_mend *mend, struct error *err);

static void finish(struct redis_mend *mend, const struct error *err) {
    void (*done)(void *ctx, const struct error *err) = mend->done;
    mend->done = NULL;
    if (done) {
        done(mend->ctx, err);
    }
}

static void handle_closed(uv_handle_t *handle) {
    struct redis_mend *mend = handle->data;
    struct error err = {0};
    if (--mend->open > 0) {
        return;
    }
    if (!mend->done) {
        free(mend);
        return;
    }
    mend->cutting = true;
    if (!call(mend, &err)) {
        finish(mend, &err);
    }
}

static void close_both(struct redis_mend *mend) {
    uv_close((uv_handle_t *)&mend->process, handle_closed);
    uv_close((uv_handle_t *)&mend->pipe, handle_closed);
}

static bool may_cut(const struct redis_mend *mend, struct error *err) {
    if (mend->cut > REDIS_MEND_MAX) {
        return err_set(
            err, ERR_CORRUPT,
            "the append-only file in %s is damaged %lld bytes before its end, and what "
            "stands behind the damage was answered as saved. " WAY_OUT,
            mend->folder->path, mend->cut);
    }
    return mend->cut >= 0 ||
           err_set(err, ERR_CORRUPT,
                   "the append-only file in %s breaks off, and redis-check-aof cannot "
                   "mend it. Copy the folder, then restore a backup",
                   mend->folder->path);
}

static void was_cut(const struct redis_mend *mend) {
    char cut[24];
    snprintf(cut, sizeof cut, "%lld", mend->cut);
    log_event(LOG_LEVEL_WARN, "redis.file.cut", "bytes", cut, "why",
              "a kill left its end half written; nothing in that was answered", NULL);
}

static void ended(uv_process_t *process, int64_t status, int signum) {
    struct redis_mend *mend = process->data;
    struct error err = {0};
    if (mend->cutting && (status != 0 || signum != 0)) {
        mend->cut = -1;
    }
    if (!mend->done || !may_cut(mend, &err)) {
        finish(mend, &err);
    } else if (mend->cutting) {
        was_cut(mend);
        finish(mend, NULL);
    }
    close_both(mend);
}

static void room(uv_handle_t *handle, size_t wanted, uv_buf_t *ret) {
    struct redis_mend *mend = handle->data;
    (void)wanted;
    if (mend->len == sizeof mend->said - 1) {
        mend->len /= 2;
        memmove(mend->said, mend->said + sizeof mend->said - 1 - mend->len, mend->len);
    }
    *ret = uv_buf_init(mend->said + mend->len,
                       (unsigned)(sizeof mend->said - 1 - mend->len));
}

/* "AOF analyzed: filename=..., size=..., ok_up_to=..., diff=3810", of the last file last. */
static void heard(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
    struct redis_mend *mend = stream->data;
    (void)buf;
    if (n <= 0) {
        uv_read_stop(stream);
        return;
    }
    mend->len += (size_t)n;
    mend->said[mend->len] = '\0';
    const char *at = mend->said;
    while ((at = strstr(at, ", diff=")) != NULL) {
        at += strlen(", diff=");
        mend->cut = strtoll(at, NULL, 10);
    }
}

static bool call(struct redis_mend *mend, struct error *err) {
    uv_loop_t *uv = loop_uv(mend->loop);
    mend->open = 2;
    mend->process.data = mend->pipe.data = mend;
    uv_pipe_init(uv, &mend->pipe, 0);
    int status = redis_spawn_mend(uv, &mend->process, ended, mend->program, mend->folder,
                                  &mend->pipe, mend->cutting);
    if (status != 0) {
        close_both(mend);
        return err_set(err, ERR_UNAVAILABLE, "cannot start redis-check-aof (%s)",
                       uv_strerror(status));
    }
    if (mend->cutting) {
        uv_buf_t answer = uv_buf_init(mend->yes, sizeof mend->yes);
        uv_write(&mend->write, (uv_stream_t *)&mend->pipe, &answer, 1, NULL);
    } else {
        uv_read_start((uv_stream_t *)&mend->pipe, room, heard);
    }
    return true;
}

struct redis_mend *redis_mend_start(struct loop *loop, const char *program,
                                    const struct redis_folder *folder,
                                    void (*done)(void *ctx, const struct error *err),
                                    void *ctx, struct error *err) {
    struct redis_mend *mend = mem_new(sizeof *mend);
    *mend = (struct redis_mend){.loop = loop,
                                .program = program,
                                .folder = folder,
                                .yes = {'y', '\n'},
                                .cut = -1,
                                .ctx = ctx};
    if (!call(mend, err)) {
        return NULL;
    }
    mend->done = done;
    return mend;
}

void redis_mend_drop(struct redis_mend *mend) {
    if (!mend) {
        return;
    }
    mend->done = NULL;
    if (!uv_is_closing((uv_handle_t *)&mend->process)) {
        uv_process_kill(&mend->process, SIGKILL); /* it cuts by one call: whole or not */
    }
}
