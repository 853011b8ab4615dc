/* options.h: how a console behaves. */
#ifndef TOCSIN_CONSOLE_OPTIONS_H
#define TOCSIN_CONSOLE_OPTIONS_H

#include "codec_script.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum console_mode {
    CONSOLE_AUTO, /* terminal when both ends are one, else plain */
    CONSOLE_PLAIN,
    CONSOLE_JSON,
    CONSOLE_SCRIPT,
};

struct console_options {
    enum console_mode mode;
    uv_loop_t *loop;             /* borrowed */
    int in, out;                 /* file descriptors, borrowed */
    const char *session;         /* makes input keys unique; NULL: random */
    const char *user;            /* who speaks first: plain name. NULL: "you" */
    const char *channel;         /* where: "#general" when NULL */
    const char *history;         /* file of the terminal's history, or NULL */
    const struct script *script; /* CONSOLE_SCRIPT; borrowed */
    int64_t step_ms;             /* real time that one step of it may take */
    bool virtual_clock;
    /* "2025-09-29 12:15 CEST" of a moment in the workspace's zone; NULL: UTC alone. */
    void (*local_time)(void *ctx, int64_t at, char *buf, size_t size);
    void *local_ctx;
};

#endif
