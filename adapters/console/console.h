/* console.h: the network that is a terminal: channels, people and a clock for one.
 *
 * Four modes share one vtable: a terminal (line editing, history, completion), a plain
 * pipe (one line at a time, byte for byte repeatable), JSON lines for programs, and a
 * transcript that is played. */
#ifndef TOCSIN_CONSOLE_CONSOLE_H
#define TOCSIN_CONSOLE_CONSOLE_H

#include "tocsin/adapter.h"
#include "tocsin/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct script;

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

/* Transcripts: see script_help. ERR_INVALID names file and line. Caller frees. */
struct script *script_parse(const char *text, size_t len, const char *file,
                            struct error *err);
void script_free(struct script *script);
int64_t script_start(const struct script *script); /* UTC ms at which the clock starts */
extern const char script_help[];                   /* the format, for --help */

#endif
