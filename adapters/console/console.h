/* console.h: the network that is a terminal: channels, people and a clock for one.
 *
 * Four modes share one vtable: a terminal (line editing, history, completion), a plain
 * pipe (one line at a time, byte for byte repeatable), JSON lines for programs, and a
 * transcript that is played. */
#ifndef TOCSIN_CONSOLE_CONSOLE_H
#define TOCSIN_CONSOLE_CONSOLE_H

#include "script.h"
#include "tocsin/adapter.h"
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
    const struct script *script; /* CONSOLE_SCRIPT: script.h; borrowed */
    int64_t step_ms;             /* real time that one step of it may take */
    bool virtual_clock;
    /* "2025-09-29 12:15 CEST" of a moment in the workspace's zone; NULL: UTC alone. */
    void (*local_time)(void *ctx, int64_t at, char *buf, size_t size);
    void *local_ctx;
};

/* Strings of the options are copied. To be freed (adapter->free) after the host, before
 * the loop; the loop must run once more to close its handles. */
struct adapter *console_new(const struct console_options *options);
/* 0, or 1 when the transcript was not met or the output could not be written. */
int console_status(const struct adapter *console);

#endif
