/* codec.h: the console's language: neutral trees to terminal text. Pure, as all codec_*
 * are (lines on a screen, typed lines, JSON lines, transcripts): no I/O, no clock, all of
 * it is unit-tested.
 *
 * Text of people is data. Controls, escapes and bidirectional overrides do not reach a
 * terminal, and a newline inside it continues on a line that begins with "  | ", so that
 * nobody's text can look like a line of ours. */
#ifndef TOCSIN_CONSOLE_CODEC_H
#define TOCSIN_CONSOLE_CODEC_H

#include "base/arena.h"
#include "base/strbuf.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So far a virtual clock moves at once, and as long a transcript lasts. */
enum { CODEC_CLOCK_DAYS = 400 };
#define CODEC_CLOCK_MS ((int64_t)CODEC_CLOCK_DAYS * 24 * 60 * 60 * 1000)

#define CONSOLE_NETWORK "console"
#define CONSOLE_PREFIX "/inc "
#define CODEC_BOLD_ON "\033[1m"
#define CODEC_BOLD_OFF "\033[22m"

enum {
    CODEC_DEPTH = 16, /* bold in bold in bold: deeper nodes are left out */
    CODEC_NAME = 80,  /* a user or channel name */
    CODEC_LOCAL = 64, /* room for a local time */
};

/* "2025-09-29 12:15 CEST" of a moment (UTC ms), in the workspace's zone. */
typedef void (*local_time_fn)(void *ctx, int64_t at, char *buf, size_t size);

struct codec_style {
    bool ansi;                /* bold by escape sequences: only for a terminal */
    local_time_fn local_time; /* NULL: UTC alone */
    void *local_ctx;
    /* UTC ms of the moment it is said: a time of that day, in the zone that is shown,
     * needs no date. 0: not known, every time has its date */
    int64_t said;
};

/* Lines joined by '\n', no newline at the end. Never fails: what is no tree is left out.
 */
void codec_render(struct arena *arena, const struct codec_style *style,
                  const json_t *tree, struct strbuf *out);
/* "10:15 UTC", with a zone "10:15 UTC (12:15 CEST)"; of another day than style->said
 * "10:15 UTC (2025-09-29)", "10:15 UTC (2025-09-29 12:15 CEST)". */
void codec_time(struct arena *arena, const struct codec_style *style, int64_t ms,
                struct strbuf *out);
/* Text with `prefix` before each of its lines, and a newline after each. */
void codec_block(const char *prefix, const char *text, struct strbuf *out);
/* "console:#general" -> "#general", "console:ana" -> "ana"; other networks stay whole.
 * Cleaned: what comes out can be printed. In the arena. */
char *codec_short(struct arena *arena, const char *qualified);
/* "#general" -> "console:#general"; "inc-1" -> "console:#inc-1"; what is already of a
 * network stays. In the arena; NULL when it is no name. */
char *codec_place(struct arena *arena, const char *name);
/* [A-Za-z0-9._-]{1,CODEC_NAME} */
bool codec_is_name(const char *s);

#endif
