/* codec.h: the console's language, pure: neutral trees to terminal text, typed lines,
 * JSON lines and transcripts to what they mean. No I/O, no clock: all of it is
 * unit-tested.
 *
 * Text of people is data. Controls, escapes and bidirectional overrides do not reach a
 * terminal, and a newline inside it continues on a line that begins with "  | ", so that
 * nobody's text can look like a line of ours. */
#ifndef TOCSIN_CONSOLE_CODEC_H
#define TOCSIN_CONSOLE_CODEC_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "tocsin/delivery.h"
#include "tocsin/error.h"
#include "tocsin/reply.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So far a virtual clock moves at once, and as long a transcript lasts. */
enum { CODEC_CLOCK_DAYS = 400 };

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

/* ---- trees to text: codec.c ---- */

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

/* ---- lines on a screen: codec_layout.c ---- */

/* Columns that s[0..len) takes on a screen; LC_CTYPE must be UTF-8. */
size_t codec_width(const char *s, size_t len);
/* Rows below the one in which it begins, at column 0; *ret_column is where it ends. */
size_t codec_rows(const char *s, size_t len, size_t columns, size_t *ret_column);
/* Each line of `text` behind `first` or, from the second on, `then`, with a newline;
 * longer ones than `columns` go on at a word, indented further. Two short fields (a label
 * in bold and a value) share a row. `columns` 0: lines stay whole. */
void codec_lines(const char *first, const char *then, const char *text, size_t columns,
                 struct strbuf *out);

/* ---- typed lines: codec_line.c ---- */

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

/* ---- JSON lines: codec_json.c ---- */

enum request_kind { REQUEST_COMMAND, REQUEST_CLOCK, REQUEST_STEP, REQUEST_QUIET };

struct request {
    enum request_kind kind;
    const char *id;
    const char *user;    /* COMMAND; NULL: the console's first user */
    const char *channel; /* COMMAND: qualified place; NULL: the first channel */
    const char *text;    /* COMMAND */
    int64_t ms;          /* CLOCK, STEP */
};

/* One line of input. Strings are in the arena. ERR_INVALID says what is wrong with it. */
bool codec_request(struct arena *arena, const char *s, size_t len, struct request *ret,
                   struct error *err);
/* Objects of the output; new references. `text` is already rendered. */
json_t *codec_json_reply(const char *id, const struct reply *reply, const char *text);
json_t *codec_json_delivery(struct arena *arena, const struct delivery *delivery,
                            const char *place, const char *text, int64_t now);
/* The object as one line with its newline. */
void codec_json_line(const json_t *object, struct strbuf *out);

#endif
