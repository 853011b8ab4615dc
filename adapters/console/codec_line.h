/* codec_line.h: what a typed line means. Pure. */
#ifndef TOCSIN_CONSOLE_CODEC_LINE_H
#define TOCSIN_CONSOLE_CODEC_LINE_H

#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum line_kind {
    LINE_EMPTY,
    LINE_COMMENT, /* "# ..." : a remark in a transcript */
    LINE_COMMAND, /* for tocsin: `text` is what follows the prefix */
    LINE_LOCAL,   /* the console's own: `local`, `text` is its argument */
    LINE_UNKNOWN, /* "/something" that nobody knows */
    LINE_SAID,    /* talk */
};

enum local_command {
    LOCAL_AS,
    LOCAL_CHANNELS,
    LOCAL_CLOCK,
    LOCAL_HELP,
    LOCAL_JOIN,
    LOCAL_PINNED,
    LOCAL_QUIT,
    LOCAL_STEP,
    LOCAL_WHO,
    LOCALS,
};

struct local_spec {
    const char *name;  /* with the slash */
    const char *usage; /* argument, "" when there is none */
    const char *help;
};
extern const struct local_spec codec_locals[LOCALS]; /* by enum local_command */

struct line {
    enum line_kind kind;
    enum local_command local;
    const char *text; /* trimmed, valid UTF-8, in the arena */
};

/* Never fails; bytes that are not UTF-8 become U+FFFD. */
void codec_line(struct arena *arena, const char *s, size_t len, struct line *ret);
/* "+15m", "15m", "-10m" to ms. False: not one, or 0. */
bool codec_span(struct arena *arena, const char *s, int64_t *ret_ms);
/* What follows "/inc " (or another spelling of it) in a line as typed; NULL: it does not
 * begin so. */
const char *codec_after_prefix(const char *line);
/* The console's own commands that go on as `line` (up to the cursor) does, into `ret`
 * (`max` room). Returns how many. Tocsin's are completed by the host. */
size_t codec_complete(const char *line, const char **ret, size_t max);
/* How many of the `len` bytes make one complete key: a byte, a UTF-8 character or an
 * escape sequence. 0: more bytes must come first. */
size_t codec_key(const char *bytes, size_t len);

#endif
