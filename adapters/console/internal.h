/* internal.h: what the files of the console share. */
#ifndef TOCSIN_CONSOLE_INTERNAL_H
#define TOCSIN_CONSOLE_INTERNAL_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "codec.h"
#include "codec_line.h"
#include "options.h"
#include "tocsin/adapter.h"
#include "tocsin/limits.h"

enum {
    CONSOLE_LINE_MAX =
        8 * LIMIT_INPUT, /* JSON escapes make a line longer than its text */
    CONSOLE_SHOWN_MAX = 4 * LIMIT_RENDERED,
    CONSOLE_SETTLE_MS = 1000,
    OUTPUT_FULL = 256 * 1024, /* bytes that nobody has read yet */
    INPUTS_MOST = 512,        /* that are not answered yet */
};

#define HELD_INDENT "    " /* before the lines of a notice after its first */

struct console;

/* ---- reader.c: lines from a descriptor, at the taker's pace ---- */
struct reader;
struct reader_calls {
    /* One line without its newline. `cut`: it was longer than CONSOLE_LINE_MAX. */
    void (*line)(void *ctx, const char *s, size_t len, size_t number, bool cut);
    void (*end)(void *ctx); /* once, at the end of the input or when it fails */
    void *ctx;
};
/* Paused until reader_resume(). The descriptor's flags are left as they were. */
struct reader *reader_new(uv_loop_t *loop, int fd, const struct reader_calls *calls);
void reader_pause(struct reader *reader);
void reader_resume(struct reader *reader); /* lines come from the loop, never at once */
void reader_free(struct reader *reader);   /* NULL is fine */

/* ---- output.c: whole texts, in order, without blocking ---- */
struct output;
/* `taken`: the kernel has all of it. */
typedef void (*taken_cb)(void *ctx, bool taken);
/* `broken` is called once, when nobody reads any more or a disk is full (errno). */
struct output *output_new(uv_loop_t *loop, int fd, void (*broken)(void *ctx, int why),
                          void *ctx);
/* `cb` may be NULL, and may be called before this returns. */
void output_write(struct output *output, const char *s, size_t len, taken_cb cb,
                  void *ctx);
/* More waits than should: whoever makes more of it (reads inputs that are answered here)
 * stops, and goes on when `relieved` is called. */
bool output_is_full(const struct output *output);
void output_on_relief(struct output *output, void (*relieved)(void *ctx));
/* At the end: gives a slow reader `ms` more, then says of what is left that it was not
 * taken. May be called again; writing stays possible. */
void output_settle(struct output *output, int ms);
void output_free(struct output *output);

/* ---- modes ---- */
struct mode {
    bool (*start)(struct console *console);
    void (*stop)(struct console *console);
    void (*free)(struct console *console);
    void (*send)(struct console *console, const struct delivery *delivery,
                 outcome_cb done, void *ctx);
    /* Text modes: shows whole lines. */
    void (*print)(struct console *console, const char *text, taken_cb cb, void *ctx);
    /* The same for a notice; `each`: its lines once for each place, each line behind its
     * place. NULL: print() will do. */
    void (*posted)(struct console *console, const char *shown, const char *each,
                   taken_cb cb, void *ctx);
    /* An answer came, which is printed later. NULL: nobody looks for it. */
    void (*answered)(struct console *console, const char *text);
};
extern const struct mode mode_plain, mode_terminal, mode_json, mode_script;

struct channel {
    char *name;           /* "#general", as shown */
    char *topic, *pinned; /* or NULL */
    struct channel *next;
};

struct pending;
struct held;

struct console {
    struct adapter adapter;
    struct console_options o;
    struct arena *arena; /* copies of the options' strings */
    const struct mode *mode;
    const struct host *host;
    struct output *output;
    void *state;             /* the mode's own */
    struct pending *pending; /* inputs that wait for their reply */
    struct held *held;       /* held.c; NULL: the mode shows each thing as it comes */
    bool started, stopped, stopping;
    bool fresh; /* keys are of this run alone */
    int status;

    /* Text modes: who speaks where. */
    char *user;
    char *channel;
    /* incident last written to from here: its channel is joined when it opens */
    char *follows;
    struct channel *channels; /* sorted by name */
    int64_t inputs;           /* numbers the input keys */
    void (*finished)(struct console *console);
};

/* ---- console.c ---- */
int64_t console_now(const struct console *console);
struct codec_style console_style(const struct console *console);
/* Columns of the screen; 0: no screen, lines may have any length. */
size_t console_columns(const struct console *console);
/* "console:<name>" */
char *console_actor(struct arena *arena, const char *name);
/* Prints `text` and ends the delivery when its bytes were taken; its outcome says `place`,
 * which is copied. */
void console_deliver(struct console *console, const char *text,
                     const struct delivery *delivery, const char *place, outcome_cb done,
                     void *ctx);
/* Waits until nothing is under way, then ends the program. Idempotent. */
void console_leave(struct console *console);
/* Puts an input of a person on the road. `replied` is called once with `id` and the
 * reply, unless the console is freed before. */
struct person_input {
    const char *id;    /* ends the idempotency key, and is given back */
    const char *user;  /* plain name */
    const char *place; /* qualified */
    const char *text;
};
typedef void (*replied_fn)(struct console *console, const char *id,
                           const struct reply *reply);
void console_submit(struct console *console, const struct person_input *input,
                    replied_fn replied);

/* ---- session.c: what plain pipe, terminal and transcript have in common ---- */
void session_start(struct console *console);
void session_free(struct console *console);
void session_send(struct console *console, const struct delivery *delivery,
                  outcome_cb done, void *ctx);
/* "ana #general> " */
char *session_prompt(const struct console *console, struct arena *arena);
/* Does what a typed line asks for. `finished`, when given, is called once the line was
 * answered and nothing is under way any more (possibly before this returns). */
void session_line(struct console *console, const char *s, size_t len,
                  void (*finished)(struct console *console));
/* Lets virtual time pass (or, `step`, sets the clock), then as session_line(). */
void session_clock(struct console *console, int64_t ms, bool step,
                   void (*finished)(struct console *console));
void session_as(struct console *console, const char *user);
void session_join(struct console *console, const char *channel);
/* Ends a line that took its time: the next one may come. */
void session_finish(struct console *console);
void session_print(struct console *console, const char *text);
/* "it is 10:15 UTC (2025-09-29)". */
void session_say_time(struct console *console, struct arena *arena);

/* ---- held.c: what is shown together ---- */
void held_start(struct console *console);
/* `text` is rendered; `name` is the place as it is shown. */
void held_post(struct console *console, const struct delivery *delivery, const char *name,
               const char *text, outcome_cb done, void *ctx);
/* An answer, whole lines: after the notices that belong to it. */
void held_answer(struct console *console, const char *text);
/* Shows at once what waits. */
void held_flush(struct console *console);
void held_free(struct console *console);

/* ---- local.c: the console's own commands ---- */
/* True when it is done; false when console->finished will be called later. */
bool local_run(struct console *console, struct arena *arena, const struct line *line);

/* ---- channels.c: channels seen, with what is pinned in them ---- */
struct channel *channel_get(struct console *console, const char *name);
void channel_mirror(struct channel *channel, const char *slot, const char *text);
void channels_free(struct console *console);

#endif
